import base64
import binascii

from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import signed_copy
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog

from .document_signature import HANDWRITTEN, SIGNATURE_KINDS

# Written by the methods of the mixin only.
GUARDED_FIELDS = frozenset({
    "document_state", "document_number", "document_pdf", "signature_kind", "signed_on", "signed_copy",
    "signed_copy_filename", "void_reason", "signature_verdict", "signature_reading", "signature_checked",
})
MIXIN = "kooperacje.document.mixin"


class DocumentMixin(models.AbstractModel):
    """A signed document: number, date, state, the generated PDF and the signed copy.

    draft → issued (numbered, PDF stored) → signed (signed copy attached) / void (reason kept).

    What holds for every model that inherits it:

    - the number is drawn when the document is issued, never by opening a form; one series per office, kind and year;
    - from issue on the fields of ``_document_frozen_fields`` cannot change, since paper and record have to agree.
      As long as nobody has signed, ``action_document_correct`` reopens the draft and keeps its number;
    - a signed document is never edited nor deleted, only voided with a reason;
    - state, number, PDF and signature are written by the methods below only, whatever the caller's rights.

    Hooks: ``_document_code``, ``_document_prefix``, ``_document_report``, ``_document_company``,
    ``_document_frozen_fields``, ``_document_check_issuable``, ``_document_file``, ``_on_document_issued``,
    ``_on_document_signed``, ``_on_document_voided``. Lines of a document inherit ``kooperacje.document.line.mixin``,
    documents in force for a time ``kooperacje.document.term.mixin``.
    """

    _name = "kooperacje.document.mixin"
    _description = "Signed document"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.printed", "kooperacje.document.signature"]

    # What its numbers begin with; an office may change it on the sequence.
    _document_prefix = "DOK"

    document_number = fields.Char("Document number", readonly=True, copy=False, index="btree_not_null")
    document_date = fields.Date(
        copy=False, help="Date the document bears. Left empty, it is the day of issue or, for a document entered "
                         "after it was signed on paper, the day of the signature.",
    )
    document_reference = fields.Char(
        "Case reference (znak sprawy)", copy=False,
        help="Reference from the office's file plan, printed on the letterhead.",
    )
    document_state = fields.Selection(
        [("draft", "Draft"), ("issued", "To be signed"), ("signed", "Signed"), ("void", "Voided")],
        "Document status", default="draft", required=True, readonly=True, copy=False, index=True,
    )
    signed_on = fields.Date(readonly=True, copy=False)
    document_pdf = fields.Binary("Document (PDF)", attachment=True, readonly=True, copy=False)
    document_filename = fields.Char("File name", compute="_compute_document_filename")
    signed_copy = fields.Binary(attachment=True, readonly=True, copy=False)
    signed_copy_filename = fields.Char(readonly=True, copy=False)
    void_reason = fields.Char("Reason of voiding", readonly=True, copy=False)
    document_user_may_write = fields.Boolean(
        compute="_compute_document_user_may_write", compute_sudo=False, export_string_translation=False,
    )

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.document_number": self.env._("number of the document"),
            "object.document_date": self.env._("date of the document"),
            "object.document_reference": self.env._("case reference (znak sprawy)"),
        }

    def _document_stored_pdf(self):
        self.ensure_one()
        content = self.document_state != "draft" and self.with_context(bin_size=False).document_pdf
        return content and base64.b64decode(content)

    def _document_stamp(self):
        self.ensure_one()
        return "UNIEWAŻNIONO" if self.document_state == "void" else ""

    def _document_title(self):
        return self.document_number or f"{self._document_prefix} ({self.env._('draft')})"

    @api.model
    def _document_frozen_fields(self):
        """Names of the fields that make the content of the document: they cannot change once it is issued."""
        return {"document_date", "document_reference"}

    def _document_check_issuable(self):
        """Raise ``UserError`` when something is missing without which the document must not be issued."""

    def _document_file(self, document_date):
        """Called when the document is about to be issued: it takes its place in the files of the office.

        :param document_date: the date it will bear
        """

    def _on_document_issued(self):
        """Called after the document was issued."""

    def _on_document_signed(self):
        """Called after the signature was registered."""

    def _on_document_voided(self):
        """Called after the document was voided; ``signed_on`` tells whether it had been signed."""

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_document_user_may_write(self):
        """Who may not write the document is shown no step that would be refused."""
        writable = self._origin._filtered_access("write")
        for document in self:
            document.document_user_may_write = not document._origin or document._origin in writable

    @api.depends("document_number")
    def _compute_document_filename(self):
        for document in self:
            document.document_filename = document._document_filename() + ".pdf"

    def _document_filename(self):
        """File name without extension. Made of the number alone: a name of a person never travels in a file name."""
        self.ensure_one()
        label = self.document_number or f"{self._document_prefix}-{self.env._('draft')}-{self.id or 0}"
        return self._file_label(label)

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        if documents._is_guarded(MIXIN):
            # Looked for in the records, not in the values: defaults may come with the context.
            for document in documents:
                if document.document_state != "draft" or any(
                    document[name] for name in GUARDED_FIELDS - {"document_state"}
                ):
                    raise UserError(self.env._(
                        "A new document starts as a draft. Create it first, then issue it and register the signature.",
                    ))
        return documents

    def write(self, vals):
        if self._is_guarded(MIXIN) and GUARDED_FIELDS & vals.keys():
            raise UserError(self.env._(
                "Number, status and signature of a document are not typed in. Use “Issue”, “Register signature” or "
                "“Void” on the document.",
            ))
        if self._document_frozen_fields() & vals.keys():
            self._check_by_hand(vals)
            # The superuser too: what was signed stays as it was signed.
            self._document_check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        for document in self:
            if document.document_state != "draft" or document.document_number:
                raise UserError(self.env._(
                    "Document %(number)s has been issued and stays in the files. Void it with a reason instead of "
                    "deleting it.", number=document.document_number or "",
                ))

    def _document_check_editable(self):
        """Raise ``UserError`` unless the content of every document in ``self`` may still change."""
        for document in self:
            if document.document_state == "issued":
                raise UserError(self.env._(
                    "Document %(number)s has been issued for signature and its content is frozen. To change it press "
                    "“Correct”, make the change and issue it again.", number=document.document_number,
                ))
            if document.document_state in ("signed", "void"):
                raise UserError(self.env._(
                    "Document %(number)s is closed (%(state)s) and its content cannot change any more. Make a new "
                    "document, and void this one if it is wrong.",
                    number=document.document_number or "",
                    state=dict(self._fields["document_state"]._description_selection(self.env))[document.document_state],
                ))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_issue(self):
        """Draw the number, render the PDF and keep it. Raises ``UserError`` on a document that is no draft."""
        for document in self:
            document._document_issue()
        return True

    def _document_issue(self, document_date=None):
        self.ensure_one()
        self.check_access("write")
        serialise_on(self)
        if self.document_state != "draft":
            raise UserError(self.env._("Document %(number)s has been issued already.", number=self.document_number))
        today = office_today()
        document_date = self.document_date or document_date or today
        if document_date > today:
            raise UserError(self.env._("The date of the document lies in the future. Correct it before issuing."))
        self._document_check_issuable()
        self._document_file(document_date)
        self._unguarded(MIXIN).write({
            "document_number": self.document_number or self._document_next_number(document_date),
            "document_date": document_date,
            "document_state": "issued",
        })
        content = self._document_render()
        self._unguarded(MIXIN).document_pdf = content and base64.b64encode(content)
        told = self._in_office_language()
        told._document_log(told.env._("Issued for signature as %(number)s.", number=self.document_number))
        self._on_document_issued()

    def action_document_correct(self):
        """Reopen issued documents that nobody has signed. The number stays; the outdated PDF goes."""
        for document in self:
            if document.document_state != "issued":
                raise UserError(self.env._("Only a document that waits for its signature can be corrected."))
            document._unguarded(MIXIN).write({"document_state": "draft", "document_pdf": False})
            told = document._in_office_language()
            told._document_log(told.env._("Reopened for correction."))
        return True

    def _document_register_signature(self, signed_on, kind, file=None, filename=None, checked=None):
        """Register that the document was signed.

        A draft is issued first, dated with the signature if it bears no date of its own.

        :param signed_on: date of the signature (date or ISO string)
        :param kind: one of ``SIGNATURE_KINDS``
        :param file: signed copy, base64 as ``Binary`` fields hold it
        :param filename: name the file was uploaded under; only its extension is kept
        :param checked: how an electronic signature was checked that the program cannot judge or compare
        :raise UserError: signed already, in the future or before the document's date; no file, an empty one or one
            that cannot be a signed copy; an electronic signature that does not hold (``_signature_values``)
        """
        self.ensure_one()
        self.check_access("write")
        serialise_on(self)
        signed_on = fields.Date.to_date(signed_on)
        if self.document_state not in ("draft", "issued"):
            raise UserError(self.env._(
                "Document %(number)s is closed already; a signature cannot be added to it.",
                number=self.document_number or "",
            ))
        if kind not in dict(SIGNATURE_KINDS):
            raise UserError(self.env._("Say how the document was signed: by hand or with which electronic signature."))
        if not signed_on:
            raise UserError(self.env._("Give the date on which the document was signed."))
        if signed_on > office_today():
            raise UserError(self.env._("The date of the signature lies in the future. Give the day it was signed on."))
        file_kind = self._document_check_signed_copy(kind, file)
        if self.document_date and signed_on < self.document_date:
            raise UserError(self.env._(
                "The signature (%(signed_on)s) is earlier than the document (%(date)s). Correct the date of the "
                "signature, or the date of the document before issuing it.",
                signed_on=format_date(self.env, signed_on), date=format_date(self.env, self.document_date),
            ))
        read = {}
        if kind != HANDWRITTEN:
            read = self._signature_values(kind, signed_on, base64.b64decode(file), file_kind, checked)
        if self.document_state == "draft":
            self._document_issue(signed_on)
        values = {
            **read, "document_state": "signed", "signed_on": signed_on, "signature_kind": kind, "signed_copy": file,
            "signed_copy_filename": (
                f"{self._document_filename()}-{self.env._('signed')}.{signed_copy.EXTENSIONS[file_kind]}"
            ),
        }
        self._unguarded(MIXIN).write(values)
        told = self._in_office_language()
        told._document_log(told.env._("Signature of %(date)s registered.", date=format_date(told.env, signed_on)))
        self._on_document_signed()
        return True

    @api.model
    def _document_check_signed_copy(self, signature_kind, file):
        """Kind of the file (see ``kernels/signed_copy.py``); ``UserError`` without a file or on a wrong one."""
        if not file:
            if signature_kind == HANDWRITTEN:
                raise UserError(self.env._("Attach the scan of the signed document."))
            raise UserError(self.env._(
                "Attach the file with the electronic signature: the program reads who signed it and whether it is this "
                "document.",
            ))
        try:
            content = base64.b64decode(file, validate=False)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("The signed copy arrived damaged. Attach it once more.")) from error
        if not content.strip():
            raise UserError(self.env._("The file of the signed copy is empty. Attach the right one."))
        if len(content) > signed_copy.MAX_SIZE:
            raise UserError(self.env._(
                "The signed copy is larger than %(size)s MB. Scan it with a lower resolution.",
                size=signed_copy.MAX_SIZE // 1024 // 1024,
            ))
        kind = signed_copy.kind_of(content)
        if kind not in signed_copy.accepted_for(signature_kind):
            if signature_kind == HANDWRITTEN:
                raise UserError(self.env._(
                    "This file is not a scan that can be read: attach a whole PDF, PNG, JPEG or TIFF file.",
                ))
            raise UserError(self.env._(
                "This file does not hold an electronically signed document: attach a whole PDF, an ASiC container "
                "(.asice, .sce) or a signed XML file.",
            ))
        return kind

    def _document_void(self, reason):
        """Void the documents and keep ``reason`` on them; ``signed_on`` tells the hook whether they were signed."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason for which the document is voided."))
        for document in self:
            if document.document_state == "void":
                raise UserError(self.env._("Document %(number)s is void already.", number=document.document_number))
            if document.document_state == "draft" and not document.document_number:
                raise UserError(self.env._("A draft need not be voided: correct it or delete it."))
            document._unguarded(MIXIN).write({"document_state": "void", "void_reason": reason})
            # So that the one in its place may be made at once, where an index allows but one that is not void.
            document.flush_recordset(["document_state"])
            told = document._in_office_language()
            told._document_log(told.env._("Voided: %(reason)s", reason=reason))
            document._on_document_voided()
        return True

    def _document_next_number(self, document_date):
        """Next number of the office's series of this kind; the series is made when the first one is issued."""
        company = self._document_company()
        return company._draw_number(
            f"kooperacje.document.{self._document_code or self._table}", document_date,
            prefix=f"{self._document_prefix}/", suffix="/%(range_year)s",
            # sudo: the name of the office; one may issue a document of an office without being its user.
            name=f"{self._office_label()} ({company.sudo().name})",
        )

    def _document_render(self):
        """The document as PDF under the rules of the user; ``False`` without a report."""
        self.ensure_one()
        report = self._document_report()
        if not report:
            return False
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(report, self.ids)
        # Under tests core answers with HTML unless `force_report_rendering` is set.
        return content

    def _document_log(self, message):
        if "message_ids" in self._fields:
            self.message_post(body=message)

    # ------------------------------------------------------------------
    # Screen
    # ------------------------------------------------------------------

    def action_document_sign(self):
        """Open the wizard that registers a signature."""
        return self._document_wizard("kooperacje.document.sign", self.env._("Register signature"))

    def action_document_void(self):
        """Open the wizard that asks for the reason of voiding."""
        return self._document_wizard("kooperacje.document.void", self.env._("Void document"))

    def _document_wizard(self, model, title):
        self.ensure_one()
        return dialog(title, model, context={"default_res_model": self._name, "default_res_id": self.id})

    @api.readonly
    def action_document_print(self):
        """Print the document: the stored PDF once issued, a draft marked as such before."""
        report = self._document_report()
        if not report:
            raise UserError(self.env._(
                "This document is not printed from here. Attach the signed copy of the original.",
            ))
        return self.env.ref(report).report_action(self)

    # When the paper has a place on the screen, as an ``invisible`` expression of the form; ``False``: always.
    _document_bar_invisible = False
    # Field of the form that says the paper was drawn up elsewhere: its signature is registered here without an issue.
    _document_elsewhere_field = None

    @api.model
    def _document_bar_name(self):
        """What the paper is called beside its steps, in the language of the reader."""
        return self.env["ir.model"]._get(self._name).name

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Give every form of a document the bar and the page of ``kooperacje.document_form_snippet``, every list of
        documents what is said of the signature, and every search the ones of which it is not certain.

        The steps of the paper (issue, sign, print …) stand in a bar of their own below ``<header>``, apart from the
        steps of the work; the fields in place of ``<div name="document"/>``, or on a last page of the notebook, or at
        the end of the sheet.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and arch.tag == "form":
            snippet = self.env.ref("kooperacje.document_form_snippet", raise_if_not_found=False)
            if snippet:
                # sudo: views are read by the web client with the same rights.
                self._document_extend_form(arch, etree.fromstring(snippet.sudo().get_combined_arch()))
        elif view_type in ("list", "search"):
            self._signature_extend(arch)
        return arch, view

    @api.model
    def _document_extend_form(self, arch, snippet):
        bar = snippet.find("div[@name='document_bar']")
        bar.find(".//span[@name='document_bar_name']").text = self._document_bar_name()
        if not self._document_report():
            for button in bar.findall(".//button[@name='action_document_print']"):
                button.getparent().remove(button)
        if self._document_elsewhere_field:
            bar.find(".//button[@name='action_document_sign']").set("invisible", (
                "(document_state != 'issued' and (document_state != 'draft' or not id or not "
                f"{self._document_elsewhere_field})) or not document_user_may_write"
            ))
        if self._document_bar_invisible:
            bar.set("invisible", self._document_bar_invisible)
        header = arch.find("header")
        if header is not None:
            header.addnext(bar)
        else:
            arch.insert(0, bar)
        block = snippet.find("sheet/group")
        place = arch.find(".//div[@name='document']")
        if place is not None:
            place.getparent().replace(place, block)
            return
        notebook = arch.find(".//notebook")
        if notebook is not None:
            page = etree.SubElement(notebook, "page", name="document", string=block.attrib.pop("string", ""))
            if self._document_bar_invisible:
                page.set("invisible", self._document_bar_invisible)
            page.append(block)
        else:
            sheet = arch.find("sheet")
            (sheet if sheet is not None else arch).append(block)
