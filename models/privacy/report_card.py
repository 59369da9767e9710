from odoo import models


class ReportCard(models.Model):
    _name = "kooperacje.report.card"
    _inherit = ["kooperacje.report.card", "kooperacje.case.data"]

    _neutral_fields = frozenset({
        "display_name", "partnership_id", "institution_id", "unit_kind", "sent_on", "answered_on", "case_manager_id",
    })
