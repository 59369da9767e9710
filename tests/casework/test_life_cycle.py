import logging
import os
from datetime import datetime, timedelta
from secrets import randbelow

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .course import CourseCommon

CONSENTED = ("team", "plan", "realisation")
ENDED = ("aftercare", "closed")
ROLES = ("anna", "anna", "anna", "jan", "maria", "tomasz", "zofia", "piotr", "olga", "irena", "adam")
PHASES = ("recognition", "qualification", "consent", *CONSENTED, "suspended", *ENDED)
# What somebody may try to write past the buttons: model by the name in ``_records``, values.
FORGERIES = (
    ("case", {"phase": "realisation"}), ("case", {"suspended_on": False}), ("case", {"closed_on": "2020-01-01"}),
    ("case", {"qualified_on": "2020-01-01"}), ("case", {"name": "S/1"}), ("case", {"left_out": False}),
    ("case", {"aftercare_from": "2020-01-01"}), ("case", {"closing_premise_id": False}),
    ("case", {"suspension_premise_id": False}), ("case", {"access_ids": [(5, 0, 0)]}),
    ("case", {"owes_return": False}), ("team", {"suspended_on": False}), ("team", {"end_premise_id": False}),
    ("team", {"state": "active"}), ("team", {"state": "closed"}), ("team", {"closed_on": False}),
    ("member", {"state": "accepted"}), ("member", {"state": "invited"}), ("member", {"date_to": False}),
    ("plan", {"state": "signed"}), ("plan", {"state": "draft"}), ("plan", {"main_goal": "Inny cel"}),
    ("goal", {"name": "Inny cel"}), ("line", {"status": "done"}), ("meeting", {"state": "planned"}),
    ("meeting", {"state": "held"}), ("assessment", {"state": "done"}), ("assessment", {"state": "draft"}),
    ("assessment", {"conclusion": "end"}), ("survey", {"sent_on": "2020-01-01"}),
    ("consent", {"document_state": "signed"}),
    ("consent", {"document_state": "draft"}), ("statement", {"withdrawn_on": False}),
    ("statement", {"date_to": "2099-01-01"}), ("statement", {"is_granted": True}),
)
# Where a story begins, reached by the Model's own way, before things get wild.
TEAM = (("consent", "anna", 0), ("team", "anna", 0), ("accept", "tomasz", 0))
WORK = (*TEAM, ("plan", "anna", 1), ("sign", "anna", 0), ("meet", "anna", 0))
ON_HOLD = (*WORK, ("suspend", "anna", 0))
AFTER = (*WORK, ("assess", "anna", 0), ("survey", "anna", 0), ("close", "anna", 0))
CLOSED = (*AFTER[:-1], ("close", "anna", 1))
MOVES = (
    "drag", "drag", "drag", "forge", "forge", "consent", "withdraw", "team", "accept", "leave", "plan", "sign",
    "suspend", "come_back", "close", "meet", "assess", "survey", "contact", "hand_over", "end_team", "delete", "join",
    "go_back", "die", "record",
)
OPENINGS = ((), TEAM, WORK, ON_HOLD, AFTER, CLOSED)
# `make test` tells the same stories each time, whatever becomes of the text below; `make fuzz` others, a hundredth of
# the number of files it reads, from a seed that it prints. SEED= tells them again.
FUZZ = int(os.environ.get("KOOPERACJE_FUZZ", "0"))
SEED = int(os.environ.get("KOOPERACJE_SEED", "0")) or (randbelow(10**9) + 1 if FUZZ else 19)
STORIES = max(FUZZ // 100 // len(OPENINGS) + 1, 5) if FUZZ else 5

_logger = logging.getLogger(__name__)


class LifeCycleCommon(CourseCommon):
    """Moves go through ``call_kw`` as those of a browser or a script do. A refusal undoes the move, as a request does;
    anything but a refusal in words (a traceback) fails.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {name: getattr(cls, name) for name in set(ROLES)}

    def _tell_stories(self, opening, first, number, tell):
        """Make up ``number`` stories that begin with ``opening``; those of one seed ``first`` are always the same."""
        @seed(first)
        @settings(
            max_examples=number, database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
            # No shrinking: a story takes a second, and the message names the move that went wrong.
            phases=[Phase.generate],
        )
        @given(st.lists(
            st.tuples(st.sampled_from(MOVES), st.sampled_from(ROLES), st.integers(0, 100)), min_size=6, max_size=16,
        ))
        def story(moves):
            tell([*opening, *moves])

        story()

    def _force_phase(self, phase):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kooperacje_case SET phase = %s, stage_id = %s WHERE id = %s",
            (phase, self.stage[phase].id, self.case.id),
        )

    # Playing

    def _play(self, moves, *, strict=False):
        """Phases the case went through; everything is undone at the end."""
        savepoint = self.env.cr.savepoint()
        phases = [self.case.phase]
        self.frozen, self.held = {}, 0
        try:
            for name, role, number in moves:
                user = self.users[role]
                try:
                    with self.env.cr.savepoint(), mute_logger(
                        "odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model",
                    ):
                        getattr(self, f"_move_{name}")(user, number)
                        self.env.flush_all()
                except (UserError, IntegrityError):
                    if strict:
                        raise
                self.env.invalidate_all()
                try:
                    self._assert_allowed()
                except AssertionError as forbidden:
                    raise AssertionError(f"{forbidden} – after {name} by {role} ({number})") from forbidden
                phases.append(self.case.phase)
            self.held = len(self.case.sudo().meeting_ids.filtered(lambda meeting: meeting.state == "held"))
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.env.registry.clear_cache()
        return phases

    def _call(self, records, user, method, *args, **kwargs):
        """As a browser calls: by name, public methods only, with the rights of the user."""
        return call_kw(records.with_user(user).browse(), method, [records.ids, *args], kwargs)

    def _create(self, model, user, values):
        ids = call_kw(self.env[model].with_user(user), "create", [[values]], {})
        return self.env[model].browse(ids)

    def _records(self, name):
        case = self.case.sudo()
        return {
            "case": case, "team": case.team_ids, "member": case.team_ids.member_ids, "plan": case.plan_ids,
            "goal": case.plan_ids.goal_ids, "line": case.plan_ids.service_line_ids, "meeting": case.meeting_ids,
            "assessment": case.assessment_ids, "survey": case.team_ids.closing_survey_ids,
            "consent": case.consent_ids, "statement": case.consent_statement_ids,
        }[name]

    def _move_drag(self, user, number):
        stage = self.stage[PHASES[number % len(PHASES)]]
        self._call(self.case, user, "write", {"stage_id": stage.id})

    def _move_forge(self, user, number):
        name, values = FORGERIES[number % len(FORGERIES)]
        self._call(self._records(name)[:1], user, "write", values)

    def _move_delete(self, user, number):
        names = ("case", "team", "member", "plan", "goal", "line", "meeting", "assessment", "survey", "consent",
                 "statement")
        self._call(self._records(names[number % len(names)])[:1], user, "unlink")

    def _move_join(self, user, number):
        """Into the team by writing to it."""
        team = self._records("team")[:1]
        self._call(team, user, "write", {"member_ids": [(0, 0, {
            "institution_id": user.partner_id.parent_id.id, "partner_id": user.partner_id.id,
            **({"state": "accepted"} if number % 2 else {}),
        })]})

    def _move_consent(self, user, number):
        self._consent(self.case, *((self.ppp, self.ngo) if number % 3 else (self.ppp,)), user=user)

    def _move_withdraw(self, user, number):
        self._withdraw(self.case, user)

    def _move_team(self, user, number):
        wizard = self._team_wizard(self.case, user)
        for line in wizard.line_ids:
            line.is_selected = line.institution_id in (self.ppp, self.ngo)[:1 + number % 2]
        self._call(wizard, user, "action_confirm")

    def _move_accept(self, user, number):
        invited = self._records("member").filtered(lambda member: member.state == "invited")
        self._call(invited[number % (len(invited) or 1):][:1], user, "action_accept")

    def _move_leave(self, user, number):
        members = self._records("member")
        self._call(members[number % (len(members) or 1):][:1], user, "action_leave")

    def _move_plan(self, user, number):
        plan = self._create("kooperacje.plan", user, {"case_id": self.case.id})
        goal = self._create("kooperacje.goal", user, {
            "plan_id": plan.id, "name": "Kuba chodzi do szkoły", "measure": "Lista obecności",
        })
        if number % 2:
            self._create("kooperacje.plan.service", user, {"goal_id": goal.id, "service_id": self.therapy.id})

    def _move_sign(self, user, number):
        """By the office's way: a protocol that holds the plan is signed. Private to the server."""
        draft = self._records("plan").filtered(lambda plan: plan.state == "draft")
        draft.with_user(user)._freeze(self.today)

    def _step(self, user, kind, premise, **values):
        wizard = self._create("kooperacje.case.stage.wizard", user, {
            "case_id": self.case.id, "kind": kind, "premise_id": self.env.ref(f"kooperacje.premise_{premise}").id,
            **values,
        })
        self._call(wizard, user, "action_confirm")

    def _move_suspend(self, user, number):
        self._step(user, "suspend", ("suspension_request", "suspension_absence", "end_goals")[number % 3])

    def _move_come_back(self, user, number):
        phase = ("realisation", "plan", "team")[number % 3]
        self._step(user, "return", "return_ceased", stage_id=self.stage[phase].id)

    def _move_close(self, user, number):
        self._step(user, "close", "end_goals", with_aftercare=not number % 2)

    def _move_meet(self, user, number):
        start = datetime.combine(self.today, datetime.min.time()) + timedelta(days=5, hours=10)
        team = self._records("team").filtered(lambda team: team.state != "closed")[:1]
        self._create("kooperacje.meeting", user, {"team_id": team.id, "start": start})

    def _move_assess(self, user, number):
        assessment = self._create("kooperacje.assessment", user, {
            "case_id": self.case.id, "kind": "periodic" if number % 3 == 1 else "final", "conclusion": "end",
            "family_changes": "Lepiej", "worker_view": "Dobrze",
        })
        for line in assessment.line_ids:
            self._call(line, user, "write", {"attainment": "0"} if line.kind == "goal" else {"effect": "4"})
        self._call(assessment, user, "action_complete")

    def _move_survey(self, user, number):
        wizard = self._create("kooperacje.closing.survey.wizard", user, {"team_id": self._records("team")[:1].id})
        self._call(wizard, user, "action_confirm")

    def _move_contact(self, user, number):
        self._create("kooperacje.aftercare.contact", user, {"case_id": self.case.id})

    def _move_hand_over(self, user, number):
        offer = self._create("kooperacje.handover", user, {
            "case_id": self.case.id, "to_user_id": (self.jan, self.anna)[number % 2].id, "reason": "Urlop",
        })
        self._call(offer, (self.jan, self.anna)[number % 3 % 2], "action_accept")

    def _move_end_team(self, user, number):
        self._step(user, "end_team", ("end_other", "end_goals", "end_death")[number % 3])

    def _move_go_back(self, user, number):
        """To ordinary social work, by the button; the team rests or ends."""
        if number % 3:
            self._step(user, "ordinary", "suspension_ops")
        else:
            self._step(user, "ordinary", "end_ops", team_goes="ends")

    def _move_die(self, user, number):
        self._step(user, "close", ("end_death", "end_moved")[number % 2], with_aftercare=False)

    def _move_record(self, user, number):
        """A meeting that took place today or before is recorded as held, with decisions and minutes."""
        start = datetime.combine(self.today, datetime.min.time()) - timedelta(days=number % 3, hours=-10)
        meeting = self._create("kooperacje.meeting", user, {
            "team_id": self._records("team")[:1].id, "start": start, "course": "Rozmowa", "family_perspective": "Dość.",
            "family_absence_reason": "Rodzina wyszła wcześniej",
        })
        self._call(meeting, user, "action_all_present")
        self._call(meeting, user, "action_hold")

    # Watching

    def _assert_allowed(self):
        case = self.case.sudo()
        teams, plans = case.team_ids, case.plan_ids
        live = teams.filtered(lambda team: team.state != "closed")
        agreed = case.consent_state in ("valid", "expiring")
        self.assertLessEqual(len(live), 1, "one open team at a time")
        for state in ("draft", "signed"):
            same = plans.filtered(lambda plan, state=state: plan.state == state)
            self.assertLessEqual(len(same), 1, f"plans {state}")
        for team in teams.filtered(lambda team: team.state == "active"):
            self.assertTrue(agreed, "a team at work without the family's consent (K3D-169)")
            self.assertTrue(team._is_complete(), "a team at work without another institution (K3D-162)")
        self.assertEqual(case.phase, case.stage_id.phase)
        if case.phase in CONSENTED:
            self.assertTrue(agreed and case.qualified_on and not case.suspended_on)
            self.assertFalse(case.owes_return, "taken up again without a premise (K3D-189)")
        if case.phase in ("recognition", "qualification", "consent") and case.suspended_on:
            self.assertNotIn("active", live.mapped("state"), "back in ordinary work with a team at work (K3D-37)")
        if case.phase == "realisation":
            self.assertTrue(live and live._is_complete())
        if case.phase == "suspended":
            self.assertEqual(case.suspension_premise_id.kind, "suspension", "no premise (K3D-189)")
            self.assertTrue(case.suspended_on)
            self.assertNotIn("active", live.mapped("state"))
        if case.phase in ENDED:
            self._assert_ended(case, teams, plans)
        if case.phase in ("suspended", *ENDED):
            self.assertNotIn("planned", case.meeting_ids.mapped("state"), "meetings are still planned")
        self._assert_nobody_else_reads(case, live, agreed)
        self._assert_frozen(plans, case.assessment_ids)

    def _assert_ended(self, case, teams, plans):
        self.assertEqual(set(teams.mapped("state")) - {"closed"}, set(), "ended with an open team")
        self.assertNotIn("accepted", teams.member_ids.mapped("state"))
        self.assertNotIn("signed", plans.mapped("state"), "ended with a plan in force")
        self.assertEqual(case.closing_premise_id.kind, "end")
        worked = teams._worked().sorted("id")[-1:]
        if worked and not case.left_out and not case._consent_taken_back():
            self.assertFalse(worked._end_missing(), "ended without dimensions I and II (K3D-200, 201)")

    def _assert_nobody_else_reads(self, case, live, agreed):
        readers = {
            row.user_id for row in case.access_ids if row.valid_from <= self.today <= row.valid_until
        }
        self.assertLessEqual({case.user_id, self.maria}, readers, "who runs the case never loses it")
        members = live.filtered(lambda team: team.state in ("inviting", "active")).member_ids.filtered(
            lambda member: member.state == "accepted").user_id
        for user in readers - {case.user_id, self.maria}:
            self.assertIn(user, members, f"{user.login} reads the case without a part in it")
            self.assertTrue(agreed, "members read the case without a consent")
        for user in (self.olga, self.piotr, self.irena, self.adam):
            self.assertNotIn(user, readers)

    def _assert_frozen(self, plans, assessments):
        """What was signed or done once says the same ever after."""
        for plan in plans.filtered(lambda plan: plan.state != "draft"):
            content = (plan.main_goal, plan.signed_on, tuple(plan.goal_ids.mapped("name")))
            self.assertTrue(plan.goal_ids and plan.signed_on)
            self.assertEqual(self.__dict__.setdefault("frozen", {}).setdefault(plan, content), content)
        for assessment in assessments.filtered(lambda one: one.state == "done"):
            content = (
                assessment.assessed_on, assessment.conclusion, assessment.family_changes,
                tuple((line.name, line.status, line.effect, line.attainment) for line in assessment.line_ids),
            )
            self.assertEqual(self.__dict__.setdefault("frozen", {}).setdefault(assessment, content), content)


@tagged("post_install", "-at_install")
class TestStories(LifeCycleCommon):
    """Whatever people of every role try, in whatever order, a case never gets into a state the Model forbids."""

    def test_no_way_leads_to_a_forbidden_state(self):
        reached, told = set(), []

        def tell(moves):
            told.append(moves)
            reached.update(self._play(moves))

        try:
            for place, opening in enumerate(OPENINGS):
                self._tell_stories(opening, SEED + place, STORIES, tell)
        finally:
            _logger.info("Told %d stories from the seed %d in %s.%s.", len(told), SEED, type(self).__name__,
                         self._testMethodName)
        self.assertGreaterEqual(
            reached, {"recognition", "team", "suspended", "aftercare", "closed"},
            "the stories go far enough to tell something",
        )


@tagged("post_install", "-at_install")
class TestLifeCycle(LifeCycleCommon):
    """What the stories rely on."""

    def test_a_seed_tells_the_same_stories_again(self):
        """And another seed others: the text of a test has no part in it."""
        def stories(first):
            told = []
            self._tell_stories(TEAM, first, 4, told.append)
            return told

        self.assertEqual(stories(7), stories(7))
        self.assertNotEqual(stories(7), stories(8))
        self.assertEqual(stories(7)[0][:len(TEAM)], list(TEAM))

    def test_the_model_s_own_way_passes(self):
        """The moves can do what an office does: no story is refused for want of a way."""
        phases = self._play([
            ("consent", "anna", 0), ("team", "anna", 0), ("accept", "tomasz", 0), ("plan", "anna", 0),
            ("sign", "anna", 0), ("meet", "anna", 0), ("suspend", "anna", 0), ("come_back", "anna", 0),
            ("assess", "anna", 0), ("survey", "anna", 0), ("close", "anna", 0), ("contact", "anna", 0),
            ("drag", "anna", PHASES.index("closed")),
        ], strict=True)
        self.assertEqual(phases[-1], "closed")
        self.assertEqual(
            [phase for index, phase in enumerate(phases) if phases[index - 1:index] != [phase]],
            [
                "recognition", "consent", "team", "plan", "realisation", "suspended", "realisation", "aftercare",
                "closed",
            ],
        )

    def test_what_happens_in_life_passes_too(self):
        """No wall for a family that withdraws at the meeting, dies, or goes back to ordinary work and returns."""
        stories = {
            "withdraws at the meeting": (
                *WORK, ("withdraw", "anna", 0), ("record", "anna", 0), ("close", "anna", 1),
            ),
            "withdraws on the first day": (("consent", "anna", 0), ("withdraw", "anna", 0), ("close", "anna", 1)),
            "dies": (*WORK, ("survey", "anna", 0), ("die", "anna", 0)),
            "dies before the team has met": (*TEAM, ("die", "anna", 0), ("record", "anna", 0)),
            "dies, and what was before is recorded then": (
                *WORK, ("record", "anna", 0), ("survey", "anna", 0), ("die", "anna", 0), ("record", "anna", 0),
            ),
            "dies while the work is on hold": (
                *ON_HOLD, ("record", "anna", 0), ("survey", "anna", 0), ("die", "anna", 0),
            ),
            "dies after the work has ended": (*AFTER, ("die", "anna", 0), ("record", "anna", 0)),
            "moves away": (*WORK, ("survey", "anna", 0), ("die", "anna", 1)),
            "goes back, returns and ends": (
                *WORK, ("go_back", "anna", 1), ("come_back", "anna", 0), ("record", "anna", 0), ("assess", "anna", 0),
                ("survey", "anna", 0), ("go_back", "anna", 0), ("close", "anna", 1), ("come_back", "anna", 2),
                ("team", "anna", 0),
            ),
        }
        for name, moves in stories.items():
            with self.subTest(name):
                self._play(moves, strict=True)
                self.assertEqual(self.held, len([move for move in moves if move[0] == "record"]), "all are on record")

    def test_the_watch_sees_what_is_forbidden(self):
        """A test that can fail: each forbidden state, put there past the program, is noticed."""
        self._at_work()
        self._assert_allowed()
        for name, forge in (
            ("team at work without a consent", lambda: self.case.consent_statement_ids.sudo().write(
                {"withdrawn_on": self.today - timedelta(days=1)})),
            ("closed with a plan in force", lambda: self._force_phase("closed")),
            ("on hold without a premise", lambda: self._force_phase("suspended")),
        ):
            savepoint = self.env.cr.savepoint()
            forge()
            self.env.invalidate_all()
            with self.subTest(name), self.assertRaises(AssertionError):
                self._assert_allowed()
            savepoint.close(rollback=True)
            self.env.invalidate_all()
