from odoo import models


class Plan(models.Model):
    _name = "kooperacje.plan"
    _inherit = ["kooperacje.plan", "kooperacje.case.data"]

    _neutral_fields = frozenset({"display_name", "team_id", "version", "signed_on", "previous_id"})
