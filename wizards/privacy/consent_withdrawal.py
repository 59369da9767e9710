from odoo import models


class ConsentWithdrawal(models.TransientModel):
    _name = "kooperacje.consent.withdrawal"
    _inherit = ["kooperacje.consent.withdrawal", "kooperacje.case.pointer"]
