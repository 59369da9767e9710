from odoo import models


class Team(models.Model):
    _name = "kooperacje.team"
    _inherit = ["kooperacje.team", "kooperacje.access.source"]

    _access_fields = frozenset({"case_id", "state"})
