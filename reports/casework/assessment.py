from odoo import models


class Assessment(models.Model):
    """Card of an assessment, periodic or final (tool 19 J); printed as kept, no signature is asked for."""

    _inherit = "kooperacje.assessment"

    def _document_report(self):
        return "kooperacje.report_assessment"

    def _document_title(self):
        self.ensure_one()
        return f"Ocena {self.case_id.name} z dnia {self.assessed_on.strftime('%d.%m.%Y')}"

    def _document_filename(self):
        """File name without extension, made of the code and the date alone."""
        self.ensure_one()
        return self._file_label(f"ocena-{self.case_id.name or ''}-{self.assessed_on}")
