from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.document_mixin import SIGNATURE_KINDS


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


class DocumentSign(models.TransientModel):
    """Registers the signature of any document."""

    _name = "kooperacje.document.sign"
    _description = "Register signature"
    _inherit = ["kooperacje.document.wizard"]

    signed_on = fields.Date(required=True, default=lambda self: office_today())
    signature_kind = fields.Selection(SIGNATURE_KINDS, required=True, default="handwritten")
    signed_copy = fields.Binary("Signed copy", attachment=False)
    signed_copy_filename = fields.Char()

    def action_confirm(self):
        self.ensure_one()
        self._document()._document_register_signature(
            self.signed_on, self.signature_kind, self.signed_copy, self.signed_copy_filename,
        )
        return {"type": "ir.actions.act_window_close"}


class DocumentVoid(models.TransientModel):
    """Voids any document with a reason."""

    _name = "kooperacje.document.void"
    _description = "Void document"
    _inherit = ["kooperacje.document.wizard"]

    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        self._document()._document_void(self.reason)
        return {"type": "ir.actions.act_window_close"}
