from odoo import models

from odoo.addons.kooperacje.kernels import keeping


class DocumentPrinted(models.AbstractModel):
    """What papers say of the time of keeping is what the program does: both come from the kind of record."""

    _inherit = "kooperacje.document.printed"

    def _document_kept(self):
        one = self.env["kooperacje.file.kind"]._class_of(self._name, self._document_company())
        if not one:
            return super()._document_kept()
        return f"{keeping.in_words(one.category)} (klasa {one.symbol}, kategoria {one.category})"
