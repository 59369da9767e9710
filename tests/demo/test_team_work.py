from odoo.tests import TransactionCase, tagged

from .common import DemoMixin


@tagged("post_install", "-at_install")
class TestDemoTeamWork(DemoMixin, TransactionCase):
    """Every screen of the daily work has something to show."""

    def test_activity_cards(self):
        Log = self.as_user("anna", "kooperacje.activity.log")
        entries = Log.search([("user_id", "=", self.ref("user_anna").id)])
        self.assertGreater(len(entries), 30)
        self.assertEqual(set(entries.mapped("contact")), {"direct", "indirect"})
        card = self.ref("activity_card_anna")
        self.assertEqual(card.document_state, "issued")
        self.assertGreater(card.hours_total, 5)
        self.assertFalse(self.as_user("tomasz", "kooperacje.activity.log").search([]), "the office's cards are not his")

    def test_a_private_member_and_undertakings(self):
        team = self.ref("team_papierowa")
        private = team.member_ids.filtered("is_private")
        self.assertEqual(private.state, "accepted")
        self.assertNotIn("Genowefa", private.with_user(self.ref("user_pawel")).person_name)
        papers = self.env["kooperacje.secrecy.undertaking"].search([("team_id", "=", team.id)])
        self.assertIn("signed", papers.mapped("document_state"))

    def test_an_invitation_went_to_the_network_worker(self):
        late = self.as_user("piotr", "kooperacje.team.member").search([("escalated_on", "!=", False)])
        self.assertEqual(late.team_id, self.ref("team_zmyslona"))

    def test_meetings_follow_a_scenario_and_end_with_a_decision(self):
        meetings = self.env["kooperacje.meeting"].search([("kind", "!=", "partnership")])
        self.assertTrue(all(meeting.agenda_ids for meeting in meetings))
        held = meetings.filtered(lambda meeting: meeting.state == "held" and meeting.kind == "team_first")
        self.assertIn("continue", held.mapped("outcome"))

    def test_workload(self):
        rows = self.as_user("maria", "kooperacje.workload").search([])
        self.assertIn(self.ref("user_anna"), rows.user_id)
        self.assertFalse(any(rows.mapped("is_over")))
