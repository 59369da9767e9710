from odoo import fields, models


class CardReturn(models.TransientModel):
    """Asks the leader what the institution should correct before its card goes back."""

    _name = "kooperacje.card.return"
    _description = "Return of a service card"

    card_id = fields.Many2one("kooperacje.service.card", "Service card", required=True, ondelete="cascade")
    remarks = fields.Text("What to correct", required=True)

    def action_return(self):
        self.card_id._return(self.remarks)
        return {"type": "ir.actions.act_window_close"}
