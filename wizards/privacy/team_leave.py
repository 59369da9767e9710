from odoo import models


class TeamLeave(models.TransientModel):
    _name = "kooperacje.team.leave"
    _inherit = ["kooperacje.team.leave", "kooperacje.case.pointer"]
