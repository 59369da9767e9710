from odoo import fields, models


class SocialProjectRefusal(models.TransientModel):
    """Asks the head of the office why a social project is rejected or sent back."""

    _name = "kooperacje.social.project.refusal"
    _description = "Refusal of a social project"
    _inherit = ["kooperacje.case.pointer"]

    project_id = fields.Many2one("kooperacje.social.project", "Social project", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("idea", "Send back to be changed"), ("rejected", "Reject")], required=True, default="idea",
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.project_id._decide_against(self.kind, self.reason)
        return {"type": "ir.actions.act_window_close"}
