from odoo import models


class ServiceFinder(models.TransientModel):
    _name = "kooperacje.service.finder"
    _inherit = ["kooperacje.service.finder", "kooperacje.case.pointer"]
