from odoo import fields, models


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
