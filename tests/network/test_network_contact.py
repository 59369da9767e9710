from datetime import timedelta
from io import BytesIO

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from .common import NetworkCommon


@tagged("post_install", "-at_install")
class TestNetworkContact(NetworkCommon):
    """Piotr, the network worker, logs his talks with those who decide and his advice (K3D-106, 107)."""

    def _contact(self, user=None, **values):
        return self.env["kooperacje.network.contact"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "institution_id": self.school.id, "person_name": "Dyrektorka",
            **values,
        })

    def test_a_talk_and_an_advice(self):
        talk = self._contact(arrangement="Szkoła deleguje pedagoga", next_on=self.today + timedelta(days=30))
        self.assertEqual((talk.user_id, talk.kind, talk.date), (self.piotr, "decision_maker", self.today))
        advice = self._contact(kind="advice", institution_id=False, subject="building", note="Jak ułożyć regulamin.")
        self.assertEqual((talk | advice).with_user(self.maria).mapped("duration"), [0.5, 0.5], "the head reads them")

    def test_bad_input(self):
        for values, words in (
            ({"date": self.today + timedelta(days=1)}, "once it has taken place"),
            ({"next_on": self.today - timedelta(days=1)}, "comes after this one"),
            ({"institution_id": False}, "Choose the institution"),
            ({"institution_id": self.anna.partner_id.id}, "is not an institution"),
        ):
            with self.subTest(words), self.assertRefused(words, ValidationError):
                self._contact(**values)
        with self.assertRefused("not changed by hand", AccessError):
            self._contact(user_id=self.wit.id)

    def test_every_role(self):
        talk = self._contact()
        portal = new_test_user(self.env, "portal.contact", groups="base.group_portal")
        for user in (
            self.anna, self.ewa, self.tomasz, self.robert, self.irena, self.adam, self.urszula, self.olga, self.helena,
            portal,
        ):
            with self.subTest(user.login):
                self.assertFalse(self._sees(user, talk))
                for attempt in (
                    lambda user=user: talk.with_user(user).write({"note": "x"}), lambda user=user: self._contact(user),
                    lambda user=user: talk.with_user(user).unlink(),
                ):
                    with self.assertRaisesRegex(
                        (AccessError, UserError, ValidationError), "",
                    ), self.env.cr.savepoint():
                        attempt()
        for user in (self.maria, self.wit):
            self.assertTrue(self._sees(user, talk))
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                talk.with_user(user).note = "x"
            with self.assertRaisesRegex((AccessError, UserError), ""), self.env.cr.savepoint():
                talk.with_user(user).unlink()
        talk.note = "Poprawka"
        talk.unlink()

    def _sees(self, user, talk):
        try:
            return talk.with_user(user).search([("id", "=", talk.id)])
        except AccessError:
            return False


@tagged("post_install", "-at_install")
class TestNetworkGround(NetworkCommon):
    """K3D-9: the network worker is a manager, a social worker or qualified; the appointment records and checks it."""

    def _appointment(self, person, **values):
        return self.env["kooperacje.appointment"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "authority": "Dyrektor OPS", "person_id": person.id, **values,
        })

    def test_proposed_from_the_roles(self):
        self.assertEqual(self._appointment(self.anna.partner_id).network_ground, "social_worker")
        self.assertEqual(self._appointment(self.maria.partner_id).network_ground, "manager")
        self.assertFalse(self._appointment(self.anna.partner_id, subject="commune_animator").network_ground)

    def test_what_is_missing_is_said_and_refuses_nothing(self):
        appointment = self._appointment(self.piotr.partner_id)
        self.assertIn("managerial function", appointment.network_ground_missing)
        with Form(appointment) as form:
            form.network_ground = "qualified"
            self.assertIn("evidence", form.network_ground_missing)
            form.network_ground_note = "Dyplom 12/2015"
            self.assertFalse(form.network_ground_missing)
            form.network_ground = "social_worker"
            self.assertIn("no such role", form.network_ground_missing)
        appointment.action_issue()
        appointment.network_ground = "qualified"
        self.assertFalse(appointment.network_ground_missing, "said afterwards of a paper that does not print it")


