from odoo import models


class CaseNeed(models.Model):
    _name = "kooperacje.case.need"
    _inherit = ["kooperacje.case.need", "kooperacje.case.data"]
