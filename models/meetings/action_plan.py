from odoo import models


class ActionPlan(models.Model):
    _name = "kooperacje.action.plan"
    _inherit = ["kooperacje.partnership.paper.mixin", "kooperacje.action.plan"]
