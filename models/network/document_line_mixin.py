from odoo import api, models

from odoo.addons.kooperacje.models.access.serialise import serialise_on


class DocumentLineMixin(models.AbstractModel):
    """Line of a document: frozen together with it.

    The model names its document in ``_document_field``; fields of ``_document_line_free_fields`` live on after the
    document was issued (progress of a decision, withdrawal of a statement).
    """

    _name = "kooperacje.document.line.mixin"
    _description = "Line of a signed document"

    _document_field = None

    @api.model
    def _document_line_free_fields(self):
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_document_editable()
        return lines

    def write(self, vals):
        if vals.keys() - self._document_line_free_fields():
            self._check_document_editable()
        result = super().write(vals)
        if self._document_field in vals:
            self._check_document_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_document_editable()

    def _check_document_editable(self):
        documents = self[self._document_field]
        # A document that a colleague is issuing this moment is not told apart from a draft in any other way.
        serialise_on(documents)
        documents._document_check_editable()
