from odoo import models


class ActivityCard(models.Model):
    """Tool 15: the worker's month, by kind and by family."""

    _inherit = "kooperacje.activity.card"

    def _document_title(self):
        return self.document_number or f"Karta działań {self.month.strftime('%m.%Y')}"

    def _document_summary(self):
        """The lines of the card and their sums, as texts."""
        self.ensure_one()
        entries = self._entries()
        return {"entries": entries, **entries._document_sums()}
