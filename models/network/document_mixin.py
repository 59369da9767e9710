from odoo import fields, models


class DocumentMixin(models.AbstractModel):
    """A signed document: number, date, state, the generated PDF and the signed copy.

    draft → issued (numbered, PDF stored) → signed (signed copy attached, content frozen) / void (reason kept).
    """

    _name = "kooperacje.document.mixin"
    _description = "Signed document"

    document_number = fields.Char("Document number", readonly=True, copy=False, index="btree_not_null")
    document_date = fields.Date(copy=False)
    document_state = fields.Selection(
        [("draft", "Draft"), ("issued", "To be signed"), ("signed", "Signed"), ("void", "Void")],
        "Document status", default="draft", required=True, readonly=True, copy=False, index=True,
    )
    signature_kind = fields.Selection(
        [
            ("handwritten", "Handwritten (scan)"),
            ("qualified", "Qualified electronic signature"),
            ("trusted", "Trusted signature (ePUAP)"),
            ("personal", "Personal signature (e-ID card)"),
        ],
        copy=False,
    )
    signed_on = fields.Date(copy=False)
    document_pdf = fields.Binary("Document (PDF)", attachment=True, readonly=True, copy=False)
    signed_copy = fields.Binary(attachment=True, copy=False)
    signed_copy_filename = fields.Char(copy=False)
    void_reason = fields.Char(readonly=True, copy=False)