@tagged("post_install", "-at_install")
class TestRefusalReachesAll(NetworkCommon):
    """K3D-116: members are told of a refusal: with an account by its number, by mail in full, the rest by a letter."""

    def setUp(self):
        super().setUp()
        self.problem = self.kept["problem"].with_user(self.piotr)
        self.problem.sudo().kind = "refusal"
        self.members = self.partnership.membership_ids.filtered(lambda one: one.state == "member")
        self.members.representative_id = self.members.coordinator_id = False
        self.of_school.representative_id = self.ewa.partner_id
        self.leader = self.members.filtered(lambda one: one.institution_id == self.partnership.leader_id)
        self.lonely = (self.members - self.of_school - self.leader)[:1]
        self.lonely.representative_id = self.env["res.partner"].create({
            "name": "Komendant bez konta", "parent_id": self.lonely.institution_id.id, "email": "k@example.com",
            "lang": "pl_PL",
        })
        self.on_paper = self.members - self.of_school - self.leader - self.lonely

    def _messages(self):
        return self.env["mail.message"].sudo().search([
            ("model", "=", "kooperacje.problem"), ("res_id", "=", self.problem.id), ("partner_ids", "!=", False),
        ])

    def test_papers_are_printed(self):
        """The printer makes one paper of one record."""
        for report in ("report_problem_letter", "report_problem_register"):
            pdf = self.env["ir.actions.report"].with_user(self.piotr).with_context(
                force_report_rendering=True,
            )._render_qweb_pdf(f"kooperacje.{report}", self.problem.ids)[0]
            self.assertEqual(pdf[:4], b"%PDF")
            # The foot of the register names no single matter.
            self.assertEqual(PdfFileReader(BytesIO(pdf)).metadata["/Title"] == self.problem.number, "letter" in report)

    def test_the_office_that_leads_writes_to_others_alone(self):
        self.assertTrue(self.leader)
        self.assertEqual(self.problem._letters(), self.on_paper)

    def test_no_letter_goes_to_nobody(self):
        """Of matters chosen together, those whose members all have accounts give no letter."""
        other = self.env["kooperacje.partnership"].create({
            "name": "PZK bez członków", "variant": "urban", "company_id": self.company.id,
            "area_ids": [Command.set(self.commune.ids)],
        })
        empty = self.problem.sudo().create({
            "partnership_id": other.id, "kind": "refusal", "description": "Odmowa bez adresatów.",
        }).with_user(self.piotr)
        action = (self.problem | empty).action_print_letters()
        self.assertEqual(action["context"]["active_ids"], self.problem.ids)

    def _html(self, report):
        return self.env["ir.actions.report"].with_user(self.piotr)._render_qweb_html(
            f"kooperacje.{report}", self.problem.ids,
        )[0].decode()

    def test_message_to_some_and_letters_to_others(self):
        action = self.problem.action_inform_members()
        self.assertEqual(action["report_name"], "kooperacje.report_problem_letter_document")
        commander, messages = self.lonely.representative_id, self._messages()
        told = {message.partner_ids: message for message in messages}
        self.assertLessEqual({self.ewa.partner_id, commander}, set(told))
        self.assertNotIn(self.problem.description, told[self.ewa.partner_id].body, "she reads it in the program")
        entry = told[commander]
        for word in (self.problem.number, self.problem.description, "Odmowa współpracy"):
            self.assertIn(word, entry.body, "who has no account gets what stands in the register")
        for word in (self.problem.description, "system"):
            self.assertNotIn(word, entry.subject)
        self.assertNotIn("systemie", entry.body)
        self.assertEqual(self.problem.informed_on, self.today)
        html = self._html("report_problem_letter")
        self.assertNotIn("Komendant bez konta", html, "he has the mail")
        self.assertIn(self.problem.number, html)
        self.assertIn("Zawiadamiamy", html)
        self.assertNotIn("Ewa", html, "she has been told in the system")
        self.assertTrue(self.on_paper)
        for membership in self.on_paper:
            self.assertIn(membership.institution_id.name, html)

    def test_nobody_without_an_account_no_letter(self):
        for number, membership in enumerate(self.members - self.of_school):
            user = self._user(f"rep{number}", membership.institution_id, "coordinator")
            membership.representative_id = user.partner_id
        self.assertIs(self.problem.action_inform_members(), True)
        with self.assertRefused("has an account"):
            self.problem.action_print_letters()

    def test_register_printed(self):
        other = self.problem.create({
            "partnership_id": self.partnership.id, "kind": "conflict", "description": "Spór o salę.",
        })
        action = self.problem.browse().action_print_register()
        self.assertEqual(action["report_name"], "kooperacje.report_problem_register_document")
        self.assertEqual(len(action["context"]["active_ids"]), 1, "one paper for the partnership")
        html = self._html("report_problem_register")
        self.assertIn(other.number, html)
        self.assertIn("Spór o salę", html)
        self.assertIn("REJESTR ODMÓW", html)
        self.assertIn(self.problem.number, html)
