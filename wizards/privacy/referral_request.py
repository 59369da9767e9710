from odoo import models


class ReferralRequest(models.TransientModel):
    _name = "kooperacje.referral.request"
    _inherit = ["kooperacje.referral.request", "kooperacje.case.pointer"]
