from odoo import models


class DiagnosisLine(models.Model):
    _name = "kooperacje.diagnosis.line"
    _inherit = ["kooperacje.diagnosis.line", "kooperacje.case.scoped"]
