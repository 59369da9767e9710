from odoo import models


class PlanActionDrop(models.TransientModel):
    _name = "kooperacje.plan.action.drop"
    _inherit = ["kooperacje.plan.action.drop", "kooperacje.case.pointer"]
