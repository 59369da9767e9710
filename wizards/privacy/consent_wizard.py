from odoo import models


class ConsentWizard(models.TransientModel):
    _name = "kooperacje.consent.wizard"
    _inherit = ["kooperacje.consent.wizard", "kooperacje.case.pointer"]
