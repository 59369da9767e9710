import base64
import binascii
from datetime import datetime

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels import signed_copy
from odoo.addons.kooperacje.kernels.office_day import office_day, office_today
from odoo.addons.kooperacje.models.network.document_signature import HANDWRITTEN, SIGNATURE_KINDS


class DocumentSign(models.TransientModel):
    """Registers the signature of any document; a file signed electronically is read as soon as it is chosen."""

    _name = "kooperacje.document.sign"
    _description = "Register signature"
    _inherit = ["kooperacje.document.wizard"]

    signed_on = fields.Date(
        "Signed on", required=True, compute="_compute_signed_on", store=True, readonly=False, precompute=True,
    )
    signature_kind = fields.Selection(SIGNATURE_KINDS, "Signature", required=True, default=HANDWRITTEN)
    signed_copy = fields.Binary("Signed copy", attachment=False)
    signed_copy_filename = fields.Char()
    signature_checked = fields.Char("Checked elsewhere")
    signature_report = fields.Html("What was read in the file", compute="_compute_reading", sanitize=False)
    is_refused = fields.Boolean(compute="_compute_reading", export_string_translation=False)
    needs_check = fields.Boolean(compute="_compute_reading", export_string_translation=False)
    refusal = fields.Text(compute="_compute_reading")

    @api.depends("signed_copy", "signature_kind", "res_model", "res_id")
    def _compute_signed_on(self):
        """The day of the last signature in the file."""
        for wizard in self:
            reading = wizard._reading()
            moments = [one.signed_at for one in reading.signatures if one.signed_at] if reading else []
            wizard.signed_on = (
                office_day(max(map(datetime.fromisoformat, moments))) if moments
                else wizard.signed_on or office_today()
            )

    @api.depends("signed_copy", "signature_kind", "res_model", "res_id")
    @api.depends_context("lang")
    def _compute_reading(self):
        for wizard in self:
            reading = wizard._reading()
            document = reading and wizard._document()
            wizard.is_refused = bool(reading and reading.refused)
            wizard.refusal = document._signature_refusal(reading) if wizard.is_refused else False
            wizard.needs_check = bool(reading and not reading.refused and document._signature_needs_check(reading))
            wizard.signature_report = reading and document._signature_html(reading)

    def _reading(self):
        """What stands in the file chosen, ``None`` where there is nothing to be read."""
        if self.signature_kind in (False, HANDWRITTEN) or not self.signed_copy or not self.res_id:
            return None
        try:
            content = base64.b64decode(self.with_context(bin_size=False).signed_copy)
        except (binascii.Error, ValueError):
            # Said when it is registered.
            return None
        return self._document()._signature_read(content, signed_copy.kind_of(content))

    def action_confirm(self):
        self.ensure_one()
        self._document()._document_register_signature(
            self.signed_on, self.signature_kind, self.signed_copy, self.signed_copy_filename, self.signature_checked,
        )
        return {"type": "ir.actions.act_window_close"}
