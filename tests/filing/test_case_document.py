import base64
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.nights import Nights
from odoo.addons.kooperacje.tests.privacy.common import PrivacyCommon

SCAN = base64.b64encode(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")


@tagged("post_install", "-at_install")
class TestCaseDocument(Nights, PrivacyCommon):
    """Halina brings a certificate and a ruling: Anna says who may see each, until when it holds, and renews it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.health = cls.env.ref("kooperacje.data_scope_health")
        cls.ruling = cls._document(kind="ruling", issuer="Sąd Rejonowy", number="III RNsm 12/26")
        cls.shared = cls._document(
            issuer="Poradnia", is_office_only=False, scope_id=cls.health.id, person_ids=[Command.set(cls.person.ids)],
            valid_until=cls.today + timedelta(days=60),
        )
        cls.portal = new_test_user(cls.env, "dokument.portal", groups="base.group_portal")

    @classmethod
    def _document(cls, user=None, **values):
        return cls.env["kooperacje.case.document"].with_user(user or cls.anna).create({
            "case_id": cls.case.id, "issuer": "ZUS", "file": SCAN, "file_name": "skan.pdf", **values,
        }).with_env(cls.env)

    def _sees(self, user):
        return self.env["kooperacje.case.document"].with_user(user).search([("case_id", "=", self.case.id)])

    # Who may see it

    def test_the_office_decides_who_sees_it(self):
        both = self.ruling | self.shared
        self.assertEqual(self._sees(self.anna), both)
        self.assertEqual(self._sees(self.maria), both)
        self.assertEqual(self._sees(self.tomasz), self.shared, "his institution shares health")
        self.assertFalse(self._sees(self.zofia), "the family has withdrawn")
        for user in (self.tomasz, self.zofia):
            with self.assertRaises(AccessError):
                self.ruling.with_user(user).read(["issuer"])
        self.sharing.sudo().scope_ids = self.env["kooperacje.data.scope"].search([("id", "!=", self.health.id)])
        self.env.invalidate_all()
        self.assertFalse(self._sees(self.tomasz), "health is shared no longer")
        for user in (self.ewa, self.piotr, self.robert, self.adam, self.irena, self.urszula, self.bogna, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._sees(user)

    def test_the_file_is_as_closed_as_the_document(self):
        files = self.env["ir.attachment"].sudo().search([
            ("res_model", "=", "kooperacje.case.document"), ("res_field", "=", "file"),
            ("res_id", "in", (self.ruling | self.shared).ids),
        ])
        of_ruling = files.filtered(lambda one: one.res_id == self.ruling.id)
        self.assertEqual((len(files), len(of_ruling)), (2, 1))
        self.assertTrue((files - of_ruling).with_user(self.tomasz).read(["raw"]))
        for user in (self.tomasz, self.zofia, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                of_ruling.with_user(user).read(["raw"])
            self.assertNotIn(of_ruling, self.env["ir.attachment"].with_user(user).search([("id", "in", files.ids)]))

    def test_members_change_nothing(self):
        for record in (self.shared, self.ruling):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(record.with_user(self.tomasz).has_access(operation), operation)
        for user in (self.anna, self.maria):
            self.assertFalse(self.shared.with_user(user).has_access("unlink"), "what was in the file stays on record")
        with self.assertRaises(AccessError):
            self._document(user=self.jan)

    def test_reading_is_logged(self):
        Log = self.env["kooperacje.read.log"]
        last = Log.search([], limit=1).id or 0
        self.shared.with_user(self.tomasz).read(["issuer"])
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(Log.search([("id", ">", last)]).mapped("user_id"), self.tomasz)

    def test_who_sees_it_is_said(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self._document(is_office_only=False)
        form = self.env["kooperacje.case.document"].new({"is_office_only": True, "scope_id": self.health.id})
        form._onchange_is_office_only()
        self.assertFalse(form.scope_id)

    # Bad input

    def test_what_cannot_be(self):
        stranger = self._person("Nowak", "Jan")
        self._case(self.anna, stranger)
        for values, told in (
            ({"issued_on": self.tomorrow}, "do not lie in the future"),
            ({"received_on": self.tomorrow}, "do not lie in the future"),
            ({"person_ids": [Command.set(stranger.ids)]}, "no person of the case"),
        ):
            with self.subTest(told), self.assertRefused(told, ValidationError):
                self._document(**values)
        for file in (b"", b"MZ\x90 program", b"%PDF-1.4 cut"):
            with self.subTest(file), self.assertRefused("cannot be read as a document"):
                self._document(file=base64.b64encode(file) or b"====")
        with self.assertRefused("The file of a document stays"):
            self.ruling.with_user(self.anna).write({"file": False})

    # Versions

    def _renew(self, document, **values):
        wizard = self.env["kooperacje.case.document.renew"].with_user(self.anna).create({
            "document_id": document.id, "file": SCAN, "file_name": "nowy.pdf", **values,
        })
        return self.env["kooperacje.case.document"].browse(wizard.action_confirm()["res_id"])

    def test_a_newer_version_takes_its_place(self):
        new = self._renew(self.shared, valid_until=self.next_year)
        self.assertEqual((self.shared.state, new.state, new.version, new.previous_id),
                         ("replaced", "current", 2, self.shared))
        self.assertEqual((new.scope_id, new.person_ids, new.issuer), (self.health, self.person, "Poradnia"))
        self.assertTrue(self.shared.file, "the version before stays as it was")
        with self.assertRefused("no longer in force"):
            self.shared.with_user(self.anna).write({"note": "x"})
        with self.assertRefused("not the newest"):
            self._renew(self.shared)
        self.assertEqual(self.case.with_user(self.tomasz).document_count, 1, "what he may read")
        self.assertEqual(self.case.with_user(self.anna).document_count, 2)
        for values in ({"state": "current"}, {"version": 5}, {"previous_id": self.ruling.id}):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.shared.with_user(self.anna).write(values)

    def test_entered_by_mistake(self):
        self.ruling.with_user(self.anna).action_mistaken()
        self.assertEqual((self.ruling.state, self.ruling.file), ("mistaken", False))
        self.assertIn("entered by mistake", self.case.message_ids[0].body)
        self.assertNotIn("Sąd", self.case.message_ids[0].body)
        with self.assertRefused("Only the newest"):
            self.ruling.with_user(self.anna).action_mistaken()

    # Reminding

    def _night(self, days):
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time(self.today + timedelta(days=days, hours=10)):
            self.env["kooperacje.case.document"]._cron_remind()
            self.env.flush_all()

    def _tasks(self):
        return self.case.activity_ids.filtered(lambda task: "document of the case" in (task.summary or ""))

    def test_the_case_manager_is_reminded_once(self):
        self._night(20)
        self.assertFalse(self._tasks(), "too early")
        self._night(31)
        self._night(32)
        self.assertEqual(self._tasks().user_id, self.anna)
        self.assertEqual(len(self._tasks()), 1)
        for word in ("Poradnia", "Kowalska", "ttestation"):
            self.assertNotIn(word, self._tasks().summary)
        self.shared.with_user(self.anna).valid_until = self.today + timedelta(days=200)
        self.assertFalse(self.shared.reminded_on, "of the new day too")

    def test_reminded_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.anna.lang = "pl_PL"
        self._night(45)
        self.assertIn("Dokument w sprawie", " ".join(self.case.activity_ids.mapped("summary")))

    def test_a_broken_record_keeps_no_other_waiting(self):
        other = self._document(valid_until=self.today + timedelta(days=10))
        (self.shared | other).write({"valid_until": self.today + timedelta(days=10)})
        self.assertOthersGoOn(
            "kooperacje.case.document._cron_remind", "_remind", self.shared, other,
            lambda: self._night(1), lambda one: one.reminded_on,
        )

    def test_what_ends_is_due_in_the_case(self):
        self.company.kooperacje_document_days = 90
        due = [item for item in self.case.with_user(self.anna).due_items if item["key"] == "document"]
        self.assertEqual(len(due), 1)
        self.assertEqual(self.case.with_user(self.anna).action_due("document")["res_model"], "kooperacje.case.document")

    def test_finding_what_ends_costs_the_same(self):
        def cost(count):
            with self.env.cr.savepoint() as savepoint:
                for _one in range(count):
                    self._document(valid_until=self.today + timedelta(days=100))
                found = self._queries(self.env["kooperacje.case.document"]._find_ending)
                savepoint.rollback()
            return found

        cost(1)
        self.assertEqual(cost(10), cost(100))
