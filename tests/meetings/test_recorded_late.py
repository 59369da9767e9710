from datetime import timedelta

from odoo.tests import tagged

from .common import TeamCommon
from .test_partnership_meeting import PartnershipMeetingCommon


@tagged("post_install", "-at_install")
class TestRecordedLate(TeamCommon):
    """What took place is recorded, whatever case, team and consent have become since; nothing new begins by it."""

    def _withdraw(self, days=0):
        self.consent.statement_ids.with_user(self.anna)._withdraw(self.today + timedelta(days=days), "Zmiana zdania")

    def _come(self, meeting):
        for who in (self.barbara, self.member, self.member_anna):
            self._participant(meeting, who).action_present()

    def _minutes(self, meeting):
        meeting.write({
            "family_perspective": "Nie chcemy dalej", "worker_perspective": "Rodzina ma prawo odejść",
            "members_perspective": "Przekażemy terminy", "course": "Matka wycofała zgodę.", "outcome": "project",
        })
        self.env["kooperacje.decision"].with_user(self.anna).create({
            "meeting_id": meeting.id, "name": "Oddać dokumenty", "member_id": self.member.id,
            "deadline": self.today + timedelta(days=7),
        })

    def _assert_whole(self, meeting):
        self._come(meeting)
        self._minutes(meeting)
        meeting.action_hold()
        self.assertEqual((meeting.state, meeting.present_count), ("held", 3))
        meeting.action_issue()
        self.assertEqual((meeting.document_state, meeting.decision_ids.name), ("issued", "Oddać dokumenty"))

    def test_consent_taken_back_at_the_very_meeting(self):
        meeting = self._meeting(days=0)
        self._withdraw()
        self.assertEqual((self.team.state, meeting.state), ("suspended", "planned"))
        self._assert_whole(meeting)
        self.assertFalse(meeting.decision_ids.activity_id, "nobody is asked to do what he may no longer open")

    def test_not_planned_before_and_recorded_after_the_withdrawal(self):
        self._withdraw()
        self._assert_whole(self._meeting(days=0))
        later = self._meeting(days=-3)
        self.assertIn(self.member, later.participant_ids.member_id)
        self.assertEqual(later.kind, "team_next")

    def test_nothing_begins_after_the_withdrawal(self):
        self._withdraw(-2)
        for days in (-1, 0, 7):
            with self.subTest(days), self.assertRefused("on hold or has ended since|no valid consent"):
                meeting = self._meeting(days=days)
                self._come(meeting)
                meeting.action_hold()
        self._come(self._meeting(days=-2))

    def test_the_plan_of_a_family_that_took_its_consent_back_does_not_begin(self):
        plan = self._plan()
        meeting = self._meeting(days=0)
        self.assertEqual(meeting.plan_id, plan)
        self._withdraw()
        self._assert_whole(meeting)
        meeting._document_register_signature(self.today, "handwritten", b"JVBERi0xLjQKJSVFT0YK")
        self.assertEqual((meeting.document_state, plan.state), ("signed", "draft"))

    def test_work_on_hold_and_team_ended(self):
        """Whoever was in the team on that day stands on the list, also if the team has gone since."""
        self.case.sudo().suspension_premise_id = self.env.ref("kooperacje.premise_suspension_absence")
        self.team._suspend()
        self._come(self._meeting(days=-5))
        self.assertEqual(self.team.suspended_on, self.today)
        self.team._close()
        self.assertEqual(self.member.state, "left")
        meeting = self._meeting(days=-1)
        self.assertEqual(meeting.participant_ids.member_id, self.member | self.member_anna)
        self._assert_whole(meeting)
        with self.assertRefused("on hold or has ended since"):
            self._meeting(days=1)

    def test_consultation_that_took_place(self):
        paper = self._consent(self.case, "consultation")
        paper.statement_ids.withdrawn_on = self.today - timedelta(days=2)
        meeting = self._meeting(days=-2, kind="consultation")
        self._participant(meeting, self.member).action_present()
        meeting.action_hold()
        for days in (-1, 1):
            with self.subTest(days), self.assertRefused("not agreed to a consultation"):
                self._meeting(days=days, kind="consultation")

    def test_decision_of_the_partnership_against_the_family_undoes_no_meeting(self):
        """RUR-129: it keeps the family from what is to come."""
        meeting = self._meeting(days=-1)
        self.partnership.joint_qualification = True
        self._come(meeting)
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")


@tagged("post_install", "-at_install")
class TestPartnershipRecordedLate(PartnershipMeetingCommon):
    """The same of a partnership: with a member on hold, and after it was closed."""

    def test_member_suspended_since(self):
        membership = self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.school)
        membership.with_user(self.piotr)._suspend(self.today, "Remont szkoły")
        meeting = self._meeting(days=-3)
        self.assertIn(self.ewa.partner_id, meeting.participant_ids.partner_id)
        self._come(meeting, self.ops, self.school)
        meeting.action_hold()
        self.assertEqual(meeting.present_institution_count, 2)
        self.assertNotIn(self.ewa.partner_id, self._meeting(days=3).participant_ids.partner_id)

    def test_partnership_closed_since(self):
        self.partnership.state = "closed"
        meeting = self._meeting(days=-3)
        self._come(meeting, self.ops, self.school)
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")
        with self.assertRefused("is closed"):
            self._meeting(days=3)
