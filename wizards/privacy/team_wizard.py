from odoo import models


class TeamWizard(models.TransientModel):
    _name = "kooperacje.team.wizard"
    _inherit = ["kooperacje.team.wizard", "kooperacje.case.pointer"]
