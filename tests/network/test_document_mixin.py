import base64
import io
from datetime import timedelta

from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import signed_copy
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.document_mixin import MIXIN
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
SCAN = base64.b64encode(PDF)


@tagged("post_install", "-at_install")
class TestDocumentMixin(KooperacjeCommon):
    """Life of a paper in the office: draft, issued, signed, voided. The agreement stands for every document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.agreement = cls._agreement()

    @classmethod
    def _agreement(cls, **values):
        return cls.env["kooperacje.agreement"].create({
            "name": "Porozumienie o współpracy", "company_id": cls.company.id, "is_external": True, **values,
        })

    def _sign(self, document, signed_on=None, kind="handwritten", file=SCAN, filename="skan.pdf"):
        return document._document_register_signature(signed_on or self.today, kind, file, filename)

    def test_a_signed_agreement_keeps_its_partnerships(self):
        """From either side; a partnership joins an agreement that its leader has signed, and no other."""
        leader, Agreement = self.partnership.leader_id, self.env["kooperacje.agreement"]
        agreement = self._agreement(
            partnership_ids=[Command.set(self.partnership.ids)], party_ids=[Command.set(leader.ids)],
        )
        self._sign(agreement)
        for attempt in (
            lambda: agreement.write({"partnership_ids": [Command.clear()]}),
            lambda: agreement.write({"partnership_ids": [Command.set(self.partnership_nur.ids)]}),
            lambda: self.partnership.write({"agreement_ids": [Command.unlink(agreement.id)]}),
        ):
            with self.assertRaisesRegex(UserError, "and they stay"), self.env.cr.savepoint():
                attempt()
        self.assertEqual(agreement.partnership_ids, self.partnership)
        other = self._agreement(company_id=self.company.id)
        self._sign(other)
        with self.assertRaisesRegex(UserError, "no party to"), self.env.cr.savepoint():
            Agreement.browse(other.id).with_user(self.maria).write({
                "partnership_ids": [Command.link(self.partnership.id)],
            })
        draft = self._agreement(partnership_ids=[Command.set(self.partnership.ids)])
        draft.partnership_ids = False

    # ---------------------------------------------------------------- numbers

    def test_number_is_drawn_at_issue(self):
        self.assertFalse(self.agreement.document_number)
        self.agreement.action_issue()
        self.assertEqual(self.agreement.document_state, "issued")
        self.assertEqual(self.agreement.document_date, self.today)
        self.assertRegex(self.agreement.document_number, rf"/1/{self.today.year}$")

    def test_numbers_run_per_office_and_year(self):
        Nur = self.env["kooperacje.agreement"].with_company(self.company_nur)
        here = self.env["kooperacje.agreement"].with_company(self.company)
        values = {"name": "Porozumienie", "is_external": True}
        documents = [
            here.create(values), here.create(values), Nur.create(values),
            here.create({**values, "document_date": f"{self.today.year - 1}-05-05"}),
        ]
        for document in documents:
            document.action_issue()
        year = self.today.year
        self.assertEqual(
            [document.document_number.split("/", 1)[1] for document in documents],
            [f"1/{year}", f"2/{year}", f"1/{year}", f"1/{year - 1}"],
        )

    def test_second_issue_is_refused(self):
        self.agreement.action_issue()
        with self.assertRaisesRegex(UserError, "issued already"):
            self.agreement.action_issue()

    def test_correction_keeps_the_number(self):
        self.agreement.action_issue()
        number = self.agreement.document_number
        self.agreement.action_document_correct()
        self.assertEqual(self.agreement.document_state, "draft")
        self.agreement.document_date = self.today - timedelta(days=3)
        self.agreement.action_issue()
        self.assertEqual(self.agreement.document_number, number)

    def test_date_in_the_future_is_refused(self):
        self.agreement.document_date = self.today + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "future"):
            self.agreement.action_issue()
        self.assertFalse(self.agreement.document_number)

    def test_copy_is_a_fresh_draft(self):
        self._sign(self.agreement)
        copy = self.agreement.copy()
        self.assertEqual(copy.document_state, "draft")
        for name in ("document_number", "signed_on", "signed_copy", "document_pdf"):
            self.assertFalse(copy[name], name)

    def test_file_name_holds_the_number_only(self):
        self._sign(self.agreement)
        self.assertNotIn("współpracy", self.agreement.document_filename)
        self.assertEqual(self.agreement.document_filename, self.agreement.document_number.replace("/", "-") + ".pdf")
        self.assertNotIn("skan", self.agreement.signed_copy_filename)

    # ---------------------------------------------------------------- signing

    def test_signature_closes_the_document(self):
        self.agreement.action_issue()
        self._sign(self.agreement)
        self.assertEqual(self.agreement.document_state, "signed")
        self.assertEqual(self.agreement.signed_on, self.today)
        self.assertEqual(base64.b64decode(self.agreement.signed_copy), PDF)
        with self.assertRaisesRegex(UserError, "closed"):
            self._sign(self.agreement)

    def test_paper_signed_earlier_is_entered_in_one_step(self):
        """A draft entered after the meeting is issued and dated with its signature."""
        last_week = self.today - timedelta(days=7)
        self._sign(self.agreement, last_week)
        self.assertEqual(self.agreement.document_state, "signed")
        self.assertEqual(self.agreement.document_date, last_week)
        self.assertTrue(self.agreement.document_number)

    def test_wrong_signatures_are_refused(self):
        self.agreement.action_issue()
        truncated = base64.b64encode(PDF[:20])
        for message, arguments in [
            ("future", {"signed_on": self.today + timedelta(days=1)}),
            ("earlier than the document", {"signed_on": self.today - timedelta(days=1)}),
            ("Attach the scan", {"file": False}),
            ("empty", {"file": base64.b64encode(b"  \n")}),
            ("not a scan", {"file": base64.b64encode(b"MZ\x90 program")}),
            ("not a scan", {"file": base64.b64encode(b"<html>not a scan</html>"), "filename": "skan.pdf"}),
            ("not a scan", {"file": truncated}),
            ("damaged", {"file": b"abc"}),
            ("does not hold", {"kind": "qualified", "file": base64.b64encode(PNG)}),
            ("how the document was signed", {"kind": "stamp"}),
        ]:
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self._sign(self.agreement, **arguments)
        self.assertEqual(self.agreement.document_state, "issued")
        self.assertFalse(self.agreement.signed_copy)

    def test_electronic_signature_is_read_in_its_file(self):
        with self.assertRaisesRegex(UserError, "Attach the file with the electronic signature"):
            self._sign(self.agreement, kind="qualified", file=False)
        with self.assertRaisesRegex(UserError, "damaged and its signature cannot be read"):
            self._sign(self.agreement, kind="qualified")
        self._sign(self.agreement, kind="qualified", file=self._e_file(self.today)["file"])
        self.assertEqual((self.agreement.signature_kind, self.agreement.signature_verdict), ("qualified", "unchecked"))

    def test_hook_is_called_once_signed(self):
        seen = []
        self.patch(
            type(self.env["kooperacje.agreement"]), "_on_document_signed",
            lambda documents: seen.append((documents, documents.document_state, documents._is_guarded(MIXIN))),
        )
        self._sign(self.agreement.with_user(self.piotr))
        self.assertEqual(seen, [(self.agreement, "signed", True)], "the hook runs with the guards on")

    # ---------------------------------------------------------------- guards

    def test_status_number_and_signature_are_not_typed_in(self):
        as_piotr = self.agreement.with_user(self.piotr)
        as_piotr.name = "Porozumienie o współpracy na rzecz rodzin"
        key = as_piotr._guard_key(MIXIN)
        for values in (
            {"document_state": "signed"}, {"document_number": "X/1"}, {"signed_on": self.today},
            {"signed_copy": SCAN}, {"document_pdf": SCAN}, {"void_reason": "x"}, {"signature_kind": "qualified"},
        ):
            for context in ({}, {key: True}, {key: "object"}):
                with self.subTest(values), self.assertRaisesRegex(UserError, "not typed in"):
                    as_piotr.with_context(**context).write(values)

    def test_created_as_a_draft_only(self):
        Agreement = self.env["kooperacje.agreement"].with_user(self.piotr)
        office = {"company_id": self.company.id}
        Agreement.create({"name": "X", **office})
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            Agreement.create({"name": "X", "document_state": "signed", **office})
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            Agreement.with_context(default_document_state="signed").create({"name": "X", **office})
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            Agreement.create({"name": "X", "document_number": "N/1", **office})

    def test_issued_content_is_frozen(self):
        self.agreement.action_issue()
        with self.assertRaisesRegex(UserError, "Correct"):
            self.agreement.document_date = self.today - timedelta(days=1)
        self._sign(self.agreement)
        with self.assertRaisesRegex(UserError, "cannot change any more"):
            self.agreement.document_reference = "OPS.5022.1"
        with self.assertRaises(UserError):
            self.agreement.action_document_correct()

    def test_only_drafts_are_deleted(self):
        self._agreement().unlink()
        self.agreement.action_issue()
        with self.assertRaisesRegex(UserError, "stays in the files"):
            self.agreement.unlink()
        self.agreement.action_document_correct()
        with self.assertRaisesRegex(UserError, "stays in the files"):
            self.agreement.unlink()

    def test_void_needs_a_reason_and_is_final(self):
        with self.assertRaisesRegex(UserError, "need not be voided"):
            self.agreement._document_void("pomyłka")
        self._sign(self.agreement)
        with self.assertRaisesRegex(UserError, "reason"):
            self.agreement._document_void("  ")
        self.agreement._document_void("Pomyłka w nazwie strony")
        self.assertEqual(self.agreement.document_state, "void")
        self.assertEqual(self.agreement.void_reason, "Pomyłka w nazwie strony")
        self.assertTrue(self.agreement.signed_copy, "the paper stays in the files")
        with self.assertRaises(UserError):
            self.agreement._document_void("jeszcze raz")
        with self.assertRaises(UserError):
            self._sign(self.agreement)

    def test_voided_paper_prints_as_it_was_with_a_stamp(self):
        """Who holds a print must see that it is not in force; the file kept stays as it was issued."""
        stream = io.BytesIO()
        canvas = Canvas(stream)
        canvas.drawString(100, 500, "paragraf 1")
        canvas.save()
        agreement = self._agreement(is_external=False)
        agreement._unguarded(MIXIN).write({
            "document_state": "issued", "document_number": "POR/9/2026",
            "document_pdf": base64.b64encode(stream.getvalue()),
        })
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)

        def printed():
            content, _kind = report._render_qweb_pdf(agreement._document_report(), agreement.ids)
            return content, PdfFileReader(io.BytesIO(content)).pages[0].extract_text()

        kept = base64.b64decode(agreement.document_pdf)
        self.assertEqual(printed()[0], kept)
        agreement._document_void("Pomyłka w nazwie strony")
        content, text = printed()
        self.assertIn("UNIEWAŻNIONO", text)
        self.assertIn("paragraf 1", text)
        self.assertNotEqual(content, kept)
        self.assertEqual(base64.b64decode(agreement.document_pdf), kept)

    # ---------------------------------------------------------------- files behind the document

    def test_signed_copy_cannot_be_exchanged_through_the_attachment(self):
        """Whoever may write the document still may not touch the file behind its back."""
        self._sign(self.agreement)
        # The most a worker could ever hold on the document itself.
        self.env["ir.model.access"].create({
            "name": "x", "model_id": self.env["ir.model"]._get_id("kooperacje.agreement"),
            "group_id": self.env.ref("base.group_user").id, "perm_read": True, "perm_write": True,
            "perm_create": True, "perm_unlink": True,
        })
        self.env["ir.rule"].search([("model_id.model", "=", "kooperacje.agreement")]).active = False
        Attachment = self.env["ir.attachment"].with_user(self.piotr)
        attachment = Attachment.search([
            ("res_model", "=", "kooperacje.agreement"), ("res_id", "=", self.agreement.id),
            ("res_field", "=", "signed_copy"),
        ])
        self.assertTrue(attachment, "reading stays possible")
        attachment.raw  # noqa: B018
        with self.assertRaises(AccessError):
            attachment.write({"raw": b"x"})
        with self.assertRaises(AccessError):
            attachment.unlink()
        values = {"name": "x.pdf", "res_model": "kooperacje.agreement", "res_id": self.agreement.id, "raw": PDF}
        with self.assertRaises(AccessError):
            Attachment.create({**values, "res_field": "signed_copy"})
        loose = Attachment.create(values)
        with self.assertRaises(AccessError):
            loose.write({"res_field": "signed_copy"})

    # ---------------------------------------------------------------- wizards and forms

    def test_wizards(self):
        self.agreement.action_issue()
        action = self.agreement.action_document_sign()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({"signed_copy": SCAN})
        self.assertEqual(wizard.document_number, self.agreement.document_number)
        wizard.action_confirm()
        self.assertEqual(self.agreement.document_state, "signed")
        action = self.agreement.action_document_void()
        self.env[action["res_model"]].with_context(**action["context"]).create({"reason": "Błąd"}).action_confirm()
        self.assertEqual(self.agreement.document_state, "void")

    def test_wizard_works_on_documents_only(self):
        wizard = self.env["kooperacje.document.void"].create({
            "res_model": "res.partner", "res_id": self.ops.id, "reason": "x",
        })
        with self.assertRaisesRegex(UserError, "does not exist"):
            wizard.action_confirm()

    def test_wizard_needs_write_access(self):
        self.agreement.action_issue()
        with self.assertRaises(AccessError):
            self.env["kooperacje.document.sign"].with_user(self.tomasz).create({
                "res_model": "kooperacje.agreement", "res_id": self.agreement.id, "signed_copy": SCAN,
            }).action_confirm()

    def test_every_form_gets_the_buttons_once(self):
        for model in ("kooperacje.agreement", "kooperacje.membership", "kooperacje.consent"):
            arch = self.env[model].get_view(view_type="form")["arch"]
            for name in ("action_issue", "action_document_sign", "action_document_void"):
                self.assertEqual(arch.count(f'name="{name}"'), 1, (model, name))

    def test_paper_from_elsewhere_has_no_print_button(self):
        arch = self.env["kooperacje.agreement"].get_view(view_type="form")["arch"]
        self.assertRegex(arch, 'name="action_document_print"[^>]* invisible="not id or is_external"')
        self.assertIn("action_document_print", self.env["kooperacje.membership"].get_view(view_type="form")["arch"])
        with self.assertRaises(UserError):
            self.agreement.action_document_print()

    def test_form_saves(self):
        with Form(self.env["kooperacje.agreement"]) as form:
            form.name = "Porozumienie powiat – gminy"
        self.assertEqual(form.record.document_state, "draft")

    def test_series_of_numbers_is_made_once_and_stays_as_the_office_changed_it(self):
        company = self.company.with_user(self.anna)
        series = company._number_series("kooperacje.test", name="Rejestr", prefix="R/", padding=3)
        self.assertEqual(series.next_by_id(), "R/001")
        series.prefix = "REJ/"
        again = company._number_series("kooperacje.test", name="Rejestr", prefix="R/", padding=3)
        self.assertEqual(again, series)
        self.assertEqual((again.next_by_id(), again.implementation), ("REJ/002", "no_gap"))
        other = self.company_nur._number_series("kooperacje.test", name="Rejestr", prefix="R/")
        self.assertEqual(other.next_by_id(), "R/1", "each office counts for itself")


@tagged("post_install", "-at_install")
class TestSignedCopyKinds(KooperacjeCommon):
    def test_kinds_by_content(self):
        xades = b'<?xml version="1.0"?><a xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Signature/></a>'
        for content, kind in [
            (PDF, "pdf"), (PNG, "png"), (b"\xff\xd8\xff\xe0rest", "jpeg"), (b"II*\x00rest", "tiff"),
            (b"PK\x03\x04....META-INF/signatures.xml", "asic"), (xades, "xml"), (b"\xef\xbb\xbf" + xades, "xml"),
            (b"PK\x03\x04word/document.xml", None), (b"<svg/>", None), (b"", None), (b"%PDF-1.4 cut short", None),
        ]:
            self.assertEqual(signed_copy.kind_of(content), kind, content[:20])
