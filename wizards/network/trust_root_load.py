import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.access.windows import window
from odoo.addons.kooperacje.models.network.trust_root import ISSUED_KINDS

MAX_SIZE = 5 * 1024 * 1024


class TrustRootLoad(models.TransientModel):
    """Loads certificates of issuers from a file: PEM with one or several, or one DER."""

    _name = "kooperacje.trust.root.load"
    _description = "Load trusted issuers"

    file = fields.Binary("File with certificates", attachment=False, help="PEM with one or several, or DER.")
    filename = fields.Char()
    kind = fields.Selection(ISSUED_KINDS, "These issuers give", required=True, default="qualified")
    source = fields.Char("Taken from", help="Where the certificates were taken from, and by whom they were compared.")
    company_id = fields.Many2one(
        "res.company", "Office", default=lambda self: self.env["kooperacje.trust.root"]._own_office(),
        domain="[('id', 'in', allowed_company_ids)]", help="Empty: all offices.",
    )

    def action_load(self):
        """:raise UserError: no file, one without certificates, or nothing new in it"""
        self.ensure_one()
        Root = self.env["kooperacje.trust.root"]
        Root.check_access("create")
        try:
            content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("The file arrived damaged. Choose it once more.")) from error
        if not content:
            raise UserError(self.env._("Choose the file with the certificates first."))
        if len(content) > MAX_SIZE:
            raise UserError(self.env._("The file is too large for certificates. Choose the right one."))
        new, known = Root._load(content, {
            "kind": self.kind, "source": self.source, "company_id": self.company_id.id,
        })
        if not new:
            raise UserError(self.env._(
                "All certificates of this file have been loaded already (%s). An archived one is found with the filter "
                "“Archived”.", ", ".join(filter(None, known.mapped("name"))),
            ))
        return window(self.env, "action_trust_root", target="main")
