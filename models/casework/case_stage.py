from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class CaseStage(models.Model):
    """Column of the case board. ``phase`` carries the Model's meaning and its gates; names and order are local.

    With another phase the cases of an office would pass gates nobody opened, so a stage in use keeps its phase and
    stays on the board. Of each phase an office keeps one stage at least, for cases come there by themselves.
    """

    _name = "kooperacje.case.stage"
    _description = "Case stage"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "sequence, id"

    name = WordedChar(required=True)
    sequence = WordedInteger(default=10)
    fold = fields.Boolean("Folded on the board")
    phase = fields.Selection(
        [
            ("recognition", "Recognition"), ("qualification", "Qualification"), ("consent", "Consent"),
            ("team", "Task team"), ("plan", "Plan"), ("realisation", "Realisation"), ("suspended", "Suspended"),
            ("aftercare", "After-care"), ("closed", "Closed"),
        ],
        required=True, default="recognition",
    )
    active = WordedBoolean(default=True)

    def write(self, vals):
        self.check_access("write")
        changed = self.filtered(lambda stage: "phase" in vals and stage.phase != vals["phase"])
        if "active" in vals and not vals["active"]:
            changed |= self.filtered("active")
        changed._check_not_in_use()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._check_not_in_use()

    def _check_not_in_use(self):
        # sudo: whoever keeps the dictionary reaches no case, and the cases of other offices count as well; nothing
        # but the name of the stage is told.
        cases = self.env["kooperacje.case"].sudo().with_context(active_test=False)
        for stage in self:
            if cases.search_count([("stage_id", "=", stage.id)], limit=1):
                raise UserError(self.env._(
                    "Stage “%(stage)s” keeps its phase and stays on the board as long as cases stand in it, in this "
                    "office or another. Create another stage, and let the case managers move their cases there first.",
                    stage=stage.name,
                ))

    def _check_left_out(self, company):
        # sudo: as above, the cases of this office alone.
        cases = self.env["kooperacje.case"].sudo().with_context(active_test=False)
        used = self._used_by(company)
        for stage in self:
            if cases.search_count([("stage_id", "=", stage.id), ("company_id", "=", company.id)], limit=1):
                raise UserError(self.env._(
                    "Stage “%(stage)s” stays on the board as long as cases of your office stand in it. Let the case "
                    "managers move them first.", stage=stage._in_words_of(company).name,
                ))
            if stage.phase not in used.mapped("phase"):
                raise UserError(self.env._(
                    "“%(stage)s” is the only stage of its phase, and cases come there by themselves. You may give it "
                    "another name, or add a stage of your own in this phase first.",
                    stage=stage._in_words_of(company).name,
                ))
