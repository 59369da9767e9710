from odoo import api, models


class Diagnosis(models.Model):
    """Card of the diagnosis (tool 19 D), in the rural variant of the diagnostic workshop (R9)."""

    _inherit = "kooperacje.diagnosis"

    _document_code = "diagnosis"
    _document_prefix = "DIAG"

    def _document_report(self):
        return "kooperacje.report_diagnosis"

    @api.model
    def _document_placeholders(self):
        return {**super()._document_placeholders(), "object.case_id.name": self.env._("code of the case")}

    def _document_lines(self):
        """Areas of which something is said, as far as whoever prints may read them."""
        return self.line_ids._filtered_access("read").filtered("is_filled")
