from odoo import fields, models


class TeamDecline(models.TransientModel):
    """Asks for the reason when an invitation to a task team is declined; refusals are figures, not notes."""

    _name = "kooperacje.team.decline"
    _description = "Decline an invitation"
    _inherit = ["kooperacje.case.pointer"]
    # The invited person declines, who sees the own invitation and nothing of the family.
    _holds_family_data = False

    member_id = fields.Many2one(
        "kooperacje.team.member", "Invitation", required=True, readonly=True, ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", related="member_id.company_id", export_string_translation=False)
    premise_id = fields.Many2one(
        "kooperacje.premise", "Reason", required=True, domain=[("kind", "=", "decline")], ondelete="cascade",
        check_company=True,
    )
    reason = fields.Char(
        "In a few words", required=True, help="Without data of the family: the network worker reads it.",
    )

    def action_confirm(self):
        self.ensure_one()
        self.member_id.action_decline(self.premise_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
