from odoo import models


class NeedRequestWizard(models.TransientModel):
    _name = "kooperacje.need.request.wizard"
    _inherit = ["kooperacje.need.request.wizard", "kooperacje.case.pointer"]


class NeedRequestLine(models.TransientModel):
    _name = "kooperacje.need.request.line"
    _inherit = ["kooperacje.need.request.line", "kooperacje.case.pointer"]
