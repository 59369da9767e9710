from datetime import timedelta

from lxml import html
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .course import CourseCommon


@tagged("post_install", "-at_install")
class TestHandover(CourseCommon):
    """A case changes hands (RUR-102): offered, taken, and access moves in that moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helena = cls._user("helena", cls.gops_nur, "manager", company=cls.company_nur)

    def _offer(self, user=None, to=None, **values):
        values = values or {"kind": "worker", "to_user_id": (to or self.jan).id}
        return self.env["kooperacje.handover"].with_user(user or self.anna).create({
            "case_id": self.case.id, "reason": "Zmiana rejonu", **values,
        })

    def _to_nur(self):
        return self._offer(kind="office", to_institution_id=self.gops_nur.id)

    def test_nothing_moves_before_the_colleague_accepts(self):
        offer = self._offer()
        self.assertFalse(self.case.with_user(self.jan).has_access("read"))
        offer.with_user(self.jan).action_accept()
        self.assertEqual((self.case.user_id, offer.state, offer.from_user_id), (self.jan, "accepted", self.anna))
        self.assertTrue(self.case.with_user(self.jan).has_access("write"))
        self.assertFalse(self.case.with_user(self.anna).has_access("read"))

    def test_team_and_tasks_go_with_the_case(self):
        team = self._at_work()
        self.case.activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id, summary="Zadzwonić")
        self._offer().with_user(self.jan).action_accept()
        self.assertEqual(self._member(team, self.anna).state, "left")
        self.assertEqual(self._member(team, self.jan).state, "accepted")
        self.assertEqual(team.state, "active")
        self.assertEqual(self.case.activity_ids.user_id, self.jan)
        self.assertTrue(self.case.with_user(self.tomasz).has_access("read"), "the others stay")

    def test_manager_who_names_another_worker_moves_the_team_as_well(self):
        team = self._at_work()
        self.case.with_user(self.maria).user_id = self.jan
        self.assertEqual(self._member(team, self.jan).state, "accepted")
        self.assertEqual(self._member(team, self.anna).state, "left")

    def test_receiver_reads_the_code_and_the_reason_only(self):
        offer = self._offer().with_user(self.jan)
        self.assertEqual(offer.read(["case_code", "reason"])[0]["case_code"], self.case.name)
        self.assertNotIn("Nowak", str(offer.read()[0]))
        activity = self.env["mail.activity"].with_user(self.jan).search([
            ("res_model", "=", "kooperacje.handover"), ("user_id", "=", self.jan.id),
        ])
        self.assertIn(self.case.name, activity.summary)
        with self.assertRaises(AccessError):
            self.case.with_user(self.jan).read(["need_words"])

    def test_only_who_was_asked_answers(self):
        offer = self._offer()
        for user in (self.anna, self.maria, self.olga):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                offer.with_user(user).action_accept()
        with self.assertRefused(UserError, "why"):
            offer.with_user(self.jan).action_decline("  ")
        offer.with_user(self.jan).action_decline("Za dużo rodzin")
        self.assertEqual((offer.state, self.case.user_id), ("declined", self.anna))
        with self.assertRefused(UserError, "already"):
            offer.with_user(self.jan).action_accept()

    def test_state_is_not_typed_in(self):
        offer = self._offer()
        for user in (self.jan, self.anna, self.maria):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                offer.with_user(user).write({"state": "accepted"})
        with self.assertRaises(AccessError):
            self._offer(kind="worker", to_user_id=self.jan.id, state="accepted")
        self.assertEqual(self.case.user_id, self.anna)

    def test_offered_once_at_a_time_and_taken_back(self):
        offer = self._offer()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._offer()
        offer.with_user(self.anna).action_withdraw()
        with self.assertRefused(UserError, "already"):
            offer.with_user(self.jan).action_accept()
        self.assertTrue(self._offer())

    def test_who_may_not_write_the_case_offers_nothing(self):
        self._at_work()
        for user in (self.jan, self.tomasz, self.olga, self.piotr):
            with self.subTest(user=user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._offer(user=user)

    def test_only_a_social_worker_of_the_office_takes_a_case(self):
        for user, message in ((self.olga, "not a social worker"), (self.tomasz, "not a social worker"),
                              (self.anna, "already")):
            with self.subTest(user=user.login), self.assertRefused(ValidationError, message):
                self._offer(to=user)

    # To another centre

    def test_letter_to_another_centre_bears_the_code_and_the_reason_only(self):
        """Paper 4.11: what the receiving side may read of an offer, and later what came of it."""
        self._consent(self.case, self.gops_nur)
        offer = self._to_nur()

        def text(user):
            page = self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                "kooperacje.report_handover", offer.ids,
            )[0]
            return " ".join(" ".join(html.fromstring(page).find(".//main").itertext()).split())

        letter = text(self.anna)
        for word in (self.gops_nur.name, self.case.name, "Zmiana rejonu", self.anna.name, self.company.name):
            self.assertIn(word, letter)
        for person in self.case.case_person_ids.person_id:
            self.assertNotIn(person.last_name, letter)
        self.assertNotIn("Odpowiedź", letter)
        self.assertIn(self.case.name, text(self.helena), "the centre that is asked prints it too")
        with self.assertRaises(AccessError):
            text(self.tomasz)
        with self.assertRaises(AccessError):
            offer.with_user(self.tomasz).action_print_letter()
        offer.with_user(self.helena).action_decline("Brak miejsc")
        self.assertIn("Powód: Brak miejsc", text(self.anna))
        for values in (
            {"decline_reason": "Brak miejsc."}, {"state": "accepted"}, {"state": "accepted", "new_code": "S/2026/0007"},
            {"state": "withdrawn"},
        ):
            offer.sudo()._unguarded().write(values)
            self.assertRegex(offer._print_answer(), r"[^.]\.$", "one full stop, whatever the sentence ends with")

    def test_case_of_a_colleague_changes_hands_without_a_letter(self):
        """The letter asks another centre and speaks of the family's consent to it."""
        offer = self._offer()
        with self.assertRefused(UserError, "takes no letter"):
            offer.with_user(self.anna).action_print_letter()

    def test_another_centre_only_with_the_family_s_consent(self):
        with self.assertRefused(UserError, "has not agreed"):
            self._to_nur()
        self._consent(self.case, self.gops_nur)
        offer = self._to_nur()
        self._withdraw(self.case)
        with self.assertRefused(UserError, "has not agreed"):
            offer.with_user(self.helena)._accept_for_office(self.olga, self.partnership_nur)

    def test_another_centre_opens_a_case_of_its_own_and_this_one_ends(self):
        self._consent(self.case, self.gops_nur)
        offer = self._to_nur()
        action = offer.with_user(self.helena).action_accept()
        wizard = self.env[action["res_model"]].with_user(self.helena).with_context(action["context"]).create({
            "user_id": self.olga.id, "partnership_id": self.partnership_nur.id,
        })
        new_case = self.env["kooperacje.case"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual((new_case.company_id, new_case.user_id), (self.company_nur, self.olga))
        self.assertEqual(new_case.need_line_ids.need_id, self.case.need_line_ids.need_id)
        self.assertEqual(
            new_case.with_user(self.olga).case_person_ids.person_id.mapped("first_name"), ["Halina", "Kuba"],
        )
        self.assertFalse(new_case.consent_ids or new_case.team_ids or new_case.plan_ids)
        self.assertEqual((self.case.phase, offer.state, offer.new_code), ("closed", "accepted", new_case.name))
        self.assertFalse(self.case.with_user(self.olga).has_access("read"))
        self.assertFalse(new_case.with_user(self.anna).has_access("read"))

    def test_persons_stay_where_identity_is_not_shared(self):
        scope, self.scope = self.scope, self.env.ref("kooperacje.data_scope_family")
        type(self).scope = self.scope
        self.addCleanup(setattr, type(self), "scope", scope)
        self._consent(self.case, self.gops_nur)
        new_case = self._to_nur().with_user(self.helena)._accept_for_office(self.olga, self.partnership_nur)
        self.assertFalse(new_case.case_person_ids)

    def test_what_the_family_took_back_does_not_go_along(self):
        """A consent narrowed since its signature hands over what is left of it."""
        consent = self._consent(self.case, self.gops_nur)
        family = self.env.ref("kooperacje.data_scope_family")
        sharing = self._statement(consent, "sharing")
        sharing.sudo().scope_ids += family
        sharing.with_user(self.anna)._narrow(self.scope, self.today)
        self.assertEqual(sharing.open_scope_ids, family)
        new_case = self._to_nur().with_user(self.helena)._accept_for_office(self.olga, self.partnership_nur)
        self.assertFalse(new_case.case_person_ids, "the identity was taken back")

    def test_team_s_end_comes_first(self):
        self._at_work()
        self._consent(self.case, self.gops_nur, self.ppp, self.ngo)
        # The family has moved away, so nothing is assessed with it; the members of the team are asked all the same.
        with self.assertRefused(UserError, r"Missing:\n– the closing survey"):
            self._to_nur()
        self._survey(self.case.team_ids)
        self.assertTrue(self._to_nur())

    def test_a_stranger_s_partnership_is_refused(self):
        self._consent(self.case, self.gops_nur)
        offer = self._to_nur()
        with self.assertRefused(UserError, "own centre"):
            offer.with_user(self.helena)._accept_for_office(self.olga, self.partnership)
        with self.assertRaises(AccessError):
            offer.with_user(self.olga)._accept_for_office(self.olga, self.partnership_nur)

    def test_centre_that_keeps_its_cases_elsewhere_answers_by_letter(self):
        outside = self._institution("OPS w Andrzejewie (test)", self.type_ops, self.county)
        self._consent(self.case, outside)
        offer = self._offer(kind="office", to_institution_id=outside.id)
        with self.assertRaises(AccessError):
            offer.with_user(self.helena).action_accept_outside()
        offer.with_user(self.anna).action_accept_outside()
        self.assertEqual((self.case.phase, offer.state), ("closed", "accepted"))
        self.assertEqual(self.case.closing_premise_id, self.env.ref("kooperacje.premise_end_moved"))

    def test_closed_case_is_not_handed_over(self):
        self._wizard(self.case, "close", "end_ops")
        with self.assertRefused(UserError, "closed"):
            self._offer()

    def test_an_offer_opens_no_case_that_has_been_closed_since(self):
        offer = self._offer()
        self._wizard(self.case, "close", "end_ops")
        with self.assertRefused(UserError, "closed"):
            offer.with_user(self.jan).action_accept()
        self.assertEqual((offer.state, self.case.user_id), ("offered", self.anna))
        self.assertFalse(self.case.with_user(self.jan).has_access("read"))
        offer.with_user(self.jan).action_decline("Sprawa zamknięta")

    def test_case_of_the_past_keeps_its_history(self):
        offer = self._offer()
        with self.assertRaises(UserError):
            offer.sudo().unlink()
        self.assertEqual(offer.offered_on, self.today)
        self.assertGreater(self.today, offer.offered_on - timedelta(days=1))
