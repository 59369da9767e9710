from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestSocialProjectMeeting(TeamCommon):
    """A team decides on a social project at any stage of its work (K3D-186, 191); its protocol stands on the card."""

    def _project(self, user=None, **values):
        return self.env["kooperacje.social.project"].with_user(user or self.anna).create({
            "name": "Kąt do nauki", "case_id": self.case.id, "kind": "family", **values,
        })

    def test_decision_of_the_meeting_opens_the_project(self):
        meeting = self._held(kind="team_first")
        meeting.outcome = "project"
        action = meeting.action_carry_out()
        self.assertEqual(action["res_model"], "kooperacje.social.project")
        self.assertFalse(action["res_id"])
        project = self.env["kooperacje.social.project"].with_user(self.anna).with_context(action["context"]).create({
            "name": "Kąt do nauki",
        })
        self.assertEqual((project.meeting_id, project.case_id, project.kind, project.partnership_id),
                         (meeting, self.case, "family", self.partnership))
        self.assertEqual(meeting.action_carry_out()["res_id"], project.id, "one project of a decision")

    def test_protocol_is_named_on_the_card(self):
        meeting = self._held(kind="team_first")
        project = self._project(meeting_id=meeting.id)
        decision = project._document_decision()
        self.assertIn("zadaniowego zespołu kooperacyjnego", decision)
        self.assertIn(meeting.name, decision)
        self.assertEqual(self._project()._document_decision(), "")

    def test_other_outcomes_are_carried_out_as_before(self):
        meeting = self._held(kind="team_first")
        meeting.outcome = "continue"
        with self.assertRefused("nothing to carry out"):
            meeting.action_carry_out()
        meeting.outcome = "project"
        planned = self._meeting()
        planned.outcome = "project"
        with self.assertRefused("was held"):
            planned.action_carry_out()

    def test_only_a_held_meeting_of_this_team_decides(self):
        with self.assertRefused("to have been held", ValidationError):
            self._project(meeting_id=self._meeting().id)
        partnership_meeting = self._meeting(kind="partnership", partnership_id=self.partnership.id, user=self.piotr)
        with self.assertRefused("of the team of this case", ValidationError):
            self._project(meeting_id=partnership_meeting.id)
        self._consent(self.case, "consultation")
        consultation = self._meeting(days=-1, kind="consultation")
        self._participant(consultation, self.member).action_present()
        self._participant(consultation, self.member_anna).action_present()
        consultation.action_hold()
        with self.assertRefused("decides on no project", ValidationError):
            self._project(meeting_id=consultation.id)

    def test_partnership_decides_on_a_project_for_the_community(self):
        meeting = self._meeting(kind="partnership", partnership_id=self.partnership.id, user=self.piotr, days=-1)
        meeting.participant_ids.action_present()
        meeting.action_hold()
        project = self._project(
            user=self.piotr, case_id=False, kind="community", partnership_id=self.partnership.id,
            meeting_id=meeting.id,
        )
        self.assertIn("spotkania partnerstwa", project._document_decision())

    def test_meeting_of_another_case_is_not_pointed_at(self):
        other = self._case(self.jan, persons=False)
        self._consent(other, "method")
        team = self.env["kooperacje.team"].create({"case_id": other.id})
        self._member(team, self.jan, self.ops)
        hidden = self.env["kooperacje.meeting"].create({
            "team_id": team.id, "start": self.now - timedelta(days=1), "kind": "team_first",
        })
        with self.assertRaises(AccessError):
            self._project(meeting_id=hidden.id)

    def test_decision_stays_with_a_submitted_plan(self):
        meeting = self._held(kind="team_first")
        project = self._project(
            meeting_id=meeting.id, diagnosis="x", addressees="x", aim="x", date_from=self.today, date_to=self.today,
            action_ids=[(0, 0, {"name": "x"})], indicator_ids=[(0, 0, {"name": "x"})],
        )
        project.action_submit()
        with self.assertRefused("stays as it is", UserError):
            project.meeting_id = False
