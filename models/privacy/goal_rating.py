from odoo import models


class GoalRating(models.Model):
    _name = "kooperacje.goal.rating"
    _inherit = ["kooperacje.goal.rating", "kooperacje.case.data"]
