"""The office registers what was signed electronically: a file counts by what stands in it."""
import base64
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.document_mixin import GUARDED_FIELDS

from .. import signatures
from ..common import KooperacjeCommon

LAWS = "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"


def b64(content):
    return base64.b64encode(content)


@tagged("post_install", "-at_install")
class TestSignature(KooperacjeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.Root = cls.env["kooperacje.trust.root"]
        cls.paper = cls.env["kooperacje.authorisation"].with_context(force_report_rendering=True).create({
            "partnership_id": cls.partnership.id, "authority": "Wójt Gminy Małkinia Górna",
            "person_id": cls.maria.partner_id.id, "person_function": "kierownik",
            "note_need": "Rodziny korzystają z pomocy kilku instytucji naraz.",
        })
        cls.paper.action_issue()
        cls.issued = base64.b64decode(cls.paper.document_pdf)

    def _trust(self, company=None, **values):
        return self.Root.create({
            "certificate": b64(signatures.root().der),
            "company_id": (self.company if company is None else company).id, **values,
        })

    def _sign(self, file, kind="qualified", signed_on=None, paper=None, checked=None):
        """Register over RPC, as the web client does it, as the head of the office."""
        paper = paper or self.paper
        values = {
            "res_model": paper._name, "res_id": paper.id, "signature_kind": kind, "signed_copy": b64(file).decode(),
            "signature_checked": checked,
        }
        if signed_on:
            values["signed_on"] = signed_on
        Wizard = self.env["kooperacje.document.sign"].with_user(self.maria)
        wizard = call_kw(Wizard, "create", [values], {})
        call_kw(Wizard, "action_confirm", [wizard], {})
        self.env.invalidate_all()

    # ---------------------------------------------------------------- what is said

    def test_without_issuers_nothing_is_called_qualified(self):
        self._sign(signatures.sign_pdf(self.issued))
        paper = self.paper.with_user(self.maria)
        self.assertEqual((paper.document_state, paper.signature_verdict), ("signed", "unchecked"))
        self.assertEqual(paper.signature_said, "Integrity preserved, issuer not checked")
        for words in ("Bożena Makieta", "Testowy Wystawca Podpisów", "Signed is the file that was issued"):
            self.assertIn(words, paper.signature_report)
        for lang in ("en_US", "pl_PL"):
            self.assertNotRegex(paper.with_context(lang=lang).signature_report.lower(), "qualified|kwalifikowan")
        self.assertNotIn("44051401359", paper.signature_reading)
        arch = paper.get_view(view_type="form")["arch"]
        self.assertIn('name="signature_said"', arch)
        self.assertRegex(arch, '<field name="signature_kind" invisible="1"')
        self.assertIn('name="signature_said"', paper.get_view(view_type="list")["arch"])
        found = paper.search([("signature_kind", "=", "qualified"), ("signature_verdict", "!=", "valid")])
        self.assertEqual(found, paper, "the filter of what is not certain")

    def test_with_its_issuer_loaded_it_is_called_what_it_is(self):
        self._trust()
        with self.assertRefused("another one than was chosen: Advanced electronic signature, Qualified"):
            self._sign(signatures.sign_pdf(self.issued), "personal")
        self._sign(signatures.sign_pdf(self.issued))
        self.assertEqual(self.paper.signature_said, "Qualified electronic signature")
        self.assertIn("Qualified electronic signature", self.paper.signature_report)

    def test_issuer_loaded_later_counts_when_the_file_is_read_again(self):
        self._sign(signatures.sign_pdf(self.issued))
        root = self._trust(self.company_nur)
        self.paper.with_user(self.maria).action_signature_read()
        self.assertEqual(self.paper.signature_verdict, "unchecked", "another office trusts it")
        root.company_id = self.company
        self.paper.with_user(self.maria).action_signature_read()
        self.assertEqual(self.paper.signature_said, "Qualified electronic signature")
        root.active = False
        self._trust(certificate=b64(signatures.stranger().chain[0].der))
        self.paper.with_user(self.maria).action_signature_read()
        self.assertEqual(self.paper.signature_said, "Integrity preserved, issuer not known here")
        with mute_logger(*LAWS), self.assertRaises(AccessError):
            self.paper.with_user(self.ewa).action_signature_read()

    def test_common_issuers_count_in_every_office(self):
        self._trust(self.env["res.company"])
        own = self._trust(kind="personal")
        self.assertEqual(
            [self.Root._roots_of(office)[0][1] for office in (self.company, self.company_nur)],
            ["personal", "qualified"], "the word of the office goes before that for all",
        )
        own.active = False
        self._sign(signatures.sign_pdf(self.issued))
        self.assertEqual(self.paper.signature_verdict, "valid")

    def test_several_signatures_and_their_days(self):
        yesterday = self.today - timedelta(days=1)
        first = signatures.sign_pdf(self.issued, day=self.today)
        both = signatures.sign_pdf(
            first, by=signatures.holder("Zbigniew <i>Makieta</i>"), field="Starosta", visible=True, stamped=True,
        )
        with self.assertRefused("was signed on .*Give that day"):
            self._sign(signatures.sign_pdf(self.issued, day=yesterday), signed_on=self.today)
        self._sign(both)
        self.assertEqual(self.paper.signed_on, self.today, "the day stands in the file")
        self.assertEqual(self.paper.signature_report.count("<li>"), 2)
        self.assertIn("Zbigniew &lt;i&gt;Makieta", self.paper.signature_report, "a certificate writes no HTML")
        self.assertIn("time stamp, issuer not checked", self.paper.signature_report)
        self.assertEqual(self.paper.signed_copy, b64(both), "kept as it came")

    def test_scan_is_called_a_scan(self):
        self._trust()
        self._sign(self.issued, "handwritten")
        self.assertEqual(self.paper.signature_said, "Handwritten (scan)")
        self.assertFalse(self.paper.signature_verdict or self.paper.signature_report)
        with self.assertRefused("no file with an electronic signature"):
            self.paper.with_user(self.maria).action_signature_read()

    def test_xml_beside_and_around_the_file(self):
        beside = signatures.sign_xml(self.issued, signatures.methods.detached, reference_uri="UPO-1.pdf")
        self._sign(beside, "trusted")
        self.assertEqual((self.paper.signature_verdict, self.paper.signed_copy_filename[-4:]), ("unchecked", ".xml"))
        self.assertIn("Signed is the file that was issued", self.paper.signature_report)

    # ---------------------------------------------------------------- what is refused

    def test_what_puts_nothing_into_force(self):
        good = signatures.sign_pdf(self.issued)
        flipped = bytearray(good)
        flipped[good.index(b"endstream") - 30] ^= 1
        ended = signatures.certificate("Dawny", ends=signatures.LONG_AGO + timedelta(days=9))
        other = signatures.sign_xml(signatures.pdf("inny"), signatures.methods.enveloping)
        self._trust()
        for name, file, message in (
            ("unsigned", self.issued, "There is no electronic signature in this file"),
            ("a place to sign", signatures.with_place(self.issued), "a place for a signature"),
            ("empty", b" \n", "is empty"),
            ("cut short", good[:-700], "hold an electronically signed|damaged"),
            ("picture", b"\x89PNG\r\n\x1a\n", "does not hold an electronically signed document"),
            ("password", signatures.encrypted(good, "tajne"), "opens with a password only"),
            ("another paper", signatures.sign_pdf(signatures.pdf("UPO/9/2020")), "another document than "),
            ("another paper in XML", other, "another document"),
            ("a byte changed", bytes(flipped), "changed after it was signed"),
            ("contents added", signatures.overwritten(good, "inna kwota"), "changed after it was signed"),
            ("certificate had ended", signatures.sign_pdf(self.issued, by=ended), "certificate .* was not valid"),
        ):
            with self.subTest(name), self.assertRefused(message):
                self._sign(file)
            self.env.invalidate_all()
            self.assertEqual(self.paper.document_state, "issued")
        with self.assertRefused("Attach the file with the electronic signature"):
            self.paper._document_register_signature(self.today, "qualified")
        self.assertFalse(self.paper.signed_on or self.paper.signed_copy or self.paper.signature_verdict)

    def test_what_cannot_be_judged_needs_somebody_who_looked(self):
        noted = signatures.noted(signatures.sign_pdf(self.issued))
        for words in (None, "   "):
            with self.assertRefused("cannot judge this file: a comment was added after signing"):
                self._sign(noted, checked=words)
        self._sign(noted, checked="Szafir: podpis ważny, komentarz sekretariatu (A. Nowak)")
        self.assertEqual((self.paper.document_state, self.paper.signature_said), ("signed", "Could not be judged"))
        self.assertEqual(self.paper.signature_checked, "Szafir: podpis ważny, komentarz sekretariatu (A. Nowak)")

    def test_paper_signed_before_it_was_issued_here_needs_somebody_who_compared(self):
        self.paper.action_document_correct()
        file = signatures.sign_pdf(signatures.pdf("Upoważnienie z EZD"))
        with self.assertRefused("was not issued before it was signed"):
            self._sign(file)
        self.assertEqual(self.paper.document_state, "draft")
        self._sign(file, checked="Porównała A. Nowak")
        self.assertIn("Not compared with a document issued from here", self.paper.signature_report)
        # What was rendered when it was entered is not what was signed.
        self.paper.with_user(self.maria).action_signature_read()
        self.assertEqual(self.paper.signature_verdict, "unchecked")

    def test_paper_drawn_up_elsewhere_is_compared_with_nothing(self):
        agreement = self.env["kooperacje.agreement"].create({
            "name": "Porozumienie z powiatem", "company_id": self.company.id, "is_external": True,
        })
        self._sign(signatures.sign_pdf(signatures.pdf("Porozumienie")), paper=agreement)
        self.assertEqual((agreement.document_state, agreement.signature_verdict), ("signed", "unchecked"))

    def test_reading_is_typed_in_by_nobody(self):
        paper = self.paper.with_user(self.maria)
        self._sign(signatures.sign_pdf(self.issued))
        for name in ("signature_verdict", "signature_reading", "signature_checked"):
            self.assertIn(name, GUARDED_FIELDS)
            with self.subTest(name), self.assertRefused("not typed in"):
                paper.write({name: "valid"})

    def test_wizard_shows_what_stands_in_the_file(self):
        Wizard = self.env["kooperacje.document.sign"].with_user(self.maria)
        spec = {name: {} for name in ("signed_on", "signature_report", "is_refused", "refusal", "needs_check")}
        yesterday = self.today - timedelta(days=1)

        def shown(file, kind="qualified"):
            values = {
                "res_model": self.paper._name, "res_id": self.paper.id, "signature_kind": kind,
                "signed_copy": b64(file).decode(),
            }
            return {"is_refused": False, "needs_check": False, "signature_report": False} | Wizard.onchange(
                values, ["signed_copy"], spec,
            )["value"]

        value = shown(signatures.sign_pdf(self.issued, day=yesterday))
        self.assertEqual((value["signed_on"], value["is_refused"], value["needs_check"]), (yesterday, False, False))
        self.assertIn("Bożena Makieta", value["signature_report"])
        value = shown(signatures.noted(signatures.sign_pdf(self.issued)))
        self.assertEqual((value["is_refused"], value["needs_check"]), (False, True))
        value = shown(self.issued)
        self.assertTrue(value["is_refused"])
        self.assertIn("no electronic signature", value["refusal"])
        self.assertFalse(shown(self.issued, "handwritten")["signature_report"])

    def test_without_the_libraries_scans_alone_are_registered(self):
        line = self.env["kooperacje.system.check"].sudo()._check_signatures
        self.assertEqual([one["state"] for one in line()], ["ok"])
        signed = signatures.sign_pdf(self.issued)
        for library in ("pyhanko.sign.validation", "signxml.xades"):
            with self.subTest(library), self.without(library):
                with self.assertRefused("pyHanko and signxml are missing"):
                    self._sign(signed)
                [found] = line()
                self.assertEqual(found["state"], "fault")
                self.assertIn("pip install pyhanko signxml", found["advice"])
        with self.without("signxml.xades"):
            self._sign(self.issued, "handwritten")
        self.assertEqual(self.paper.document_state, "signed")

    def without(self, library):
        return patch.dict("sys.modules", {library: None})

    # ---------------------------------------------------------------- issuers

    def _load(self, user, content, **values):
        Wizard = self.env["kooperacje.trust.root.load"].with_user(user)
        wizard = Wizard.create({"file": content and b64(content), "source": "nccert.pl", **values})
        return wizard.action_load()

    def test_administrators_load_issuers_from_a_file(self):
        two = signatures.root().pem + signatures.issuer().pem
        self._load(self.adam, two)
        own = self.Root.search([("company_id", "=", self.company.id)])
        self.assertEqual(own.mapped("name"), ["Testowe Centrum Certyfikacji", "Testowy Wystawca Podpisów"])
        self.assertEqual(own[1].issuer_name, "Testowe Centrum Certyfikacji")
        self.assertEqual((own[0].valid_to.year, own[0].kind, own[0].source), (2080, "qualified", "nccert.pl"))
        with self.assertRefused("loaded already"):
            self._load(self.adam, signatures.root().der)
        self._load(self.env.ref("base.user_admin"), signatures.root().der)
        self.assertEqual(self.Root.search_count([("company_id", "=", False)]), 1, "for all offices")
        for content, message in (
            (None, "Choose the file"), (b"nic", "no certificate"), (two[:300], "no certificate"),
            (signatures.holder().der, "certificate of somebody who signs"), (self.issued, "no certificate"),
        ):
            with self.subTest(message), self.assertRefused(message):
                self._load(self.adam, content)

    @mute_logger(*LAWS)
    def test_issuers_are_kept_by_administrators_and_read_by_the_office(self):
        common, own = self._trust(self.env["res.company"]), self._trust()
        others = self._trust(self.company_nur)
        for role, user in self.user_by_role.items():
            Root = self.Root.with_user(user)
            with self.subTest(role=role):
                seen = self.Root if role == "evaluator" else common | own
                if role not in ("regional", "evaluator"):
                    self.assertEqual(Root.search([]) & (common | own | others), seen)
                for root in common | own | others:
                    mine = role == "admin" and root == own
                    self.assertEqual(root.with_user(user).has_access("write"), mine)
                    self.assertEqual(root.with_user(user).has_access("unlink"), mine)
                if role != "admin":
                    with self.assertRaises(AccessError):
                        self._load(user, signatures.issuer().der)
        for company in (self.env["res.company"], self.company_nur):
            with self.assertRaises(AccessError):
                self._load(self.adam, signatures.issuer().der, company_id=company.id)
        with self.assertRaises(AccessError):
            own.with_user(self.adam).certificate = b64(signatures.issuer().der)
        portal = self.env["res.users"].create({
            "name": "Rodzina", "login": "rodzina.test", "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
        })
        for operation in ("read", "write", "create", "unlink"):
            self.assertFalse(self.Root.with_user(portal).has_access(operation))
        with self.assertRaises(AccessError):
            self._load(portal, signatures.root().der)
