from odoo import api, models


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
        lines[self._document_field]._document_check_editable()
        return lines

    def write(self, vals):
        if vals.keys() - self._document_line_free_fields():
            self[self._document_field]._document_check_editable()
        result = super().write(vals)
        if self._document_field in vals:
            self[self._document_field]._document_check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self[self._document_field]._document_check_editable()
