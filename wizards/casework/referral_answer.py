from odoo import fields, models


class ReferralAnswer(models.TransientModel):
    """The provider's answer to a request for a service: terms with a yes, a reason with a no."""

    _name = "kooperacje.referral.answer"
    _description = "Answer to a request for a service"
    _inherit = ["kooperacje.case.pointer"]
    # The provider answers, who sees the request and nothing of the family.
    _holds_family_data = False

    referral_id = fields.Many2one(
        "kooperacje.referral", "Request", required=True, readonly=True, ondelete="cascade",
    )
    kind = fields.Selection(
        [("accept", "Accept"), ("decline", "Decline"), ("not_provided", "Not provided")], required=True, readonly=True,
    )
    starts_on = fields.Date()
    terms = fields.Char(help="When and where the service begins, what to bring.")
    company_id = fields.Many2one("res.company", related="referral_id.company_id", export_string_translation=False)
    premise_id = fields.Many2one(
        "kooperacje.premise", "Reason", domain=[("kind", "=", "decline")], ondelete="cascade", check_company=True,
    )
    reason = fields.Char("In a few words", help="Without data of the family: the network worker reads it.")

    def action_confirm(self):
        self.ensure_one()
        if self.kind == "accept":
            self.referral_id.action_accept(self.starts_on, self.terms)
        elif self.kind == "decline":
            self.referral_id.action_decline(self.premise_id.id, self.reason)
        else:
            self.referral_id.action_not_provided(self.reason)
        return {"type": "ir.actions.act_window_close"}
