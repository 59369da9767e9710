from odoo import models


class Case(models.Model):
    """Tool 15: the activity card of one family, for those who run its case."""

    _name = "kooperacje.case"
    _inherit = ["kooperacje.case", "kooperacje.document.printed"]

    _document_code = "activity_case"

    def _document_title(self):
        return f"Karta działań – {self.name}"

    def _document_filename(self):
        """File name without extension: the code of the family, never a name."""
        self.ensure_one()
        return self._file_label(f"N15-{self.name}")

    def _document_activity(self):
        """Lines that the reader may read, the oldest first, and their sums."""
        self.ensure_one()
        entries = self.activity_log_ids.sorted(lambda entry: (entry.date, entry.id))
        return {"entries": entries, **entries._document_sums()}
