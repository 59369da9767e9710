from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestConsultationTasks(TeamCommon):
    """K3D-183: the staff plan at a consultation who does what by when; nothing is decided about the family."""

    def setUp(self):
        super().setUp()
        self._consent(self.case, "consultation")
        self.meeting = self._meeting(days=-1, kind="consultation")

    def _task(self, user=None, **values):
        return self.env["kooperacje.decision"].with_user(user or self.anna).create({
            "meeting_id": self.meeting.id, "name": "Zebrać opinie ze szkoły", "member_id": self.member.id,
            "deadline": self.today + timedelta(days=7), **values,
        })

    def test_a_task_with_owner_and_date(self):
        task = self._task()
        self._participant(self.meeting, self.member).action_present()
        self.meeting.action_hold()
        self.assertEqual(task.activity_id.user_id, self.tomasz)
        self.assertEqual(task.activity_id.date_deadline, self.today + timedelta(days=7))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "kooperacje.report_meeting", self.meeting.ids,
        )[0].decode()
        self.assertIn("Zebrać opinie ze szkoły", html)
        task.with_user(self.tomasz).action_done()
        self.assertEqual((task.state, task.done_on), ("done", self.today))

    def test_typed_in_the_form(self):
        with Form(self.meeting) as form, form.decision_ids.new() as line:
            line.name, line.member_id, line.deadline = "Telefon do kuratora", self.member, self.today
        self.assertEqual(self.meeting.decision_ids.owner_kind, "member")

    def test_nothing_for_the_family(self):
        plan = self._plan()
        for values in (
            {"owner_kind": "family", "member_id": False}, {"owner_kind": "family", "person_id": self.barbara.id},
            {"goal_id": plan.goal_ids.id},
        ):
            with self.subTest(values), self.assertRefused("takes no decisions", ValidationError):
                self._task(**values)
        task = self._task()
        with self.assertRefused("takes no decisions", ValidationError):
            task.write({"owner_kind": "family", "member_id": False})
        with self.assertRefused("takes no decisions", ValidationError):
            self.meeting.write({"decision_ids": [Command.update(task.id, {"owner_kind": "family"})]})

    def test_a_member_gives_nobody_a_task(self):
        for user in (self.tomasz, self.jan, self.piotr, self.zofia, self.olga):
            with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._task(user)
