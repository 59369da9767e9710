from odoo import models


class ServiceFinderLine(models.TransientModel):
    _name = "kooperacje.service.finder.line"
    _inherit = ["kooperacje.service.finder.line", "kooperacje.case.pointer"]
