from odoo import models


class PlanAction(models.Model):
    _name = "kooperacje.plan.action"
    _inherit = ["kooperacje.plan.action", "kooperacje.case.data"]
