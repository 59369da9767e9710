from odoo import models


class PlanServiceStop(models.TransientModel):
    _name = "kooperacje.plan.service.stop"
    _inherit = ["kooperacje.plan.service.stop", "kooperacje.case.pointer"]
