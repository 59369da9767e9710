from odoo import models


class Goal(models.Model):
    _name = "kooperacje.goal"
    _inherit = ["kooperacje.goal", "kooperacje.case.data"]
