from odoo import models


class NeedRequestWizard(models.TransientModel):
    _name = "kooperacje.need.request.wizard"
    _inherit = ["kooperacje.need.request.wizard", "kooperacje.case.pointer"]
