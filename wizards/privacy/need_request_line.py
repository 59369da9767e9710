from odoo import models


class NeedRequestLine(models.TransientModel):
    _name = "kooperacje.need.request.line"
    _inherit = ["kooperacje.need.request.line", "kooperacje.case.pointer"]
