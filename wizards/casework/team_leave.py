from odoo import fields, models


class TeamLeave(models.TransientModel):
    """Asks why a member leaves: the history of the composition tells it later (K3D-168)."""

    _name = "kooperacje.team.leave"
    _description = "A member leaves the team"
    _inherit = ["kooperacje.case.pointer"]

    member_id = fields.Many2one(
        "kooperacje.team.member", "Member", required=True, readonly=True, ondelete="cascade",
    )
    reason = fields.Char(required=True, help="Without data of the family: the register of teams shows it.")

    def action_confirm(self):
        self.ensure_one()
        self.member_id.action_leave(self.reason)
        return {"type": "ir.actions.act_window_close"}
