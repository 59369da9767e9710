from odoo import models


class ConsentWizardLine(models.TransientModel):
    _name = "kooperacje.consent.wizard.line"
    _inherit = ["kooperacje.consent.wizard.line", "kooperacje.case.pointer"]
