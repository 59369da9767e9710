from odoo import models


class PlanService(models.Model):
    _name = "kooperacje.plan.service"
    _inherit = ["kooperacje.plan.service", "kooperacje.case.data"]
