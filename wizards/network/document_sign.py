from odoo import fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.document_mixin import SIGNATURE_KINDS


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
