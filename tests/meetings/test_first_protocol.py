from odoo.tests import tagged

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestFirstProtocol(TeamCommon):
    """The first protocol of a team holds the plan or the decision on a project (K3D-186)."""

    def _minutes(self, meeting):
        meeting.write({
            "family_perspective": "Chcemy spokoju", "worker_perspective": "Kuba opuszcza lekcje",
            "members_perspective": "Kuba zgłasza się do poradni",
        })
        return meeting

    def test_it_holds_a_plan(self):
        meeting = self._minutes(self._held())
        with self.assertRefused("first protocol of a team holds the plan"):
            meeting.action_issue()
        meeting.plan_id = self._plan()
        meeting.action_issue()
        self.assertEqual(meeting.document_state, "issued")

    def test_or_the_decision_on_a_project_or_not_to_begin(self):
        for outcome in ("project", "suspend", "end"):
            with self.subTest(outcome):
                savepoint = self.env.cr.savepoint()
                meeting = self._minutes(self._held())
                meeting.outcome = outcome
                if outcome != "project":
                    meeting.outcome_premise_id = self.env.ref({
                        "suspend": "kooperacje.premise_suspension_request", "end": "kooperacje.premise_end_other",
                    }[outcome])
                meeting.action_issue()
                self.assertEqual(meeting.document_state, "issued")
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_the_next_ones_need_none(self):
        first = self._minutes(self._held())
        first.plan_id = self._plan()
        first.action_issue()
        first._document_register_signature(self.today, "handwritten", b"JVBERi0xLjQKJSVFT0YK")
        following = self._meeting(days=0)
        following.plan_id = False
        for who in (self.barbara, self.member):
            self._participant(following, who).action_present()
        following.action_hold()
        following.action_issue()
        self.assertEqual(following.document_state, "issued")
