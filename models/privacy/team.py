from odoo import models


class Team(models.Model):
    _name = "kooperacje.team"
    _inherit = ["kooperacje.team", "kooperacje.access.source", "kooperacje.case.data"]

    _access_fields = frozenset({"case_id", "state"})

    # Kept by the network worker as a register (K3D-108).
    _holds_family_data = False
