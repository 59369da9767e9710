import base64
from datetime import datetime

from lxml import etree
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.kooperacje.kernels import signature, signed_copy
from odoo.addons.kooperacje.kernels.office_day import office_day, office_time
from odoo.addons.kooperacje.models.access.serialise import serialise_on

_lt = LazyTranslate(__name__)

HANDWRITTEN = "handwritten"
SIGNATURE_KINDS = [
    (HANDWRITTEN, "Handwritten (scan)"),
    ("qualified", "Qualified electronic signature"),
    ("trusted", "Trusted signature (ePUAP)"),
    ("personal", "Personal signature (e-ID card)"),
    ("advanced", "Advanced electronic signature"),
]
VERDICTS = [
    ("valid", "Valid, issuer trusted"),
    ("issuer_unknown", "Integrity preserved, issuer not known here"),
    ("unchecked", "Integrity preserved, issuer not checked"),
    ("unjudged", "Could not be judged"),
    ("certificate", "Certificate was not valid"),
    ("other", "Signature of another document"),
    ("changed", "Changed after signing"),
    ("none", "No signature"),
    ("unreadable", "File cannot be read"),
]
DOCUMENTS = {
    signature.SAME: _lt("Signed is the file that was issued."),
    signature.TEXT: _lt("Signed is another file with the same text as the document issued."),
    signature.OTHER: _lt("Signed is another document than the one issued."),
    signature.NOT_COMPARED: _lt("Not compared with a document issued from here."),
}


