from odoo import models


class TeamPrivate(models.TransientModel):
    _name = "kooperacje.team.private"
    _inherit = ["kooperacje.team.private", "kooperacje.case.pointer"]
