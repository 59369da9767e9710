from odoo import models


class TeamWizardLine(models.TransientModel):
    _name = "kooperacje.team.wizard.line"
    _inherit = ["kooperacje.team.wizard.line", "kooperacje.case.pointer"]
