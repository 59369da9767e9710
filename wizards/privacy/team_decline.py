from odoo import models


class TeamDecline(models.TransientModel):
    _name = "kooperacje.team.decline"
    _inherit = ["kooperacje.team.decline", "kooperacje.case.pointer"]

    # The invited person declines, who sees the own invitation and nothing of the family.
    _holds_family_data = False
