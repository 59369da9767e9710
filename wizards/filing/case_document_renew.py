from odoo import fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import form


class CaseDocumentRenew(models.TransientModel):
    """Asks for the newer version of a document that others issued."""

    _name = "kooperacje.case.document.renew"
    _description = "Newer version of a document"
    _inherit = ["kooperacje.case.pointer"]

    document_id = fields.Many2one("kooperacje.case.document", "Document", required=True, ondelete="cascade")
    number = fields.Char("Number or reference")
    issued_on = fields.Date("Issued on")
    received_on = fields.Date("Received on", default=lambda self: office_today())
    valid_until = fields.Date("Valid until")
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char("Name of the file")

    def action_confirm(self):
        self.ensure_one()
        values = {name: self[name] for name in ("issued_on", "received_on", "valid_until", "file", "file_name")}
        return form(self.document_id._renew({**values, "number": self.number or self.document_id.number}))
