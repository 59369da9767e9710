from odoo import models


class ReferralAnswer(models.TransientModel):
    _name = "kooperacje.referral.answer"
    _inherit = ["kooperacje.referral.answer", "kooperacje.case.pointer"]

    # The provider answers, who sees the request and nothing of the family.
    _holds_family_data = False
