from odoo import api, fields, models
from odoo.exceptions import UserError


class FileCorrect(models.TransientModel):
    """Asks for the reference of a case or partnership: typed for the first time, or corrected with the reason."""

    _name = "kooperacje.file.correct"
    _description = "Reference of a file"
    _inherit = ["kooperacje.case.pointer"]

    case_id = fields.Many2one("kooperacje.case", "Case", ondelete="cascade")
    partnership_id = fields.Many2one("kooperacje.partnership", "Partnership", ondelete="cascade")
    present = fields.Char("Present reference", compute="_compute_present", compute_sudo=False)
    reference = fields.Char("Case reference", required=True)
    note = fields.Char("Reason", help="Stands in the remarks of the list of cases. No names.")

    @api.depends("case_id", "partnership_id")
    def _compute_present(self):
        for wizard in self:
            wizard.present = (wizard.case_id or wizard.partnership_id).file_reference

    def action_confirm(self):
        """Keep the reference, and say so in the history of the case or partnership.

        :raises UserError: no reference, one that is taken, one on a signed paper, no reason
        """
        self.ensure_one()
        record = self.case_id or self.partnership_id
        if not record:
            raise UserError(self.env._("Open the case or the partnership whose reference this is."))
        before = record.file_reference
        after = record._file_give(self.reference, self.note)
        told = record._in_office_language()
        told.message_post(body=told.env._(
            "Reference %(before)s corrected to %(after)s: %(reason)s", before=before, after=after,
            reason=" ".join((self.note or "").split()),
        ) if before else told.env._("Reference %s given.", after))
        return {"type": "ir.actions.act_window_close"}
