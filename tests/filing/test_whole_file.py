import io

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels import paper_check

from .test_release import PDF, REFUSED, ReleaseCommon


@tagged("post_install", "-at_install")
class TestWholeFile(HttpCase, ReleaseCommon):
    """The whole file of a case as one PDF: for who may, with a reason, handed out once."""

    def _dialog(self, user, **values):
        return self.env["kooperacje.whole.file"].with_user(user).with_company(self.company).create({
            "case_id": self.case.id, "reason": "Wgląd strony", "with_papers": False, "with_plans": False, **values,
        })

    def _made(self, user, **values):
        dialog = self._dialog(user, **values)
        dialog.action_confirm()
        return dialog._take_content()[0]

    def test_one_document_with_contents_and_files(self):
        import pikepdf
        from pypdf import PdfReader

        content = self._made(self.anna)
        self.assertEqual(paper_check.check(content), [])
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
        self.assertIn("AKTA SPRAWY", pages[0])
        self.assertIn("Wgląd strony", pages[0])
        lines = [line for line in pages[1].splitlines() if "...." in line]
        heads = ("PRZYJĘCIE WNIOSKU", "KARTA DZIAŁAŃ", "METRYKA SPRAWY", "PLIKI DOŁĄCZONE")
        for line, words in zip(lines, heads, strict=True):
            self.assertIn(words, pages[int(line.rpartition(".")[2]) - 1], "the page that the contents name")
        self.assertIn(f"strona {len(pages)} z {len(pages)}", pages[-1], "numbered as one document")
        with pikepdf.open(io.BytesIO(content)) as pdf:
            number = self.entry.number.replace("/", "-")
            files = {name: one.get_file().read_bytes() for name, one in pdf.attachments.items()}
        self.assertEqual(set(files), {
            "N14-7-2026-podpisany.pdf", f"potwierdzenie-{number}.pdf", "zalacznik-003.pdf"})
        self.assertEqual(files["zalacznik-003.pdf"], PDF % b"postanowienie", "as they are, byte for byte")
        self.assertNotIn(b"szkic", b"".join(files.values()))

    def test_chosen_parts(self):
        from pypdf import PdfReader

        pages = PdfReader(io.BytesIO(self._made(self.maria, with_course=False))).pages
        self.assertEqual(len(pages), 3)
        with self.assertRefused("Nothing is in the parts"):
            self._made(self.anna, with_course=False, with_attached=False)

    def test_a_password(self):
        import pikepdf

        with self.assertRefused("at least 8"):
            self._made(self.anna, with_course=False, password="krótkie")
        dialog = self._dialog(self.anna, with_course=False, password="długie hasło")
        dialog.action_confirm()
        self.assertFalse(dialog.password, "forgotten as soon as it has been used")
        content = dialog._take_content()[0]
        for wrong in ("", "inne hasło"):
            with self.subTest(wrong), self.assertRaises(pikepdf.PasswordError):
                pikepdf.open(io.BytesIO(content), password=wrong)
        with pikepdf.open(io.BytesIO(content), password="długie hasło") as pdf:
            self.assertEqual((pdf.encryption.R, len(pdf.pages), pdf.allow.accessibility), (6, 3, True))
        self.assertNotIn(b"postanowienie", content)

    def test_handed_out_once_and_to_its_own_user(self):
        dialog = self._dialog(self.anna, with_course=False)
        action = dialog.action_confirm()
        with self.assertRefused("done already"):
            dialog.action_confirm()
        self.authenticate("maria.test", "maria.test")
        self.assertEqual(self.url_open(action["url"]).status_code, 404, "the head makes her own")
        self.authenticate("anna.test", "anna.test")
        answer = self.url_open(action["url"])
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "application/pdf"))
        self.assertEqual((answer.content[:5], answer.headers["Cache-Control"]), (b"%PDF-", "no-store"))
        self.assertEqual(self.url_open(action["url"]).status_code, 410)
        self.env.invalidate_all()
        self.assertFalse(dialog.sudo().content)
        with self.assertRaises(AccessError), mute_logger(*REFUSED):
            call_kw(self.env["kooperacje.whole.file"].with_user(self.anna), "read", [dialog.ids, ["content"]], {})

    def test_who_may_and_what_is_kept(self):
        portal = self.env["res.users"].with_context(no_reset_password=True).create({
            "name": "Gość", "login": "gosc.whole", "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })
        for user in {*self.user_by_role.values(), self.jan, self.zofia, self.olga, portal} - {self.anna, self.maria}:
            with self.subTest(user=user.login), mute_logger(*REFUSED), self.assertRaises(AccessError):
                self._made(user, with_course=False)
        with self.assertRefused("Write why"):
            self._made(self.maria, reason=" ")
        self._made(self.maria, with_course=False, recipient_name="Sąd Rejonowy")
        [release] = self.Release.search([("case_id", "=", self.case.id), ("kind", "=", "whole")])
        self.assertEqual((release.released_by_id, release.recipient_name, release.document_count, release.package),
                         (self.maria, "Sąd Rejonowy", 3, False))
        self.env["kooperacje.read.log"]._write_down()
        rows = self.env["kooperacje.read.log"].search([
            ("case_id", "=", self.case.id), ("channel", "=", "export"), ("user_id", "=", self.maria.id)])
        self.assertIn("Wgląd strony", rows.mapped("reason"))
        self.scan.name = "Niebieskie Karty.pdf"
        with self.assertRefused("names the procedure|nazywa procedurę"):
            self._made(self.anna, with_course=False)
        self.scan.name = "postanowienie.pdf"
        self._restrict()
        with self.assertRefused("restricted", AccessError):
            self._made(self.anna, with_course=False)
