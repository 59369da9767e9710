from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestDecision(TeamCommon):
    """What the team and the Nowaks agreed: who does what until when."""

    def setUp(self):
        super().setUp()
        self.meeting = self._held()
        self.deadline = self.today + timedelta(days=10)

    def _decide(self, **values):
        return self.env["kooperacje.decision"].with_user(self.anna).create({
            "meeting_id": self.meeting.id, "name": "Umówić Kubę Nowaka do poradni", "member_id": self.member.id,
            "deadline": self.deadline, **values,
        })

    def test_decision_becomes_an_activity_that_says_nothing(self):
        decision = self._decide()
        activity = decision.activity_id
        self.assertEqual((activity.user_id, activity.date_deadline), (self.tomasz, self.deadline))
        self.assertEqual(activity.res_id, self.meeting.id)
        shown = f"{activity.summary} {activity.note} {activity.res_name}"
        self.assertIn(self.meeting.name, shown)
        for word in ("Nowak", "Kub", "poradni"):
            self.assertNotIn(word, shown)
        mails = self.env["mail.mail"].search([("model", "=", "kooperacje.meeting")])
        self.assertFalse(mails.filtered(lambda mail: "Nowak" in f"{mail.subject} {mail.body_html}"))

    def test_summary_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.tomasz.lang = "pl_PL"
        self.assertIn(self.meeting.name, self._decide().activity_id.summary)

    def test_decisions_noted_before_become_activities_when_the_meeting_is_held(self):
        meeting = self._meeting(days=-1)
        decision = self._decide(meeting_id=meeting.id)
        self.assertFalse(decision.activity_id)
        self._participant(meeting, self.barbara).action_present()
        meeting.action_hold()
        self.assertEqual(decision.activity_id.user_id, self.tomasz)

    def test_familys_task_makes_no_activity(self):
        whole = self._decide(owner_kind="family", member_id=False)
        one = self._decide(owner_kind="family", member_id=False, person_id=self.barbara.id)
        self.assertEqual((whole.owner_name, one.owner_name), ("The family", "Barbara Nowak"))
        self.assertFalse((whole | one).activity_id)
        whole.action_done()

    def test_owner_and_date_are_asked_for(self):
        with self.assertRefused("Choose who is to do it", ValidationError):
            self._decide(member_id=False)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._decide(deadline=False)
        with self.assertRefused("before the meeting", ValidationError):
            self._decide(deadline=self.today - timedelta(days=5))

    def test_owner_belongs_to_the_meeting(self):
        other = self._case(self.anna)
        self._consent(other, "method")
        stranger = self._member(self.env["kooperacje.team"].create({"case_id": other.id}), self.anna, self.ops)
        goal = self.env["kooperacje.goal"].create({
            "plan_id": self.env["kooperacje.plan"].create({"case_id": other.id}).id, "name": "Cel innej rodziny",
        })
        someone = self._person("Inna", "Osoba")
        other.case_person_ids = [Command.create({"person_id": someone.id})]
        for values in (
            {"member_id": stranger.id}, {"owner_kind": "family", "person_id": someone.id},
            {"owner_kind": "partner", "partner_id": self.ewa.partner_id.id}, {"goal_id": goal.id},
        ):
            with self.subTest(values), self.assertRefused(".", ValidationError):
                self._decide(**values)

    def test_owner_closes_own_task(self):
        decision = self._decide()
        activity = decision.activity_id
        decision.with_user(self.tomasz).action_done()
        self.assertEqual((decision.state, decision.done_on), ("done", self.today))
        self.assertFalse(activity.exists() and activity.active)
        with self.assertRefused("closed already"):
            decision.action_drop()

    def test_ticking_off_the_activity_closes_the_task(self):
        decision = self._decide()
        decision.activity_id.with_user(self.tomasz).action_done()
        self.assertEqual(decision.state, "done")

    def test_who_may_close(self):
        mine = self._decide(member_id=self.member_anna.id)
        with self.assertRaises(AccessError):
            mine.with_user(self.tomasz).action_done()
        self.assertFalse(mine.with_user(self.tomasz).can_close)
        for user in (self.jan, self.olga, self.piotr, self.zofia):
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.with_user(user).action_done()
        self.assertTrue(mine.with_user(self.maria).can_close)
        mine.with_user(self.maria).action_drop()
        self.assertEqual(mine.state, "dropped")
        self.assertFalse(mine.activity_id)
        mine.action_reopen()
        self.assertEqual((mine.state, mine.activity_id.user_id), ("open", self.anna))

    def test_owner_who_lost_the_case_closes_nothing(self):
        decision = self._decide()
        self.consent.statement_ids.withdrawn_on = self.today
        with self.assertRaises(AccessError):
            decision.with_user(self.tomasz).action_done()

    def test_specialist_does_not_rewrite_decisions(self):
        decision = self._decide().with_user(self.tomasz)
        for attempt in (
            lambda: decision.write({"name": "x"}), lambda: decision.write({"deadline": self.deadline}),
            decision.unlink, decision.copy,
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_state_is_not_written(self):
        decision = self._decide()
        for values in ({"state": "done"}, {"done_on": self.deadline}, {"activity_id": False}, {"case_id": False},
                       {"user_id": self.anna.id}):
            with self.subTest(values), self.assertRaises(UserError):
                decision.write(values)
            with self.subTest(create=values), self.assertRaises(UserError):
                self._decide(**{name: value or self.case.id for name, value in values.items()})

    def test_activity_follows_owner_and_date(self):
        decision = self._decide()
        first = decision.activity_id
        decision.deadline += timedelta(days=5)
        self.assertEqual(first.date_deadline, decision.deadline)
        decision.member_id = self.member_anna
        self.assertFalse(first.exists())
        self.assertEqual(decision.activity_id.user_id, self.anna)
        second = decision.activity_id
        decision.unlink()
        self.assertFalse(second.exists())

    def test_my_tasks_and_overdue(self):
        late = self._decide(deadline=self.today - timedelta(days=1))
        later = self._decide()
        done = self._decide(deadline=self.today - timedelta(days=1))
        done.action_done()
        Decision = self.env["kooperacje.decision"].with_user(self.tomasz)
        mine = Decision.search([("user_id", "=", self.tomasz.id), ("state", "=", "open")])
        self.assertEqual(mine, late | later)
        self.assertEqual(Decision.search([("is_overdue", "=", True)]), late)
        self.assertIn(later, Decision.search([("is_overdue", "=", False)]))
        self.assertEqual((late.is_overdue, later.is_overdue, done.is_overdue), (True, False, False))

    def test_decisions_through_the_form_of_the_meeting(self):
        self.meeting.decision_ids = [Command.create({
            "name": "Zapisać Kubę do świetlicy", "deadline": self.deadline, "member_id": self.member_anna.id,
        })]
        self.assertEqual(self.meeting.decision_ids.activity_id.user_id, self.anna)

    def test_deleting_a_person_or_contact_reads_no_whole_table(self):
        """PostgreSQL looks for rows that point at what is deleted; without an index it reads every row."""
        for table, column in (
            ("kooperacje_decision", "person_id"), ("kooperacje_decision", "partner_id"),
            ("kooperacje_meeting_participant", "partner_id"),
        ):
            self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
            self.assertTrue(
                any(f"({column})" in definition for [definition] in self.env.cr.fetchall()), f"{table}.{column}",
            )
