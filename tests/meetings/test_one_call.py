from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestOneCall(TeamCommon):
    """A meeting and a plan with all that their next step asks for come in one call, in any order of keys."""

    def _orders(self, values):
        yield values
        yield dict(reversed(values.items()))

    def _undone(self, values):
        """Each order of the keys on its own ground."""
        for order in self._orders(values):
            savepoint = self.env.cr.savepoint()
            with self.subTest(list(order)):
                yield order
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _meeting_values(self, **values):
        return {
            "team_id": self.team.id, "kind": "team_first", "start": f"{self.today - timedelta(days=1)} 10:00:00",
            "outcome": "suspend", "outcome_premise_id": self.env.ref("kooperacje.premise_suspension_request").id,
            "outcome_note": "Rodzina prosi o przerwę", "family_absence_reason": "Matka w szpitalu",
            "family_perspective": "Chcemy spokoju", "worker_perspective": "Przerwa", "members_perspective": "Zgoda",
            "course": "Rozmowa",
            "participant_ids": [Command.create({"kind": "member", "member_id": self.member.id, "presence": "present"})],
            "decision_ids": [Command.create({
                "name": "Zadzwonić", "member_id": self.member.id, "deadline": self.today + timedelta(days=7),
            })], **values,
        }

    def test_a_meeting_recorded_afterwards(self):
        """What holding and issuing ask for, typed at once: presence, reason of absence, views, outcome, premise."""
        for values in self._undone(self._meeting_values()):
            meeting = self.env["kooperacje.meeting"].with_user(self.anna).create(values)
            self.assertEqual((meeting.outcome_note, meeting.course), ("Rodzina prosi o przerwę", "Rozmowa"))
            meeting.action_hold()
            meeting.action_issue()
            self.assertEqual((meeting.state, meeting.document_state), ("held", "issued"))

    def test_the_same_in_one_write(self):
        bare = {"team_id", "kind", "start"}
        for values in self._undone(self._meeting_values()):
            meeting = self._meeting(days=-1)
            meeting.write({name: value for name, value in values.items() if name not in bare | {"participant_ids"}})
            self._participant(meeting, self.member).action_present()
            meeting.action_hold()
            meeting.action_issue()
            self.assertEqual(meeting.outcome_premise_id.code, "S.REQUEST")

    def test_a_meeting_of_the_partnership_with_its_votes(self):
        members = self.partnership.membership_ids.institution_id
        values = {
            "kind": "partnership", "partnership_id": self.partnership.id,
            "start": f"{self.today - timedelta(days=1)} 10:00:00",
            "decision_ids": [Command.create({
                "votes_for": 3, "settled_by": "vote", "name": "Przyjąć regulamin", "owner_kind": "partner",
                "partner_id": self.school.id, "deadline": self.today,
            })],
            "participant_ids": [Command.create({
                "presence": "present", "partner_id": one.id, "kind": "institution",
            }) for one in members],
        }
        for order in self._undone(values):
            meeting = self.env["kooperacje.meeting"].with_user(self.piotr).create(order)
            meeting.action_hold()
            self.assertEqual(meeting.decision_ids.result, "adopted")

    def test_a_plan_with_goals_services_and_actions(self):
        values = {
            "case_id": self.case.id, "main_goal": "Spokój w domu",
            "goal_ids": [Command.create({
                "service_line_ids": [Command.create({"member_id": self.member.id, "service_id": self.therapy.id})],
                "measure": "Lista obecności", "name": "Kuba chodzi do szkoły",
            })],
        }
        for order in self._undone(values):
            plan = self.env["kooperacje.plan"].with_user(self.anna).create(order)
            plan._check_ready()
            self.assertEqual(plan.service_line_ids.service_id, self.therapy)
