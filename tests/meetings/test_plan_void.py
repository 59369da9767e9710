from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestPlanVoid(TeamCommon):
    """A plan holds as long as a signed protocol holds it; voiding the last one takes it out of force."""

    def setUp(self):
        super().setUp()
        self.plan = self._plan()
        self.task = self.env["kooperacje.plan.action"].with_user(self.anna).create({
            "plan_id": self.plan.id, "name": "Telefon do szkoły", "member_id": self.member.id, "deadline": self.today,
        })
        self.line = self.plan.service_line_ids
        self.first = self._signed(self.plan)

    def _signed(self, plan, **values):
        meeting = self._held(**values)
        meeting.write({"family_perspective": "x", "worker_perspective": "x", "members_perspective": "x"})
        meeting.plan_id = plan
        meeting._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        return meeting

    def _revise(self):
        return self.plan.browse(self.plan.action_revise()["res_id"])

    def test_only_version(self):
        self.case.sudo()._move_to_phase("recognition")
        self.first._document_void("Podpisano niewłaściwą wersję")
        self.assertEqual((self.plan.state, self.plan.void_reason), ("void", "Podpisano niewłaściwą wersję"))
        self.assertFalse(self.case.current_plan_id, "no plan is in force")
        with self.assertRefused("not signed yet|replaced|in force"):
            self.line.action_start()
        with self.assertRefused("plan in force"):
            self.task.action_done()
        self.assertFalse(self.task.sudo().activity_id, "nobody is reminded of what is not in force")
        for attempt in (
            lambda: self.plan.write({"state": "signed"}), lambda: self.plan.write({"main_goal": "x"}),
            lambda: self.plan.goal_ids.write({"name": "x"}), self.plan.unlink, lambda: self.line.write({"terms": "x"}),
        ):
            with self.assertRefused("."):
                attempt()

    def test_case_goes_back_to_planning(self):
        self.case.sudo().write({
            "premise_ids": [(6, 0, self.env.ref("kooperacje.premise_qualification_rural_a").ids)],
            "qualification_reason": "Dotychczasowa pomoc nie wystarcza.",
        })
        self.team.state = "active"
        self.case.sudo()._move_to_phase("realisation")
        self.assertEqual(self.case.phase, "realisation")
        self.first._document_void("pomyłka")
        self.assertEqual(self.case.phase, "plan")

    def test_prepared_anew_from_the_annulled_version(self):
        self.first._document_void("pomyłka")
        draft = self._revise()
        self.assertEqual((draft.version, draft.state, draft.previous_id.id), (2, "draft", False))
        self.assertEqual(draft.goal_ids.name, self.plan.goal_ids.name)
        self.assertEqual((draft.service_line_ids.status, draft.action_ids.name), ("planned", "Telefon do szkoły"))
        self.assertFalse(draft.service_line_ids.previous_line_id)
        self._signed(draft)
        self.assertEqual((self.plan.state, draft.state), ("void", "signed"))

    def test_version_before_is_in_force_again_with_the_statuses_reached(self):
        draft = self._revise()
        second = self._signed(draft)
        self.assertEqual((self.plan.state, draft.state), ("superseded", "signed"))
        draft.service_line_ids.action_start()
        draft.action_ids.action_done()
        second._document_void("pomyłka")
        self.assertEqual((self.plan.state, draft.state), ("signed", "void"))
        self.assertEqual((self.line.status, self.task.state), ("started", "done"))
        self.assertEqual(self.case.current_plan_id, self.plan)
        self.line.action_finish()

    def test_draft_that_revises_an_annulled_version(self):
        second_version = self._revise()
        second = self._signed(second_version)
        draft = self.plan.browse(second_version.action_revise()["res_id"])
        second._document_void("pomyłka")
        self.assertEqual(draft.previous_id, self.plan)
        self.assertEqual(draft.service_line_ids.previous_line_id, self.line)
        self.assertEqual(draft.goal_ids.previous_goal_id, self.plan.goal_ids)
        self.line.action_start()
        self._signed(draft)
        self.assertEqual((draft.state, self.plan.state, draft.service_line_ids.status),
                         ("signed", "superseded", "started"))

    def test_another_signed_protocol_holds_the_version(self):
        later = self._signed(self.plan)
        self.first._document_void("pomyłka w nazwisku")
        self.assertEqual(self.plan.state, "signed", "the family signed the same version again")
        later._document_void("pomyłka")
        self.assertEqual(self.plan.state, "void")

    def test_a_planned_meeting_follows_the_plan(self):
        """The next meeting works on the version in force then, or on the one being prepared."""
        planned = self._meeting(days=14, kind="team_next")
        self.assertEqual(planned.plan_id, self.plan)
        draft = self._revise()
        self.assertEqual(planned.plan_id, self.plan, "in force as long as the next one is not signed")
        second = self._signed(draft)
        self.assertEqual((self.plan.state, planned.plan_id), ("superseded", draft))
        self.assertEqual((self.first.plan_id, second.plan_id), (self.plan, draft), "what was held stays as it was")
        second._document_void("pomyłka")
        self.assertEqual((draft.state, planned.plan_id), ("void", self.plan))
        self.first._document_void("pomyłka")
        self.assertFalse(planned.plan_id, "no plan is in force")
        self.assertEqual((self.first.plan_id, second.plan_id), (self.plan, draft))

    def test_history_stays_history(self):
        draft = self._revise()
        self._signed(draft)
        self.first._document_void("pomyłka")
        self.assertEqual((self.plan.state, draft.state), ("superseded", "signed"))

    def test_issued_protocol_put_nothing_into_force(self):
        draft = self._revise()
        meeting = self._held()
        meeting.plan_id = draft
        meeting.action_issue()
        meeting._document_void("do poprawy")
        self.assertEqual((self.plan.state, draft.state), ("signed", "draft"))

    def test_annulling_is_nobodys_button(self):
        with self.assertRaises(UserError):
            self.plan.write({"state": "void"})
        self.assertFalse(hasattr(type(self.plan), "action_annul"))
        self.assertEqual(self.plan.state, "signed")
