from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.tests.network.paper_common import PaperCommon


@tagged("post_install", "-at_install")
class TestAuthorisation(PaperCommon):
    """The mayor's authorisation opens the work for a partnership (tool 4; K3D-53, 76, 77, 129)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.urban = cls._prepared("PZK Ostrów (test)", "urban")
        cls.maria.partner_id.function = "kierownik ośrodka"

    def _draft(self, **values):
        return self.env["kooperacje.authorisation"].with_user(self.piotr).create({
            "partnership_id": self.urban.id, "authority": "Burmistrz Ostrowi Mazowieckiej",
            "authority_name": "Zenon Testowy", "person_id": self.maria.partner_id.id,
            "conditions": "Zasięg: całe miasto", "note_need": "Wiele rodzin z wieloma potrzebami", **values,
        })

    def test_signature_of_the_mayor_opens_the_gate(self):
        with self.assertRefused("number of the mayor's authorisation"):
            self.urban.with_user(self.maria).action_begin()
        paper = self._draft(authority_number="OR.0052.15.2026")
        paper.action_issue()
        self.assertTrue(self.urban._missing_authorisation(), "issued is not signed")
        self._sign(paper)
        self.assertEqual(self.urban.authorisation_number, "OR.0052.15.2026")
        self.assertEqual(self.urban.authorisation_date, self.today)
        self.urban.with_user(self.maria).action_begin()
        self.assertEqual(self.urban.state, "initiation")

    def test_without_a_number_of_the_authority_it_is_known_by_its_own(self):
        paper = self._sign(self._draft())
        self.assertEqual(self.urban.authorisation_number, paper.document_number)
        self.assertTrue(paper.document_number.startswith("N4/"))

    def test_number_is_typed_for_a_partnership_of_before_only(self):
        as_piotr = self.urban.with_user(self.piotr)
        as_piotr.write({"authorisation_number": "Or.1.2019", "authorisation_date": "2019-01-01"})
        self.assertFalse(self.urban._missing_authorisation())
        self._sign(self._draft())
        for values in (
            {"authorisation_number": "X"}, {"authorisation_date": False}, {"authorisation_date_to": "2030-01-01"},
        ):
            with self.subTest(values), self.assertRefused("come from the signed authorisation"):
                as_piotr.write(values)
        as_piotr.write({"authorisation_date": self.urban.authorisation_date, "territory_note": "Osiedle"})

    def test_revoked_authorisation_closes_the_gate(self):
        paper = self._sign(self._draft())
        paper._document_void("Odwołane przez burmistrza")
        self.assertFalse(self.urban.authorisation_number)
        with self.assertRefused("number of the mayor's authorisation"):
            self.urban.with_user(self.maria).action_begin()

    def test_revoking_the_last_one_leaves_the_one_before(self):
        first = self._sign(self._draft(authority_number="1"), self.today - timedelta(days=10))
        second = self._sign(self._draft(authority_number="2"))
        self.assertEqual(self.urban.authorisation_number, "2")
        second._document_void("Pomyłka")
        self.assertEqual(self.urban.authorisation_number, "1")
        self.assertEqual(self.urban.authorisation_date, first.signed_on)

    def test_expired_authorisation_asks_for_a_new_one(self):
        paper = self._sign(self._draft(date_to=self.today + timedelta(days=30)))
        self.urban.with_user(self.maria).action_begin()
        self.assertTrue(paper.is_in_force)
        with freeze_time(self.today + timedelta(days=31)):
            self.env.invalidate_all()
            self.assertFalse(paper.is_in_force)
            with self.assertRefused("a new authorisation"):
                self.urban._check_may_act()

    def test_agreement_of_county_and_communes_stands_in_its_place(self):
        """Rural communes act on their agreement whatever became of an authorisation (RUR-156, 158)."""
        self.partnership.authorisation_date_to = self.today - timedelta(days=1)
        self.assertTrue(self.partnership._missing_authorisation())
        self.env["kooperacje.agreement"].create({
            "name": "P", "kind": "county", "is_external": True, "company_id": self.company.id,
            "partnership_ids": [Command.set(self.partnership.ids)],
        })._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        self.assertFalse(self.partnership._missing_authorisation())

    def test_bad_dates_and_strangers_are_refused(self):
        with self.assertRefused("cannot end before", ValidationError):
            self._draft(document_date=self.today, date_to=self.today - timedelta(days=1))
        with self.assertRefused("over before it was given"):
            self._draft(date_to=self.today - timedelta(days=1)).action_issue()
        with self.assertRefused("not on the staff", ValidationError):
            self._draft(person_id=self.ewa.partner_id.id)
        paper = self._draft(person_function="")
        paper.person_function = False
        with self.assertRefused("function of the person"):
            paper.action_issue()

    def test_signed_paper_stays_as_signed(self):
        paper = self._sign(self._draft())
        for values in ({"authority_number": "9"}, {"date_to": self.today}, {"conditions": "x"}, {"note_need": "x"}):
            with self.subTest(values), self.assertRefused("cannot change"):
                paper.write(values)
        with self.assertRaises(AccessError):
            paper.partnership_id = self.partnership
        with self.assertRefused("stays in the files"):
            paper.unlink()
        self._draft().unlink()

    def test_papers_are_printed(self):
        paper = self._draft(delegate_id=self.piotr.partner_id.id)
        for report, words in (
            ("report_authorisation", ("UPOWAŻNIENIE", "Burmistrz Ostrowi", "kierownik ośrodka", "Wyłączenia",
                                      "Zasięg: całe miasto", "Dalsze upoważnienie", "do odwołania")),
            ("report_authorisation_note", ("NOTATKA INFORMACYJNA", "Wiele rodzin z wieloma potrzebami")),
        ):
            page = self.env["ir.actions.report"].with_user(self.piotr)._render_qweb_html(
                f"kooperacje.{report}", paper.ids,
            )[0]
            text = " ".join(html.fromstring(page).text_content().split())
            for word in words:
                self.assertIn(word, text)
            self.assertNotIn("{{", text)
            self.assertNotIn("False", text)
        self.assertEqual(paper.action_print_note()["type"], "ir.actions.report")

    def test_form_opens_from_the_partnership(self):
        action = self.urban.with_user(self.piotr).action_view_authorisations()
        with Form(self.env["kooperacje.authorisation"].with_user(self.piotr).with_context(**action["context"])) as form:
            form.authority = "Burmistrz"
            form.person_id = self.maria.partner_id
            self.assertEqual(form.person_function, "kierownik ośrodka")
        self.assertEqual(form.record.partnership_id, self.urban)

    def test_manager_and_network_worker_keep_it_others_read(self):
        paper = self._draft()
        for role, user in self.user_by_role.items():
            with self.subTest(role):
                theirs = paper.with_user(user)
                if role in ("manager", "network_worker"):
                    theirs.conditions = role
                    continue
                for attempt in (
                    lambda theirs=theirs: theirs.write({"conditions": "x"}), theirs.action_issue,
                    lambda theirs=theirs: theirs._document_register_signature(
                        self.today, "qualified", **self._e_file(self.today),
                    ),
                    lambda user=user: self._draft().with_user(user).unlink(),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
        with self.assertRaises(AccessError):
            paper.with_user(self.olga).read(["conditions"])
        self.assertTrue(paper.with_user(self.anna).read(["conditions"]))
