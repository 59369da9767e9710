from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestPlan(TeamCommon):
    """The plan of the Nowaks: prepared under a consent, signed, frozen, revised."""

    def setUp(self):
        super().setUp()
        self.plan = self._plan()
        self.goal = self.plan.goal_ids
        self.line = self.plan.service_line_ids

    # A plan and its gate

    def test_plan_needs_the_consent_to_the_method(self):
        """K3D-181, gate 4."""
        other = self._case(self.anna)
        with self.assertRefused("no valid consent"):
            self._plan(other)
        self._consent(other, self.ppp)
        with self.assertRefused("no valid consent"):
            self._plan(other)
        self._consent(other, "method", date_to=self.today - timedelta(days=1))
        with self.assertRefused("no valid consent"):
            self._plan(other)
        self._consent(other, "method", date_from=self.today)
        self.assertEqual(self.env["kooperacje.plan"].with_user(self.anna).create({"case_id": other.id}).version, 1)

    def test_refused_or_unsigned_consent_is_none(self):
        other = self._case(self.anna)
        self._consent(other, "method").statement_ids.is_granted = False
        self._consent(other, "method").document_state = "void"
        with self.assertRefused("no valid consent"):
            self._plan(other)

    def test_one_draft_at_a_time(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._plan()
        self.plan._freeze(self.today)
        with self.assertRefused("Revise the plan"):
            self._plan()

    def test_name_of_the_plan_by_variant(self):
        self.assertEqual(self.plan.with_user(self.tomasz).label, "Indywidualny program współpracy (IPW)")
        self.company.kooperacje_plan_label_rural = "Plan rodziny"
        self.assertEqual(self.plan._label(), "Plan rodziny")
        self.company.kooperacje_plan_label_rural = False
        self.assertEqual(self.plan._label(), "Individual Cooperation Programme (IPW)")
        self.assertEqual(self.plan.display_name, f"{self.case.name}, version 1")
        self.assertNotIn("Nowak", self.plan.display_name)

    def test_plan_is_filled_in_its_form(self):
        with Form(self.plan) as form:
            form.main_goal = "Spokój w domu"
            with form.goal_ids.new() as goal:
                goal.name = "Spłata długu"
                with goal.service_line_ids.new() as line:
                    line.service_id = self.club.with_user(self.anna)
        self.assertEqual(self.plan.goal_ids.mapped("name"), ["Kuba chodzi do szkoły", "Spłata długu"])
        self.assertEqual(self.plan.service_line_ids.service_id, self.therapy | self.club)

    def test_team_of_another_case_is_refused(self):
        other = self._case(self.anna)
        self._consent(other, "method")
        team = self.env["kooperacje.team"].create({"case_id": other.id})
        self.assertEqual(self.plan.team_id, self.team)
        with self.assertRefused("task team of this case", ValidationError):
            self.plan.team_id = team

    def test_case_moves_on_the_board_with_its_plan(self):
        self.assertEqual(self.case.phase, "recognition", "not qualified: the gate keeps it")
        other = self._case(self.anna)
        other.write({
            "premise_ids": [Command.set(self.env.ref("kooperacje.premise_qualification_rural_a").ids)],
            "qualification_reason": "Dotychczasowa pomoc nie wystarcza.",
        })
        self._consent(other, "method", self.ppp)
        plan = self.env["kooperacje.plan"].with_user(self.anna).create({
            "case_id": other.id, "goal_ids": [Command.create({"name": "Spłata długu", "measure": "raty"})],
        })
        self.assertEqual(other.phase, "plan")
        team = self.env["kooperacje.team"].create({"case_id": other.id, "state": "active"})
        self._member(team, self.tomasz, self.ppp)
        self.assertEqual(other.next_step, "plan")
        meeting = self._meeting(days=-1, team_id=team.id)
        self._participant(meeting, self.barbara).action_present()
        meeting.action_hold()
        other.invalidate_recordset(["next_step"])
        self.assertEqual(other.next_step, "protocol")
        for view in ("family_perspective", "worker_perspective", "members_perspective"):
            meeting[view] = "x"
        meeting._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        other.invalidate_recordset(["next_step"])
        self.assertEqual((plan.state, other.phase, other.next_step), ("signed", "realisation", "realise"))

    # The individual basket comes from the local one

    def test_only_services_of_the_local_basket(self):
        """K3D-16, 17: verified, in date, of the same partnership; whoever asks, by create or by write."""
        yesterday = self.today - timedelta(days=1)
        refused = {
            "proposed": self._service("Nowa usługa (test)", self.ppp, state="proposed"),
            "withdrawn": self._service("Dawna usługa (test)", self.ppp, state="withdrawn"),
            "expired": self._service("Kurs wiosenny (test)", self.ppp, date_to=yesterday),
            "early": self._service("Kurs przyszły (test)", self.ppp, date_from=self.today + timedelta(days=9)),
            "of Nur": self._service("Usługa w Nurze (test)", self.ppp, partnership=self.partnership_nur),
        }
        for why, service in refused.items():
            with self.subTest(why), self.assertRefused("local basket", ValidationError):
                self.env["kooperacje.plan.service"].with_user(self.anna).create({
                    "goal_id": self.goal.id, "service_id": service.id,
                })
            with self.subTest(why), self.assertRefused("local basket", ValidationError):
                self.line.service_id = service

    def test_member_of_another_team_is_refused(self):
        other = self._case(self.anna)
        self._consent(other, "method")
        stranger = self._member(self.env["kooperacje.team"].create({"case_id": other.id}), self.anna, self.ops)
        with self.assertRefused("not in the task team", ValidationError):
            self.line.member_id = stranger

    def test_coverage_of_the_needs(self):
        self.assertEqual(self.plan.covered_need_ids, self.need_school)
        self.assertEqual(self.plan.uncovered_need_ids, self.need_debt)
        self.plan._freeze(self.today)
        self.line.action_unavailable("brak miejsc")
        self.assertEqual(self.plan.uncovered_need_ids, self.need_school | self.need_debt)

    def test_coverage_counts_the_area_of_the_service_too(self):
        self.club.need_area_id = self.need_debt
        self.goal.service_line_ids = [Command.create({"service_id": self.club.id})]
        self.assertFalse(self.plan.uncovered_need_ids)

    def test_chooser_says_who_provides_the_service(self):
        service = self.therapy.with_user(self.anna).with_context(service_with_institution=True)
        self.assertEqual(service.display_name, "Terapia rodzinna (test) – PPP w Ostrowi (test)")
        self.assertEqual(self.therapy.display_name, "Terapia rodzinna (test)")

    # What a signature freezes

    def test_signed_plan_is_frozen(self):
        other_goal = self.env["kooperacje.goal"].with_user(self.anna).create({
            "plan_id": self.plan.id, "name": "Spłata długu", "measure": "raty",
        })
        self.plan._freeze(self.today)
        self.assertEqual((self.plan.state, self.plan.signed_on), ("signed", self.today))
        attempts = {
            "main goal": lambda: self.plan.write({"main_goal": "inny"}),
            "team": lambda: self.plan.write({"team_id": False}),
            "goal through the plan": lambda: self.plan.write({"goal_ids": [Command.create({"name": "x"})]}),
            "new goal": lambda: self.goal.create({"plan_id": self.plan.id, "name": "x"}),
            "goal": lambda: self.goal.write({"name": "x"}),
            "goal away": other_goal.unlink,
            "new line": lambda: self.line.create({"goal_id": self.goal.id, "service_id": self.club.id}),
            "line": lambda: self.line.write({"frequency": "x"}),
            "line to another goal": lambda: self.line.write({"goal_id": other_goal.id}),
            "line away": self.line.unlink,
        }
        for what, attempt in attempts.items():
            for user in (self.anna, self.maria):
                with self.subTest(what, user=user.login), self.assertRaises(UserError):
                    attempt()
        with self.assertRefused("no longer changes"):
            self.goal.sudo().unlink()
        with self.assertRefused("no longer changes"):
            self.plan.sudo().unlink()

    def test_system_fields_are_not_written(self):
        """``readonly`` binds the form only; state, version and the keys of access hold over RPC as well."""
        other = self._case(self.jan)
        for record, values in (
            (self.plan, {"state": "signed"}), (self.plan, {"version": 9}), (self.plan, {"signed_on": self.today}),
            (self.plan, {"case_id": other.id}), (self.plan, {"company_id": self.company_nur.id}),
            (self.goal, {"case_id": other.id}), (self.line, {"case_id": other.id}), (self.line, {"status": "done"}),
            (self.line, {"status_reason": "x"}), (self.line, {"is_lapsed": True}),
            (self.line, {"institution_id": self.ngo.id}),
        ):
            with self.subTest(record=record._name, values=values), self.assertRaises(UserError):
                record.write(values)
        with self.assertRaises(UserError):
            self.plan.with_context(default_state="signed").create({"case_id": self.case.id})

    def test_goal_and_service_stay_in_their_plan(self):
        self.plan._freeze(self.today)
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        with self.assertRaises(UserError):
            draft.goal_ids.plan_id = self.plan
        with self.assertRaises(UserError):
            self.goal.plan_id = draft
        with self.assertRefused("stays in its plan|no longer changes"):
            draft.service_line_ids.goal_id = self.goal

    def test_plan_without_a_goal_is_not_signed(self):
        self.goal.unlink()
        with self.assertRefused("no goal"):
            self.plan._freeze(self.today)

    def test_plan_is_not_signed_without_consent(self):
        self.consent.statement_ids.write({"withdrawn_on": self.today})
        with self.assertRefused("no valid consent"):
            self.plan._freeze(self.today)

    # The next version

    def test_revision_copies_goals_and_services(self):
        self.plan.main_goal = "Spokój w domu"
        self.goal.write({"measure": "dni w szkole", "priority": "2"})
        self.plan._freeze(self.today)
        self.line.action_start()
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        self.assertEqual((draft.version, draft.state, draft.previous_id), (2, "draft", self.plan))
        self.assertEqual((draft.main_goal, draft.team_id), ("Spokój w domu", self.team))
        self.assertEqual(draft.goal_ids.mapped("name"), ["Kuba chodzi do szkoły"])
        self.assertEqual((draft.goal_ids.measure, draft.goal_ids.priority), ("dni w szkole", "2"))
        self.assertEqual(draft.service_line_ids.service_id, self.therapy)
        self.assertEqual((draft.service_line_ids.status, draft.service_line_ids.member_id), ("started", self.member))
        self.assertEqual(self.plan.state, "signed", "in force until the next version is signed")
        self.assertEqual(self.plan.action_revise()["res_id"], draft.id, "one revision at a time")

    def test_signing_the_revision_replaces_the_version_in_force(self):
        self.plan._freeze(self.today)
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        draft.goal_ids.name = "Kuba zdaje do następnej klasy"
        self.line.action_start()
        with self.assertRefused("change its status there"):
            draft.service_line_ids.action_start()
        draft._freeze(self.today)
        self.assertEqual((self.plan.state, draft.state), ("superseded", "signed"))
        self.assertEqual(draft.service_line_ids.status, "started", "taken over from the version before")
        self.assertEqual(self.goal.name, "Kuba chodzi do szkoły", "history stays as it was signed")
        with self.assertRefused("replaced"):
            self.line.action_finish()
        with self.assertRefused("in force"):
            self.plan.action_revise()
        self.assertEqual(draft.browse(draft.action_revise()["res_id"]).version, 3)

    def test_draft_is_not_revised(self):
        with self.assertRefused("a draft can be changed"):
            self.plan.action_revise()

    def test_revision_needs_the_consent(self):
        self.plan._freeze(self.today)
        self.consent.statement_ids.write({"withdrawn_on": self.today})
        with self.assertRefused("no valid consent"):
            self.plan.with_user(self.maria).action_revise()

    # Status of services

    def test_status_follows_its_steps(self):
        self.plan._freeze(self.today)
        line = self.line
        for step, status in (("action_request", "requested"), ("action_start", "started"), ("action_finish", "done")):
            getattr(line, step)()
            self.assertEqual((line.status, line.status_date), (status, self.today))
        for step in ("action_request", "action_start", "action_finish"):
            with self.subTest(step), self.assertRefused("cannot go from"):
                getattr(line, step)()

    def test_services_begin_with_the_signed_plan(self):
        """On a draft every service is only planned: the family may still choose another one."""
        for step, *reason in (("action_request",), ("action_start",), ("action_unavailable", "brak miejsc")):
            with self.subTest(step), self.assertRefused("not signed yet"):
                getattr(self.line, step)(*reason)
        self.assertEqual(self.line.status, "planned")

    def test_failure_needs_its_reason(self):
        self.plan._freeze(self.today)
        self.line.action_request()
        for reason in (None, "", "   "):
            with self.assertRefused("Write why"):
                self.line.action_unavailable(reason)
        action = self.line.with_context(stop_status="unavailable").action_ask_reason()
        wizard = self.env["kooperacje.plan.service.stop"].with_user(self.anna).with_context(**action["context"])
        wizard.create({"reason": "brak miejsc do września"}).action_confirm()
        self.assertEqual((self.line.status, self.line.status_reason), ("unavailable", "brak miejsc do września"))
        self.line.action_request()
        self.assertFalse(self.line.status_reason, "asked for again")

    def test_who_moves_a_status(self):
        self.plan._freeze(self.today)
        for user in (self.tomasz, self.olga, self.piotr, self.jan):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.line.with_user(user).action_request()
        self.line.with_user(self.maria).action_request()
        self.assertEqual(self.line.status, "requested")

    # A service leaves the basket

    def test_withdrawn_service_is_flagged_and_the_case_manager_told(self):
        self.plan._freeze(self.today)
        before = self.case.activity_ids
        self.therapy.with_user(self.piotr).sudo().write({"state": "withdrawn"})
        self.assertTrue(self.line.is_lapsed)
        self.assertTrue(self.plan.has_lapsed)
        self.assertIn(self.need_school, self.plan.uncovered_need_ids)
        activity = self.case.activity_ids - before
        self.assertEqual(activity.user_id, self.anna)
        self.assertNotIn("Nowak", f"{activity.summary} {activity.note} {activity.res_name}")
        self.assertFalse(self.env["mail.activity"].with_user(self.piotr).search([("id", "in", activity.ids)]))
        self.therapy.state = "verified"
        self.assertFalse(self.line.is_lapsed)

    def test_closed_lines_do_not_lapse(self):
        self.plan._freeze(self.today)
        self.line.action_start()
        self.line.action_finish()
        self.therapy.state = "withdrawn"
        self.assertFalse(self.line.is_lapsed)

    def test_one_activity_per_case_for_many_services(self):
        self.goal.service_line_ids = [Command.create({"service_id": self.club.id})]
        before = self.case.activity_ids
        (self.therapy | self.club).write({"state": "withdrawn"})
        self.assertTrue(all(self.plan.service_line_ids.mapped("is_lapsed")))
        self.assertEqual(len(self.case.activity_ids - before), 1)

    def test_offer_that_ends_lapses_by_the_nightly_look(self):
        self.therapy.date_to = self.today + timedelta(days=2)
        self.assertFalse(self.line.is_lapsed)
        with freeze_time(self.today + timedelta(days=3)):
            self.therapy.invalidate_recordset(["is_offered"])
            self.env["kooperacje.service"]._cron_flag_lapsed()
            self.assertTrue(self.line.is_lapsed)
            before = self.case.activity_ids
            self.env["kooperacje.service"]._cron_flag_lapsed()
            self.assertEqual(self.case.activity_ids, before, "told once")

    def test_lapsed_line_can_be_revised(self):
        self.plan._freeze(self.today)
        self.therapy.state = "withdrawn"
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        self.assertTrue(draft.service_line_ids.is_lapsed)
        draft.service_line_ids.service_id = self.club
        draft.service_line_ids.unlink()

    # Who sees it

    def test_readers_and_writers(self):
        for user in (self.anna, self.maria, self.tomasz):
            self.assertEqual(self.line.with_user(user).service_id.name, "Terapia rodzinna (test)")
        for user in (self.zofia, self.piotr, self.ewa, self.robert, self.irena, self.adam, self.olga, self.jan):
            for record in (self.plan, self.goal, self.line):
                with self.subTest(user.login, model=record._name), self.assertRaises(AccessError):
                    record.with_user(user).read(["case_id"])
        for values in ({"main_goal": "x"},):
            with self.assertRaises(AccessError):
                self.plan.with_user(self.tomasz).write(values)
        with self.assertRaises(AccessError):
            self.goal.with_user(self.tomasz).create({"plan_id": self.plan.id, "name": "x"})
        with self.assertRaises(AccessError):
            self.line.with_user(self.tomasz).unlink()

    def test_withdrawn_consent_closes_the_plan_to_the_specialist(self):
        self.consent.statement_ids.write({"withdrawn_on": self.today})
        with self.assertRaises(AccessError):
            self.plan.with_user(self.tomasz).read(["main_goal"])
        self.assertFalse(self.env["kooperacje.plan.service"].with_user(self.tomasz).search([]))
        self.assertTrue(self.plan.with_user(self.anna).read(["main_goal"]))

    def test_list_costs_the_same_for_ten_and_a_hundred(self):
        def queries(number):
            cases = [self._case(self.anna, persons=False) for _i in range(number)]
            for case in cases:
                self._consent(case, "method")
            plans = self.env["kooperacje.plan"].with_user(self.anna).create([{"case_id": c.id} for c in cases])
            self.env["kooperacje.goal"].create([{
                "plan_id": plan.id, "name": "x", "service_line_ids": [Command.create({"service_id": self.club.id})],
            } for plan in plans])
            return self._read_cost(plans, {
                "display_name": {}, "case_id": {"fields": {"display_name": {}}}, "has_lapsed": {}, "label": {},
                "uncovered_need_ids": {"fields": {"display_name": {}}}, "state": {},
            })

        self.assertEqual(queries(10), queries(100))
