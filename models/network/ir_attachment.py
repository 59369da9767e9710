from odoo import models
from odoo.exceptions import AccessError

from .document_mixin import GUARDED_FIELDS


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _check_access(self, operation):
        """The files of a document are written by its own methods only (they go through ``sudo`` in the ORM).

        Without this, anyone with write access to a document could exchange its signed copy through the attachment.
        """
        result = super()._check_access(operation)
        if operation == "read":
            return result
        forbidden = result[0] if result else self.browse()
        # sudo: only the three columns that say what the attachment belongs to.
        guarded = (self - forbidden).sudo().filtered(lambda attachment: attachment._is_document_file()).sudo(False)
        if not guarded:
            return result
        forbidden |= guarded

        def error():
            return AccessError(self.env._(
                "The files of an issued or signed document cannot be exchanged. Void the document and make a new one.",
            ))
        return forbidden, (result[1] if result else error)

    def _is_document_file(self):
        self.ensure_one()
        model = self.env.get(self.res_model) if self.res_model else None
        return (
            self.res_field in GUARDED_FIELDS and model is not None and hasattr(model, "_document_register_signature")
        )

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and {"res_model", "res_field"} & vals.keys():
            # A free file must not become the signed copy of a document.
            # sudo: only the columns that say what the attachment belongs to.
            self.sudo().filtered(lambda attachment: attachment._is_document_file()).sudo(False).check_access("write")
        return result
