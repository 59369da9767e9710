from odoo import fields, models


class HandoverDecline(models.TransientModel):
    """Asks the receiving side why it does not take the case."""

    _name = "kooperacje.handover.decline"
    _description = "Decline a case"
    _inherit = ["kooperacje.case.pointer"]
    _holds_family_data = False

    handover_id = fields.Many2one("kooperacje.handover", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char("Why", required=True, help="Without data of the family.")

    def action_confirm(self):
        self.ensure_one()
        self.handover_id.action_decline(self.reason)
        return {"type": "ir.actions.act_window_close"}
