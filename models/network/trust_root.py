import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels import signature, signature_certificate
from odoo.addons.kooperacje.kernels.office_day import office_day

ISSUED_KINDS = [
    ("qualified", "Qualified signatures"), ("trusted", "Trusted signatures (trusted profile)"),
    ("personal", "Personal signatures (e-ID card)"), ("advanced", "Other advanced signatures"),
]


class TrustRoot(models.Model):
    """Certificate of an issuer whom the office trusts: what is signed below it is called by what it issues.

    Loaded by the administrator of the office for that office, or by the administrator of the database for all;
    nothing is fetched. Issuers of qualified signatures in Poland are published by the National Certification Centre
    (NCCert). A certificate taken away changes nothing that was read before; “Read again” on a paper does.
    """

    _name = "kooperacje.trust.root"
    _description = "Trusted issuer of signatures"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "name, id"
    _fixed_fields = frozenset({"company_id", "certificate"})

    certificate = fields.Binary(required=True, attachment=False, help="The certificate as a file (DER).")
    name = fields.Char("Issuer", compute="_compute_described", store=True)
    issuer_name = fields.Char("Certified by", compute="_compute_described", store=True)
    serial = fields.Char("Serial number", compute="_compute_described", store=True)
    fingerprint = fields.Char("Fingerprint (SHA-256)", compute="_compute_described", store=True)
    valid_from = fields.Date("Valid from", compute="_compute_described", store=True)
    valid_to = fields.Date("Valid until", compute="_compute_described", store=True)
    kind = fields.Selection(ISSUED_KINDS, "Issues", required=True, default="qualified")
    source = fields.Char("Taken from", help="Where the certificate was taken from, and by whom it was compared.")
    company_id = fields.Many2one(
        "res.company", "Office", index="btree_not_null", ondelete="cascade", default=lambda self: self._own_office(),
        help="Office that trusts it. Empty: all offices.",
    )
    active = fields.Boolean(default=True)

    _once = models.UniqueIndex(
        "(fingerprint, COALESCE(company_id, 0))", "This certificate has been loaded already.",
    )

    @api.model
    def _own_office(self):
        """Whoever administers the database loads for all offices, whoever administers an office for that one."""
        return False if self.env.user.has_group("base.group_system") else self.env.company

    @api.depends("certificate")
    def _compute_described(self):
        for root in self.with_context(bin_size=False):
            described = root._described()
            root.name = described.get("name") or described.get("serial")
            root.issuer_name = described.get("issuer")
            root.serial = described.get("serial")
            root.fingerprint = described.get("fingerprint")
            root.valid_from = described and office_day(described["valid_from"])
            root.valid_to = described and office_day(described["valid_to"])

    def _described(self):
        try:
            return signature_certificate.described(base64.b64decode(self.certificate or b"", validate=True))
        # asn1crypto says in many ways that bytes are no certificate; the constraint says it to people.
        except Exception:  # noqa: BLE001 pylint: disable=broad-except
            return {}

    @api.constrains("certificate")
    def _check_certificate(self):
        for root in self.with_context(bin_size=False):
            described = root._described()
            if not described:
                raise ValidationError(self.env._(
                    "This file holds no certificate. Load a certificate of an issuer (.cer, .crt, .pem, .der).",
                ))
            if not described["is_authority"]:
                raise ValidationError(self.env._(
                    "“%s” is the certificate of somebody who signs, not of an issuer. Load the certificate of its "
                    "issuer.",
                    described["name"],
                ))

    @api.model
    def _load(self, content, values):
        """Make a record of each certificate of a file that is not there yet.

        :param content: bytes, PEM with one or several certificates or one DER
        :param values: kind, office and source of all of them
        :return: ``(new, known)``
        :raise ValidationError: the file holds no certificate
        """
        try:
            signature.check_readers()
            found = signature_certificate.load(content)
        except signature_certificate.NoCertificate as error:
            raise ValidationError(self.env._(
                "This file holds no certificate, or a damaged one. Load certificates as PEM or DER "
                "(.cer, .crt, .pem, .der).",
            )) from error
        except signature.ReadersMissing as error:
            raise ValidationError(self.env._(
                "Certificates cannot be read here: the libraries pyHanko and signxml are missing on the server. Tell "
                "whoever looks after Odoo; “Configuration ‣ State of the system” says what to install.",
            )) from error
        prints = {signature_certificate.described(der)["fingerprint"]: der for der in found}
        known = self.with_context(active_test=False).search([
            ("fingerprint", "in", list(prints)), ("company_id", "=", values.get("company_id") or False),
        ])
        new = self.create([
            {**values, "certificate": base64.b64encode(der)}
            for fingerprint, der in prints.items() if fingerprint not in set(known.mapped("fingerprint"))
        ])
        return new, known

    @api.model
    def _roots_of(self, company):
        """Pairs of a certificate (DER) and what it issues, for papers of ``company``."""
        # sudo: certificates are public; which of them count is fixed by the office of the paper.
        roots = self.sudo().with_context(bin_size=False).search([("company_id", "in", [company.id, False])])
        # What the office says of an issuer goes before what all offices are told.
        kinds = {}
        for root in roots.sorted(lambda one: bool(one.company_id)):
            kinds[base64.b64decode(root.certificate)] = root.kind
        return list(kinds.items())
