import base64
import io
import zipfile

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels import eadm_reader
from odoo.addons.kooperacje.tests.privacy.common import PrivacyCommon

PDF = b"%%PDF-1.7\n%s\n%%%%EOF"
REFUSED = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")


class ReleaseCommon(PrivacyCommon):
    """The file of the Kowalskis: a signed consent with its copy, a draft, a scan, a letter with its confirmation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Release = cls.env["kooperacje.release"]
        cls.Wizard = cls.env["kooperacje.release.make"]
        cls.consent.document_state = "draft"
        cls.consent.write({
            "document_state": "signed", "document_number": "N14/7/2026", "document_date": cls.yesterday,
            "signed_on": cls.yesterday,
            "document_pdf": cls._pdf("zgoda"), "signed_copy": cls._pdf("zgoda podpisana"),
            "signed_copy_filename": "N14-7-2026-podpisany.pdf",
        })
        cls.draft = cls.env["kooperacje.consent"].create({"case_id": cls.case.id})
        cls.draft.document_pdf = cls._pdf("szkic")
        cls.scan = cls.env["ir.attachment"].create({
            "name": "Postanowienie Halina Kowalska.pdf", "raw": PDF % b"postanowienie", "res_model": cls.case._name,
            "res_id": cls.case.id,
        })
        cls.school.edelivery_address = "AE:PL-12345-67890-ABCDE-25"
        cls.entry = cls.env["kooperacje.dispatch"].create({
            "paper_model": cls.consent._name, "paper_id": cls.consent.id, "recipient_id": cls.school.id,
            "sent_on": cls.yesterday, "delivered_on": cls.today, "proof": cls._pdf("potwierdzenie"),
        })
        cls.env["kooperacje.blue.card"].create({"case_id": cls.case.id})

    @classmethod
    def _pdf(cls, word):
        return base64.b64encode(PDF % word.encode())

    def _restrict(self):
        """Halina contests what is written of her (art. 18 RODO)."""
        self.env["kooperacje.subject.request"].create({
            "first_name": "Halina", "last_name": "Kowalska", "company_id": self.company.id, "user_id": self.maria.id,
            "kind": "restriction", "identity_way": "document", "identity_on": self.today, "person_id": self.person.id,
        }).with_user(self.irena).action_restrict()
        self.addCleanup(self.env.registry.clear_cache)

    def _make(self, user, **values):
        wizard = self.Wizard.with_user(user).with_company(self.company).create({
            "recipient_name": "WSA w Warszawie", "reason": "Skarga z 12.03.2026", **values,
        })
        action = wizard.action_confirm()
        return self.Release.with_user(user).browse(action["res_id"])

    def _content(self, release):
        return base64.b64decode(release.sudo().with_context(bin_size=False).package)


@tagged("post_install", "-at_install")
class TestRelease(ReleaseCommon):
    """The file of a case or partnership is handed over: one step, and a record of it."""

    def test_a_package_for_the_court(self):
        release = self._make(self.anna, case_id=self.case.id)
        content = self._content(release)
        self.assertEqual(eadm_reader.check(content), [])
        package = eadm_reader.read(content)
        by_name = {one.name: one for one in package.documents}
        number = self.entry.number.replace("/", "-")
        self.assertEqual(set(by_name), {
            "N14-7-2026.pdf", "N14-7-2026-podpisany.pdf", f"potwierdzenie-{number}.pdf", "zalacznik-003.pdf",
        })
        self.assertEqual(by_name["N14-7-2026.pdf"].content, PDF % b"zgoda")
        signed, receipt = by_name["N14-7-2026-podpisany.pdf"], by_name[f"potwierdzenie-{number}.pdf"]
        self.assertEqual(signed.relations, (("jest wersją", by_name["N14-7-2026.pdf"].identifier),))
        self.assertEqual(dict(signed.days)["signed"], self.yesterday)
        self.assertEqual(receipt.relations, (("odnosi się do", signed.identifier),))
        self.assertEqual((receipt.recipient.name, dict(receipt.days)["delivered"]), (self.school.name, self.today))
        self.assertEqual(package.case.sign, release.sign)
        self.assertEqual(package.case.heading, self.case.file_class_id.name)
        self.assertNotIn(b"szkic", content, "drafts are not handed over")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertFalse([name for name in archive.namelist() if "Kowalsk" in name], "names nobody")
        seal = base64.b64decode(release.sudo().with_context(bin_size=False).seal)
        self.assertEqual(eadm_reader.broken_seals(release.package_filename, content, seal), [])
        self.assertEqual(len(release._print_files()), 4)

    def test_the_record_says_to_whom_and_why(self):
        release = self._make(self.maria, case_id=self.case.id, recipient_id=self.pcpr.id)
        self.assertEqual(
            (release.recipient_id, release.reason, release.released_by_id, release.document_count, release.company_id),
            (self.pcpr, "Skarga z 12.03.2026", self.maria, 4, self.company))
        self.env["kooperacje.read.log"]._write_down()
        rows = self.env["kooperacje.read.log"].search([
            ("user_id", "=", self.maria.id), ("case_id", "=", self.case.id), ("channel", "=", "export")])
        self.assertEqual(rows.mapped("reason"), ["Skarga z 12.03.2026"])
        with self.assertRefused("not changed by hand|may not|changed", AccessError), mute_logger(*REFUSED):
            release.reason = "Inny"
        with self.assertRefused("stays on record"):
            release.sudo().unlink()
        with mute_logger(*REFUSED), self.assertRaises(AccessError):
            self.Release.with_user(self.maria).create({
                "kind": "eadm", "case_id": self.case.id, "company_id": self.company.id, "reason": "x",
                "released_by_id": self.maria.id})
        again = self.Wizard.with_user(self.maria).create({
            "case_id": self.case.id, "recipient_name": "x", "reason": "x"})
        again.action_confirm()
        with self.assertRefused("done already"):
            again.action_confirm()

    def test_documents_of_others(self):
        """A ruling lies in the package by its issuer and day; one entered by mistake does not."""
        ruling, mistaken = self.env["kooperacje.case.document"].create([{
            "case_id": self.case.id, "kind": "ruling", "number": "III Nsm 5/26", "issuer": "Sąd Rejonowy w Ostrowi",
            "issued_on": self.yesterday, "received_on": self.today, "file": self._pdf(word), "file_name": "Halina.pdf",
        } for word in ("ruling", "mistaken")])
        self.env.cr.execute("UPDATE kooperacje_case_document SET state = 'mistaken' WHERE id = %s", [mistaken.id])
        self.env.invalidate_all()
        content = self._content(self._make(self.anna, case_id=self.case.id, with_attached=False))
        [one] = [one for one in eadm_reader.read(content).documents if one.content == PDF % b"ruling"]
        self.assertEqual((one.kind, one.creator.name), ("postanowienie", "Sąd Rejonowy w Ostrowi"))
        self.assertEqual(dict(one.days), {"written": self.yesterday, "received": self.today})
        self.assertRegex(one.name, r"^dokument-\d{3}\.pdf$")
        self.assertIn("III Nsm 5/26", one.title)
        self.assertNotIn(b"mistaken", content)
        ruling.subject = "procedura Niebieskie Karty"
        with self.assertRefused("names the procedure"):
            self._make(self.anna, case_id=self.case.id)

    def test_without_attached_files(self):
        release = self._make(self.anna, case_id=self.case.id, with_attached=False)
        self.assertEqual(release.document_count, 3)
        self.assertNotIn(b"postanowienie", self._content(release))

    def test_who_may(self):
        """The head and who leads the case; a colleague, a member of the team, a guest and others may not."""
        for user in (self.anna, self.maria):
            self.assertTrue(self._make(user, case_id=self.case.id))
        release = self._make(self.anna, case_id=self.case.id)
        portal = self.env["res.users"].with_context(no_reset_password=True).create({
            "name": "Gość", "login": "gosc.release", "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })
        others = {*self.user_by_role.values(), self.jan, self.zofia, self.olga, portal} - {self.anna, self.maria}
        self.assertGreater(len(others), 10)
        for user in others:
            with self.subTest(user=user.login), mute_logger(*REFUSED):
                with self.assertRaises(AccessError):
                    self._make(user, case_id=self.case.id)
                for method, args in (
                    ("read", [release.ids, ["package", "reason"]]), ("web_read", [release.ids, {"package": {}}]),
                    ("action_print", [release.ids]),
                ):
                    with self.assertRaises(AccessError):
                        call_kw(self.Release.with_user(user), method, args, {})
                files = self.env["ir.attachment"].sudo().search([
                    ("res_model", "=", "kooperacje.release"), ("res_field", "!=", "x"), ("res_id", "=", release.id)])
                self.assertEqual(len(files), 2)
                with self.assertRaises(AccessError):
                    files.with_user(user).read(["raw"])

    def test_a_closed_case_is_handed_over_too(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE kooperacje_case SET phase = 'closed', reported_on = %s, closed_on = %s"
                            " WHERE id = %s", ["2020-01-02", "2024-05-06", self.case.id])
        self.env.invalidate_all()
        case = eadm_reader.read(self._content(self._make(self.anna, case_id=self.case.id))).case
        self.assertEqual((str(case.opened), str(case.closed)), ("2020-01-02", "2024-05-06"))

    def test_bad_input(self):
        for values, words in (({"recipient_name": " "}, "to whom"), ({"reason": " "}, "Write why"),
                              ({"case_id": False}, "from a case or a partnership")):
            with self.subTest(words), self.assertRefused(words):
                self._make(self.anna, **{"case_id": self.case.id, **values})
        empty = self._case(self.anna)
        with self.assertRefused("The file is empty"):
            self._make(self.anna, case_id=empty.id)
        with self.assertRefused("Nothing in this file is of category A"):
            self._make(self.anna, case_id=self.case.id, kind="archive")

    def test_the_procedure_is_named_to_nobody(self):
        """The mark itself is in no package; a scan that is called by it stops the hand-over."""
        self.scan.name = "Niebieska Karta A.pdf"
        with self.assertRefused("names the procedure Niebieskie Karty"):
            self._make(self.maria, case_id=self.case.id)
        content = self._content(self._make(self.anna, case_id=self.case.id, with_attached=False))
        self.assertNotRegex(content.decode("latin-1").lower(), "niebiesk|blue.card")

    def test_a_restricted_case_stays(self):
        self._restrict()
        for user in (self.anna, self.maria):
            with self.subTest(user=user.login), self.assertRefused("restricted", AccessError):
                self._make(user, case_id=self.case.id)

        with self.assertRefused("restricted", AccessError):
            self.entry.with_user(self.anna).tracking = "1"
        self.assertTrue(self.entry.with_user(self.anna).read(["subject"])[0]["subject"], "kept and read by the office")

    def test_an_archive_takes_what_is_for_ever(self):
        """Of a partnership its plans and reports; of a case all of it where its class is of category A."""
        declaration = self.env["kooperacje.membership"].search([
            ("partnership_id", "=", self.partnership.id), ("institution_id", "=", self.school.id)], limit=1)
        plan = self.env["kooperacje.action.plan"].create({
            "partnership_id": self.partnership.id, "year": self.today.year,
        })
        for record, number in ((declaration, "N8/1/2026"), (plan, "RPD/1/2026")):
            record.document_state = "draft"
            record.write({"document_number": number, "document_state": "issued", "document_pdf": self._pdf(number)})
        court = self._make(self.piotr, partnership_id=self.partnership.id)
        self.assertEqual({name for name, _digest in court._print_files()}, {"N8-1-2026.pdf", "RPD-1-2026.pdf"})
        archive = self._make(self.piotr, partnership_id=self.partnership.id, kind="archive")
        self.assertTrue(archive.package_filename.endswith(".tar"))
        package = eadm_reader.read(self._content(archive))
        self.assertEqual(([one.name for one in package.documents], package.version, package.case.category),
                         (["RPD-1-2026.pdf"], "1.7", "A"))
        own = self.env["kooperacje.file.class"].create({
            "company_id": self.company.id, "replaces_id": self.case.file_class_id.id, "symbol": "5140",
            "name": "Sprawy rodzin", "category": "A",
        })
        self.env.invalidate_all()
        of_case = self._make(self.anna, case_id=self.case.id, kind="archive")
        self.assertEqual((of_case.heading, of_case.document_count), (own.name, 4))
        for user in (self.anna, self.ewa, self.robert):
            with self.subTest(user=user.login), mute_logger(*REFUSED), self.assertRaises(AccessError):
                self._make(user, partnership_id=self.partnership.id)

    def test_a_report_of_a_family_is_in_no_partnerships_file(self):
        card = self.env["kooperacje.report.card"].create({
            "partnership_id": self.partnership.id, "institution_id": self.school.id,
        })
        card.write({
            "document_number": "R7/9/2026", "document_state": "issued", "document_pdf": self._pdf("zgłoszenie"),
        })
        with self.assertRefused("The file is empty"):
            self._make(self.piotr, partnership_id=self.partnership.id)

    def test_erasing_and_the_copy_for_the_person(self):
        release = self._make(self.anna, case_id=self.case.id, recipient_id=self.pcpr.id)
        recipients = self.env["kooperacje.subject.copy"]._recipients(self.person, self.case)
        self.assertIn((f"{self.pcpr.name}, WSA w Warszawie", "akta sprawy"), [
            (one["who"], one["what"]) for one in recipients])
        self.assertIn((self.school.name, f"przesyłka {self.entry.number}"), [
            (one["who"], one["why"]) for one in recipients])
        self.env["kooperacje.read.log"]._write_down()
        self.env["kooperacje.erasure"]._erase(self.case, self.person)
        self.assertFalse(self.Release.browse(release.id).exists())
        self.assertFalse(self.env["ir.attachment"].search_count([
            ("res_model", "=", "kooperacje.release"), ("res_field", "!=", "x"), ("res_id", "=", release.id)]))
        self.env.cr.execute("SELECT count(*) FROM kooperacje_read_log WHERE reason LIKE 'Skarga%'")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_as_many_queries_for_a_longer_file(self):
        def cost(count):
            case = self._case(self.anna)
            self.env["ir.attachment"].create([{
                "name": f"skan {number}.pdf", "raw": PDF % str(number).encode(), "res_model": case._name,
                "res_id": case.id,
            } for number in range(count)])
            Release = self.Release.with_user(self.anna)
            case = case.with_user(self.anna)
            self._queries(lambda: Release._package_of(case, "eadm"))
            return self._queries(lambda: Release._package_of(case, "eadm"))
        self.assertEqual(cost(10), cost(100))
