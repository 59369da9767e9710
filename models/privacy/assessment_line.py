from odoo import models


class AssessmentLine(models.Model):
    _name = "kooperacje.assessment.line"
    _inherit = ["kooperacje.assessment.line", "kooperacje.case.scoped"]

    _scope_xmlid = "kooperacje.data_scope_support"
