from odoo import models


class AftercareGoal(models.Model):
    _name = "kooperacje.aftercare.goal"
    _inherit = ["kooperacje.aftercare.goal", "kooperacje.case.data"]
