from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.access.windows import form

KINDS = [("eadm", "Administrative package (eADM): for a court or another office"),
         ("archive", "Archive package: for the state archive, category A")]
CONTAINERS = [("zip", "ZIP file"), ("tar", "TAR file")]


class ReleaseMake(models.TransientModel):
    """Hand over the file of a case or partnership: to whom, why, in which package."""

    _name = "kooperacje.release.make"
    _description = "Hand over the file"
    _inherit = ["kooperacje.case.pointer", "kooperacje.once.mixin"]

    kind = fields.Selection(KINDS, "Package", required=True, default="eadm")
    container = fields.Selection(
        CONTAINERS, "Form", required=True, compute="_compute_container", store=True, readonly=False, precompute=True,
    )
    case_id = fields.Many2one("kooperacje.case", "Case", readonly=True, ondelete="cascade")
    partnership_id = fields.Many2one("kooperacje.partnership", "Partnership", readonly=True, ondelete="cascade")
    recipient_id = fields.Many2one(
        "res.partner", "To the institution", domain="[('is_institution', '=', True)]", ondelete="cascade",
    )
    recipient_name = fields.Char("To another recipient", help="A court or archive that is not among the institutions.")
    reason = fields.Char(required=True, help="Stands in the log of accesses. Without data of the family.")
    with_attached = fields.Boolean(
        "With attached files", default=True, help="Scans and documents of others that were attached to the records.",
    )

    @api.depends("kind")
    def _compute_container(self):
        for wizard in self:
            wizard.container = "tar" if wizard.kind == "archive" else "zip"

    def action_confirm(self):
        """Make the package and open the record of it.

        :raises UserError: nobody to hand it over to, or no reason; see ``kooperacje.release``
        """
        self._take_once()
        if not self.recipient_id and not (self.recipient_name or "").strip():
            raise UserError(self.env._(
                "Say to whom the file is handed over: choose the institution or write who it is."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write why the file is handed over: the log of accesses says it."))
        record = self.case_id or self.partnership_id
        if not record:
            raise UserError(self.env._("Open this from a case or a partnership."))
        return form(self.env["kooperacje.release"]._make_package(
            record, self.kind, self.recipient_id, (self.recipient_name or "").strip(), self.reason.strip(),
            self.container, self.with_attached,
        ))
