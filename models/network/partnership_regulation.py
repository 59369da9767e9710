from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.access.windows import window


class Partnership(models.Model):
    """The rules a partnership works by: typed until it has a regulation, those of the regulation afterwards."""

    _inherit = "kooperacje.partnership"

    regulation_ids = fields.One2many("kooperacje.regulation", "partnership_id", "Regulations")
    has_regulation = fields.Boolean(compute="_compute_has_regulation")
    meeting_months = fields.Integer("Meeting at least every (months)", default=1)
    meeting_notice_days = fields.Integer("Notice of a meeting (days)", default=7)
    quorum_percent = fields.Integer("Quorum (% of member institutions)", default=50)
    rotates_moderation = fields.Boolean("Moderator and minute-taker in rotation", default=True)
    evaluation_months = fields.Integer("Evaluation every (months)", default=12)
    withdrawal_months = fields.Integer("Notice of leaving (months)", default=1)

    _quorum_percent = models.Constraint(
        "CHECK(quorum_percent BETWEEN 1 AND 100)", "The quorum is 1 to 100 % of the member institutions.",
    )

    @api.depends("regulation_ids.is_in_force")
    def _compute_has_regulation(self):
        groups = self.env["kooperacje.regulation"]._read_group(
            [("partnership_id", "in", self.ids), ("is_in_force", "=", True)], ["partnership_id"],
        )
        ruled = {partnership.id for partnership, in groups}
        for partnership in self:
            partnership.has_regulation = partnership._origin.id in ruled

    def write(self, vals):
        given = self.env["kooperacje.regulation"]._parameters() & vals.keys()
        if given and self._is_guarded():
            for partnership in self.filtered("has_regulation"):
                if any(partnership[name] != vals[name] for name in given):
                    raise UserError(self.env._(
                        "This is set by the regulation of %(partnership)s. Change it by a new regulation adopted by "
                        "the members.", partnership=partnership.name,
                    ))
        return super().write(vals)

    def _missing_evidence_regulation(self):
        return [] if self.has_regulation else [self.env._("the adopted and signed regulation (tool 9)")]

    def action_view_regulations(self):
        self.ensure_one()
        return window(
            self.env, "action_regulation", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id},
        )