class DocumentSignature(models.AbstractModel):
    """What the signed copy of a document says of itself.

    A file with an electronic signature is read when it is registered (``kernels.signature``) and what was read is kept
    as JSON in ``signature_reading``; people see ``signature_report`` in their language. A file without a signature, a
    broken one or one of another document is refused. What cannot be judged by the program, or compared with what was
    issued, is taken when somebody writes how it was checked elsewhere (``signature_checked``).
    """

    _name = "kooperacje.document.signature"
    _description = "Signature of a document"

    signature_kind = fields.Selection(SIGNATURE_KINDS, "Kind of signature stated", readonly=True, copy=False)
    signature_verdict = fields.Selection(VERDICTS, "What the file says", readonly=True, copy=False)
    signature_reading = fields.Text(readonly=True, copy=False, export_string_translation=False)
    signature_checked = fields.Char(
        "Checked elsewhere", readonly=True, copy=False,
        help="How the file was checked where the program could not judge or compare it.",
    )
    signature_said = fields.Char("Signature", compute="_compute_signature_said")
    signature_report = fields.Html(
        "What was read in the file", compute="_compute_signature_report", sanitize=False,
    )

    @api.depends("signature_kind", "signature_verdict")
    @api.depends_context("lang")
    def _compute_signature_said(self):
        """What may be said of the signature: what was stated counts for a scan, and where the issuer is trusted."""
        kinds = dict(self._fields["signature_kind"]._description_selection(self.env))
        verdicts = dict(self._fields["signature_verdict"]._description_selection(self.env))
        for document in self:
            kind, verdict = document.signature_kind, document.signature_verdict
            if not kind or kind == HANDWRITTEN or verdict == signature.VALID:
                document.signature_said = kinds.get(kind)
            else:
                document.signature_said = verdicts.get(verdict) or self.env._("Electronic, file not read")

    @api.depends("signature_reading")
    @api.depends_context("lang")
    def _compute_signature_report(self):
        for document in self:
            kept = document._signature_kept()
            document.signature_report = kept and document._signature_html(kept)

    def _signature_kept(self):
        """What was read, ``None`` where nothing was or it is not shared with the user."""
        try:
            return signature.Reading.loads(self.signature_reading) if self.signature_reading else None
        except (ValueError, TypeError, KeyError):
            # Erased, or of an older version: the file can be read again.
            return None

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def _signature_read(self, content, file_kind, compare=True):
        """:raise UserError: the libraries are missing"""
        self.ensure_one()
        issued = None
        if compare and self.document_state != "draft":
            # sudo: the file that was issued is compared with, and shown to nobody here.
            issued = self.sudo().with_context(bin_size=False)._document_stored_pdf()
        try:
            return signature.read(
                content, file_kind, issued, self.env["kooperacje.trust.root"]._roots_of(self._document_company()),
            )
        except signature.ReadersMissing as error:
            raise UserError(self.env._(
                "Electronic signatures cannot be read here: the libraries pyHanko and signxml are missing on the "
                "server. Tell whoever looks after Odoo; “Configuration ‣ State of the system” says what to install.",
            )) from error

    def _signature_needs_check(self, reading):
        """Whether somebody has to say how the file was checked elsewhere.

        Of a paper that is printed from here but was not issued, nobody knows here what was signed.
        """
        self.ensure_one()
        elsewhere = self._document_elsewhere_field and self[self._document_elsewhere_field]
        drawn_up_here = self._document_report() and not elsewhere
        return reading.needs_eyes or (self.document_state == "draft" and bool(drawn_up_here))

    def _signature_values(self, kind, signed_on, content, file_kind, checked):
        """What is kept of an electronic signature.

        :raise UserError: the file bears no signature, or one that is broken, of another document, of another kind or of
            another day; it cannot be judged here and nobody says how it was checked
        """
        reading = self._signature_read(content, file_kind)
        if reading.refused:
            raise UserError(self._signature_refusal(reading))
        given = {one.kind for one in reading.signatures} - {""}
        if signature.QUALIFIED in given:
            given.add(signature.ADVANCED)
        if reading.verdict == signature.VALID and kind not in given:
            kinds = dict(self._fields["signature_kind"]._description_selection(self.env))
            raise UserError(self.env._(
                "The signature in this file is another one than was chosen: %s. Choose it.",
                ", ".join(sorted(kinds[one] for one in given)),
            ))
        moments = [datetime.fromisoformat(one.signed_at) for one in reading.signatures if one.signed_at]
        days = sorted(set(map(office_day, moments)))
        if days and signed_on not in days:
            raise UserError(self.env._(
                "The file was signed on %s. Give that day as the date of the signature.",
                ", ".join(format_date(self.env, day) for day in days),
            ))
        checked = " ".join((checked or "").split())
        if not checked and self._signature_needs_check(reading):
            raise UserError(self._signature_unsure(reading))
        return {
            "signature_verdict": reading.verdict, "signature_reading": reading.dumps(),
            "signature_checked": checked or False,
        }

    def action_signature_read(self):
        """Read the signed files again: with the issuers trusted today, or for the first time."""
        for document in self:
            document.check_access("write")
            serialise_on(document)
            content = document.with_context(bin_size=False).signed_copy
            if document.document_state != "signed" or document.signature_kind in (False, HANDWRITTEN) or not content:
                raise UserError(self.env._("There is no file with an electronic signature to be read."))
            kept = document._signature_kept()
            # Against what was rendered when the paper was entered after it had been signed, nothing is compared.
            compare = not kept or kept.document != signature.NOT_COMPARED
            content = base64.b64decode(content)
            reading = document._signature_read(content, signed_copy.kind_of(content), compare)
            document._unguarded("kooperacje.document.mixin").write({
                "signature_verdict": reading.verdict, "signature_reading": reading.dumps(),
            })
            told = document._in_office_language()
            told._document_log(told.env._("The signed file was read again: %s.", told.signature_said))
        return True

    @api.model
    def _signature_extend(self, arch):
        """What is said of the signature stands beside the status in lists, and can be searched for."""
        if arch.tag == "search":
            arch.append(etree.Element("separator"))
            etree.SubElement(
                arch, "filter", name="signature_unsure", string=self.env._("Signature not certain"),
                domain="[('signature_kind', 'not in', [False, 'handwritten']), ('signature_verdict', '!=', 'valid')]",
            )
        elif arch.find("field[@name='signature_said']") is None:
            for state in arch.findall("field[@name='document_state']"):
                state.addnext(etree.Element("field", name="signature_said", optional="hide"))

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    def _signature_refusal(self, reading):
        """Why the file is refused, and what to do."""
        number = self.document_number or self._document_title()
        if reading.verdict == signature.UNREADABLE:
            return {
                "password": self.env._(
                    "The file opens with a password only, so nobody can see here what was signed. Attach it without a "
                    "password, as it was signed.",
                ),
                "empty": self.env._("The file of the signed copy is empty. Attach the right one."),
                "big": self.env._(
                    "There is too much in this file for it to be one signed document. Attach that document.",
                ),
            }.get(reading.note) or self.env._(
                "The file is damaged and its signature cannot be read. Attach it once more, as the signing program "
                "saved it.",
            )
        if reading.verdict == signature.NONE:
            return {
                "place": self.env._(
                    "There is a place for a signature in this file, and nobody has signed in it. Attach the file that "
                    "the signing program saved after signing.",
                ),
                "stamp": self.env._(
                    "There is only a time stamp in this file, and nobody's signature. Attach the signed file.",
                ),
                "cms": self.env._(
                    "The signature in this container has a form that is not read here (CAdES). Have the document "
                    "signed as PAdES (PDF) or XAdES.",
                ),
            }.get(reading.note) or self.env._(
                "There is no electronic signature in this file. Attach the file that the signing program saved; if it "
                "is a scan of a signature by hand, choose that.",
            )
        if reading.verdict == signature.CHANGED:
            return self.env._(
                "The file was changed after it was signed, so nothing comes into force by it. Attach the file as it "
                "was signed, or have it signed anew.",
            )
        if reading.verdict == signature.OTHER:
            return self.env._(
                "The file is signed, but it is another document than %s. Attach the signed file of this document.",
                number,
            )
        return self.env._(
            "The certificate with which the file was signed was not valid: it had ended, or is not for signing. Have "
            "the document signed anew.",
        )

    def _signature_unsure(self, reading):
        if reading.needs_eyes:
            reasons = self._signature_notes()
            return self.env._(
                "The program cannot judge this file: %s. Check it in a program for signatures and write in “Checked "
                "elsewhere” who did and with what result.",
                ", ".join(dict.fromkeys(
                    reasons[one.note] for one in reading.signatures if one.verdict == signature.UNJUDGED
                )),
            )
        return self.env._(
            "This document was not issued before it was signed, so the program cannot tell whether the file is this "
            "document. Issue it and have the issued file signed; if it was drawn up elsewhere, write in “Checked "
            "elsewhere” who compared it.",
        )

    @api.model
    def _signature_notes(self):
        return {
            "comment": self.env._("a comment was added after signing"),
            "weak": self.env._("the signature was made in a way too old to be relied on"),
            "form": self.env._("its form is not known here"),
            "beside": self.env._("the signature lies beside a file that is not here"),
            "expired": self.env._("the certificate was not valid on that day"),
            "usage": self.env._("the certificate is not for signing"),
            "path": self.env._("the issuers of the certificate do not hold"),
            "part": self.env._("only a part of the file is signed"),
            "later": self.env._("the contents were changed later"),
            "stamp": self.env._("the time stamp is broken"),
        }

    def _signature_html(self, reading):
        """The reading as people read it, in the language of the context."""
        verdicts = dict(self._fields["signature_verdict"]._description_selection(self.env))
        kinds = dict(self._fields["signature_kind"]._description_selection(self.env))
        items = Markup().join(
            Markup("<li>%s</li>") % Markup("<br/>").join(self._signature_lines(one, verdicts, kinds))
            for one in reading.signatures
        )
        about = self.env._(DOCUMENTS[reading.document]) if reading.signatures else ""
        return Markup('<div class="o_kooperacje_signature"><p class="mb-1"><b>%s</b></p>%s<p class="mb-1">%s</p>'
                      '<p class="text-muted mb-0">%s</p></div>') % (
            verdicts[reading.verdict], items and Markup('<ol class="mb-1 ps-3">%s</ol>') % items,
            about,
            self.env._("Nothing was fetched from a network: whether a certificate was revoked is not known here."),
        )

    def _signature_lines(self, one, verdicts, kinds):
        lines = [Markup("<b>%s</b>") % (one.name or self.env._("Not named"))]
        if one.stated:
            lines.append(self.env._("On behalf of: %s", one.stated))
        if one.signed_at:
            moment = office_time(datetime.fromisoformat(one.signed_at))
            when = f"{format_date(self.env, moment.date())} {moment:%H:%M}"
            lines.append({
                "known": self.env._("Signed: %s (time stamp of a trusted issuer)", when),
                "unknown": self.env._("Signed: %s (time stamp, issuer not checked)", when),
            }.get(one.stamp) or self.env._("Signed: %s (by the clock of whoever signed)", when))
        if one.issuer:
            lines.append(self.env._("Certificate: %(issuer)s, no. %(serial)s", issuer=one.issuer, serial=one.serial))
        note = self._signature_notes().get(one.note)
        verdict = kinds[one.kind] if one.verdict == signature.VALID and one.kind else verdicts[one.verdict]
        lines.append(f"{verdict}: {note}" if note else verdict)
        if one.verdict not in signature.REFUSED and one.note != "part":
            lines.append(
                self.env._("The signature covers the whole file.") if one.whole else
                self.env._("The signature covers all that stood in the file when it was made; more was added later.")
            )
        return [line if isinstance(line, Markup) else Markup("%s") % line for line in lines]
