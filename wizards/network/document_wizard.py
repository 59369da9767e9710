from odoo import fields, models
from odoo.exceptions import UserError


class DocumentWizard(models.AbstractModel):
    _name = "kooperacje.document.wizard"
    _description = "Step of a document"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    document_number = fields.Char(compute="_compute_document_number")

    def _compute_document_number(self):
        for wizard in self:
            wizard.document_number = wizard._document().document_number

    def _document(self):
        """The document under the rights of the user; ``UserError`` when it is gone or no document."""
        Model = self.env.get(self.res_model or "")
        document = Model.browse(self.res_id).exists() if hasattr(Model, "_document_register_signature") else None
        if not document:
            raise UserError(self.env._("The document does not exist any more. Open it again from the list."))
        document.check_access("write")
        return document
