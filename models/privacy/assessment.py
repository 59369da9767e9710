from odoo import models


class Assessment(models.Model):
    _name = "kooperacje.assessment"
    _inherit = ["kooperacje.assessment", "kooperacje.case.data"]

    _neutral_fields = frozenset({"display_name", "kind", "assessed_on", "due_on", "next_due_on", "done_by_id"})


class AssessmentLine(models.Model):
    _name = "kooperacje.assessment.line"
    _inherit = ["kooperacje.assessment.line", "kooperacje.case.data"]
