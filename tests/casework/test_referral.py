from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestReferral(TeamCommon):
    """The Nowaks' plan asks the PPP (in the team, with consent) and the school (neither) for a service each.

    Ewa coordinates the school, Tomasz is a specialist of the PPP; Piotr is told of what nobody answers.
    """

    def setUp(self):
        super().setUp()
        self.plan = self._plan()
        self.goal = self.plan.goal_ids
        self.goal.service_line_ids = [Command.create({"service_id": self.club.id, "frequency": "codziennie"})]
        self.plan._freeze(self.today)
        self.therapy_line = self.plan.service_line_ids.filtered(lambda line: line.service_id == self.therapy)
        self.club_line = self.plan.service_line_ids - self.therapy_line
        self.decline = self.env.ref("kooperacje.premise_decline_places")

    def _ask(self, line, **values):
        action = line.with_user(self.anna).action_open_request()
        wizard = self.env["kooperacje.referral.request"].with_user(self.anna).with_context(**action["context"])
        wizard.create(values).action_confirm()
        self.env.invalidate_all()
        return line.sudo().referral_ids[0].with_env(self.env)

    def _lines_of(self, referral):
        return referral.sudo().line_id

    # Asking

    def test_asking_makes_a_numbered_request(self):
        referral = self._ask(self.therapy_line)
        self.assertRegex(referral.name, r"^ZU/\d{4}/\d{4}$")
        self.assertEqual((referral.service_id, referral.institution_id), (self.therapy, self.ppp))
        self.assertEqual((referral.requested_by_id, referral.requested_on), (self.anna, self.today))
        self.assertEqual(referral.answer_due, self.today + timedelta(days=7))
        self.assertEqual((self.therapy_line.status, referral.state), ("requested", "requested"))

    def test_time_to_answer_is_the_offices(self):
        self.company.kooperacje_invitation_days = 14
        form = Form(self.env["kooperacje.referral.request"].with_user(self.anna).with_context(
            **self.club_line.action_open_request()["context"]
        ))
        self.assertEqual(form.answer_due, self.today + timedelta(days=14))
        self.assertFalse(form.is_shared, "the family has not agreed to share data with the school")
        with self.assertRefused("day that has passed", ValidationError):
            self._ask(self.club_line, answer_due=self.today - timedelta(days=1))

    def test_one_open_request_per_line(self):
        self._ask(self.therapy_line)
        with self.assertRefused("cannot go from"):
            self.therapy_line.action_request()

    def test_only_under_the_plan_in_force(self):
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        with self.assertRefused("change its status there"):
            draft.service_line_ids[0].action_request()

    def test_who_asks(self):
        for user in (self.tomasz, self.zofia, self.piotr, self.ewa, self.robert, self.irena, self.adam, self.olga,
                     self.jan):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.therapy_line.with_user(user).action_request()
            with self.subTest(user.login, way="wizard"), self.assertRaises(AccessError):
                self.env["kooperacje.referral.request"].with_user(user).create({
                    "line_id": self.therapy_line.id, "answer_due": self.today,
                }).action_confirm()

    # Answering

    def test_provider_accepts_starts_and_finishes(self):
        referral = self._ask(self.club_line)
        mine = referral.with_user(self.ewa)
        self.assertTrue(mine.user_may_answer)
        wizard = self.env["kooperacje.referral.answer"].with_user(self.ewa).create({
            "referral_id": referral.id, "kind": "accept", "starts_on": self.today, "terms": "sala 12, godz. 14",
        })
        wizard.action_confirm()
        self.assertEqual((referral.state, referral.terms), ("accepted", "sala 12, godz. 14"))
        self.assertEqual((referral.answered_by_id, referral.answered_on), (self.ewa, self.today))
        self.assertEqual(self.club_line.status, "accepted")
        mine.action_start()
        self.assertEqual((referral.state, self.club_line.status), ("started", "started"))
        mine.action_done()
        self.assertEqual((referral.state, self.club_line.status, referral.closed_on), ("done", "done", self.today))

    def test_provider_declines_with_a_reason(self):
        referral = self._ask(self.club_line)
        mine = referral.with_user(self.ewa)
        for premise, reason in ((self.decline.id, " "), (False, "x"), (self.env.ref(
            "kooperacje.premise_qualification_rural_a").id, "x"),
        ):
            with self.assertRefused("Choose the reason"):
                mine.action_decline(premise, reason)
        mine.action_decline(self.decline.id, "Brak miejsc do września")
        self.assertEqual((referral.state, self.club_line.status), ("declined", "unavailable"))
        self.assertEqual(self.club_line.status_reason, f"{self.decline.name}: Brak miejsc do września")
        told = self.env["mail.activity"].search([
            ("res_model", "=", "kooperacje.referral"), ("res_id", "=", referral.id),
        ])
        self.assertEqual(told.user_id, self.anna | self.piotr)
        self.assertFalse(mine.user_may_answer)
        again = self._ask(self.club_line)
        self.assertNotEqual(again, referral, "asked again, and the refusal stays on record")
        self.assertEqual(referral.state, "declined")

    def test_not_provided_needs_its_reason(self):
        referral = self._ask(self.club_line)
        mine = referral.with_user(self.ewa)
        with self.assertRefused("cannot go from"):
            mine.action_not_provided("x")
        mine.action_accept()
        with self.assertRefused("Write why"):
            mine.action_not_provided("  ")
        mine.action_not_provided("Wychowawca zachorował")
        self.assertEqual((referral.state, self.club_line.status), ("not_provided", "unavailable"))

    def test_service_that_stops_is_interrupted(self):
        referral = self._ask(self.club_line)
        referral.with_user(self.ewa).action_accept()
        referral.with_user(self.ewa).action_start()
        referral.with_user(self.ewa).action_not_provided("Remont świetlicy")
        self.assertEqual((self.club_line.status, self.club_line.status_reason), ("interrupted", "Remont świetlicy"))

    def test_case_manager_records_what_was_said_by_telephone(self):
        referral = self._ask(self.club_line)
        self.club_line.action_accept()
        self.assertEqual((referral.state, referral.answered_by_id), ("accepted", self.anna))
        self.club_line.action_start()
        self.assertEqual(referral.state, "started", "the request follows the line")
        self.club_line.action_interrupt("choroba")
        self.assertEqual((referral.state, referral.reason), ("not_provided", "choroba"))

    def test_who_answers(self):
        referral = self._ask(self.club_line)
        for user in (self.tomasz, self.zofia, self.piotr, self.robert, self.irena, self.adam, self.olga, self.jan):
            for name, step in {
                "accept": lambda r: r.action_accept(), "decline": lambda r: r.action_decline(self.decline.id, "x"),
                "start": lambda r: r.action_start(), "cancel": lambda r: r.action_cancel(),
            }.items():
                with self.subTest(user.login, step=name), self.assertRaises(AccessError):
                    step(referral.with_user(user))
            with self.subTest(user.login, step="wizard"), self.assertRaises(AccessError):
                self.env["kooperacje.referral.answer"].with_user(user).create({
                    "referral_id": referral.id, "kind": "accept",
                }).action_confirm()
        with self.assertRaises(AccessError):
            referral.with_user(self.ewa).action_cancel()

    def test_role_that_ended_answers_nothing(self):
        referral = self._ask(self.club_line)
        self.ewa.role_assignment_ids.write({"date_to": self.today - timedelta(days=1)})
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            referral.with_user(self.ewa).action_accept()

    def test_only_through_the_methods(self):
        """No hand writes, makes, copies, imports or deletes a request, the superuser's deletion included."""
        referral = self._ask(self.club_line)
        for user in (self.anna, self.maria, self.ewa, self.piotr):
            mine = referral.with_user(user)
            for values in (
                {"state": "accepted"}, {"answer_due": self.today}, {"line_id": self.therapy_line.id},
                {"institution_id": self.ppp.id}, {"reason": "x"}, {"escalated_on": False}, {"note": "x"},
            ):
                with self.subTest(user.login, values=values), self.assertRaises(UserError):
                    mine.write(values)
            for attempt in (
                lambda mine=mine: mine.create({"line_id": self.therapy_line.id}), mine.copy, mine.unlink,
            ):
                with self.subTest(user.login), self.assertRaises(UserError):
                    attempt()
            self.assertFalse(mine.load([".id", "state"], [[str(referral.id), "done"]])["ids"])
        with self.assertRefused("stay on record"):
            referral.sudo().unlink()

    # What the provider and the network worker see

    def test_provider_outside_the_team_learns_no_family(self):
        """The school gets neither code nor note: the family has not agreed to share data with it."""
        referral = self._ask(self.club_line, note="Kuba Nowak bywa agresywny")
        for user in (self.ewa, self.piotr):
            row = referral.with_user(user).read()[0]
            self.assertFalse(row["shared_code"], user.login)
            self.assertFalse(row["shared_note"], user.login)
            self.assertNotIn("note", row, "closed to everyone")
            for secret in ("Nowak", "Kuba", self.case.name):
                self.assertNotIn(secret, str(row), user.login)
            with self.assertRaises(AccessError):
                referral.with_user(user).read(["note"])
            with self.assertRaises(AccessError):
                referral.with_user(user).search([("note", "ilike", "Nowak")])
            with self.assertRaises(AccessError):
                self.club_line.with_user(user).read(["frequency"])
            with self.assertRaises(AccessError):
                referral.with_user(user).search([("line_id.case_id.name", "=", self.case.name)])
        self.assertEqual(referral.with_user(self.anna).shared_note, "Kuba Nowak bywa agresywny")

    def test_provider_the_family_agrees_to_learns_the_code(self):
        self._consent(self.case, "method", self.school)
        referral = self._ask(self.club_line, note="Prosimy o miejsce od poniedziałku")
        mine = referral.with_user(self.ewa)
        self.assertEqual((mine.shared_code, mine.shared_note),
                         (self.case.name, "Prosimy o miejsce od poniedziałku"))
        self.assertFalse(referral.with_user(self.piotr).shared_code, "the network worker does not")
        with self.assertRaises(AccessError):
            self.case.with_user(self.ewa).read(["name"])
        self.case.consent_ids.statement_ids.filtered(
            lambda statement: statement.institution_id == self.school
        ).withdrawn_on = self.today
        self.env.invalidate_all()
        self.assertFalse(mine.shared_code, "withdrawn: the door is closed at once")
        self.assertFalse(mine.shared_note)

    def test_consent_that_expires_closes_by_itself(self):
        self._consent(self.case, "method", self.school, date_to=self.today)
        referral = self._ask(self.club_line)
        self.assertEqual(referral.with_user(self.ewa).shared_code, self.case.name)
        tomorrow = self.today + timedelta(days=1)
        self.env.invalidate_all()
        with patch("odoo.addons.kooperacje.models.casework.consent_statement.office_today", lambda: tomorrow):
            self.assertFalse(referral.with_user(self.ewa).shared_code)

    def test_member_of_the_team_sees_the_case_anyway(self):
        referral = self._ask(self.therapy_line, note="stały termin")
        self.assertEqual(referral.with_user(self.tomasz).shared_code, self.case.name)
        self.assertEqual(referral.with_user(self.tomasz).shared_note, "stały termin")

    def test_readers(self):
        referral = self._ask(self.club_line)
        readers = {self.anna, self.maria, self.tomasz, self.ewa, self.piotr}
        for user in {*self.user_by_role.values(), self.jan, self.olga, self.zofia}:
            mine = referral.with_user(user)
            self.env.invalidate_all()
            ways = {
                "read": lambda mine=mine: mine.read(["name"]),
                "search": lambda mine=mine: mine.search([("id", "=", referral.id)]),
                "web_search_read": lambda mine=mine: mine.web_search_read(
                    [("id", "=", referral.id)], {"name": {}})["records"],
                "name_search": lambda mine=mine: mine.name_search("", [("id", "=", referral.id)]),
                "groups": lambda mine=mine: mine.formatted_read_group(
                    [("id", "=", referral.id)], ["state"], ["__count"]),
            }
            for way, ask in ways.items():
                try:
                    seen = bool(ask())
                except AccessError:
                    seen = False
                self.assertEqual(seen, user in readers, f"{user.login} {way}")

    def test_coordinator_of_another_office_sees_nothing(self):
        """Who coordinates the school for the partnership of Nur has no part in requests of Małkinia."""
        other = self._user("roman", self.school, "coordinator", company=self.company_nur)
        referral = self._ask(self.club_line)
        with self.assertRaises(AccessError):
            referral.with_user(other).read(["name"])

    def test_unsaved_form_shows_nothing(self):
        line = self.club_line
        for user in (self.ewa, self.piotr, self.olga):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["kooperacje.referral"].with_user(user).onchange(
                    {"line_id": line.id}, ["line_id"], {"line_id": {"fields": {"display_name": {}}}, "service_id": {
                        "fields": {"display_name": {}}}},
                )

    def test_activities_and_mails_name_nobody(self):
        referral = self._ask(self.therapy_line, note="Kuba Nowak")
        asked = self.env["mail.activity"].search([
            ("res_model", "=", "kooperacje.referral"), ("res_id", "=", referral.id),
        ])
        self.assertEqual(asked.user_id, self.tomasz, "no coordinator there: the specialist")
        referral.sudo().answer_due = self.today
        self.env["kooperacje.referral"]._cron_deadlines()
        notes = self.env["mail.message"].search([("model", "=", "kooperacje.referral"), ("res_id", "=", referral.id)])
        told = str(asked.mapped("summary")) + str(notes.mapped("body")) + str(notes.mapped("subject"))
        self.assertIn(referral.name, told)
        for secret in ("Nowak", "Kuba", self.case.name):
            self.assertNotIn(secret, told)
        referral.with_user(self.tomasz).action_accept()
        self.assertFalse(asked.exists())

    # Deadlines

    def test_reminder_then_the_network_worker(self):
        referral = self._ask(self.club_line)
        Referral = self.env["kooperacje.referral"]
        Referral._cron_deadlines()
        self.assertFalse(referral.reminded_on, "there is time")
        referral.sudo().answer_due = self.today + timedelta(days=2)
        Referral._cron_deadlines()
        self.assertEqual((referral.reminded_on, referral.escalated_on), (self.today, False))
        self.env.cr.execute(
            "UPDATE kooperacje_referral SET requested_on = %s, answer_due = %s WHERE id = %s",
            [self.today - timedelta(days=9), self.today - timedelta(days=1), referral.id],
        )
        self.env.invalidate_all()
        self.assertTrue(referral.is_late)
        self.assertIn(referral, Referral.with_user(self.piotr).search([("is_late", "=", True)]))
        self.assertNotIn(referral, Referral.with_user(self.piotr).search([("is_late", "=", False)]))
        Referral._cron_deadlines()
        self.assertEqual(referral.escalated_on, self.today)
        passed = self.env["mail.activity"].with_user(self.piotr).search([
            ("user_id", "=", self.piotr.id), ("res_model", "=", "kooperacje.referral"),
        ])
        self.assertEqual(passed.res_id, referral.id)
        Referral._cron_deadlines()
        self.assertEqual(len(self.env["mail.activity"].search([("user_id", "=", self.piotr.id)])), len(passed), "once")

    def test_answered_requests_are_left_alone(self):
        referral = self._ask(self.club_line)
        referral.sudo().answer_due = self.today
        referral.with_user(self.ewa).action_accept()
        self.env["kooperacje.referral"]._cron_deadlines()
        self.assertFalse(referral.reminded_on)

    # With the plan

    def test_revision_takes_the_open_request_over(self):
        referral = self._ask(self.club_line)
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        copy = draft.service_line_ids.filtered(lambda line: line.previous_line_id == self.club_line)
        referral.with_user(self.ewa).action_accept()
        self.assertEqual((self.club_line.status, copy.status), ("accepted", "requested"))
        draft._freeze(self.today)
        self.assertEqual((self._lines_of(referral), copy.status), (copy, "accepted"))
        referral.with_user(self.ewa).action_start()
        self.assertEqual((copy.status, self.club_line.status), ("started", "accepted"), "history does not move")

    def test_service_left_out_of_the_next_version(self):
        referral = self._ask(self.club_line)
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        draft.service_line_ids.filtered(lambda line: line.previous_line_id == self.club_line).unlink()
        draft._freeze(self.today)
        self.assertEqual(referral.state, "cancelled")
        self.assertFalse(self.env["mail.activity"].search([
            ("res_model", "=", "kooperacje.referral"), ("res_id", "=", referral.id),
        ]))
        with self.assertRefused("cannot go from"):
            referral.with_user(self.ewa).action_accept()

    def test_annulled_version_gives_the_request_back(self):
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        draft._freeze(self.today)
        copy = draft.service_line_ids.filtered(lambda line: line.previous_line_id == self.club_line)
        referral = self._ask(copy)
        draft._annul("pomyłka")
        self.assertEqual((self._lines_of(referral), self.club_line.status), (self.club_line, "requested"))
        self.plan._annul("pomyłka")
        self.assertEqual(referral.state, "cancelled")

    def test_office_takes_the_request_back(self):
        referral = self._ask(self.club_line)
        referral.with_user(self.anna).action_cancel()
        self.assertEqual((referral.state, self.club_line.status), ("cancelled", "planned"))
        self._ask(self.club_line)

    def test_closing_the_case_ends_its_requests(self):
        referral = self._ask(self.club_line)
        # What a case owes before it ends is another test's.
        with patch.object(type(self.case), "_gate_missing", lambda case, phase: []):
            self.case.sudo().closing_premise_id = self.env.ref("kooperacje.premise_end_goals")
            self.case.sudo()._move_to_phase("closed")
        self.assertEqual(referral.state, "cancelled")

    def test_withdrawn_service_line_can_still_be_answered(self):
        referral = self._ask(self.club_line)
        self.club.state = "withdrawn"
        referral.with_user(self.ewa).action_decline(self.decline.id, "Usługi już nie ma")
        self.assertEqual(self.club_line.status, "unavailable")

    def test_list_costs_the_same_for_ten_and_a_hundred(self):
        def queries(number):
            cases = [self._case(self.anna, persons=False) for _i in range(number)]
            for case in cases:
                self._consent(case, "method", self.school)
            plans = self.env["kooperacje.plan"].with_user(self.anna).create([{"case_id": c.id} for c in cases])
            self.goal.create([{
                "plan_id": plan.id, "name": "x", "service_line_ids": [Command.create({"service_id": self.club.id})],
            } for plan in plans])
            plans.sudo().write({"state": "signed", "signed_on": self.today})
            plans.service_line_ids.action_request()
            referrals = plans.sudo().service_line_ids.referral_ids.with_user(self.ewa)
            return self._read_cost(referrals, {
                "name": {}, "shared_code": {}, "user_may_answer": {}, "is_late": {}, "state": {},
                "service_id": {"fields": {"display_name": {}}}, "institution_id": {"fields": {"display_name": {}}},
            })

        self.assertEqual(queries(10), queries(100))
