from odoo.tests import HttpCase, tagged

from ..demo.common import DemoMixin


@tagged("post_install", "-at_install")
class TestCardTours(DemoMixin, HttpCase):
    """Collecting of cards and a social project in Chromium, in Polish, as the demo's users."""

    def start(self, url, tour, login):
        self.start_tour(url, tour, login=login, timeout=180)

    def test_cards_are_collected(self):
        """Asked, filled in, returned with a remark, corrected, verified: each as the one whose step it is."""
        self.start("/odoo/action-kooperacje.action_card_collection", "kooperacje_collecting_ask", "piotr")
        collection = self.env["kooperacje.card.collection"].search([
            ("partnership_id", "=", self.ref("pzk_malkinia").id), ("state", "=", "running"),
        ])
        self.assertEqual(collection.asked_by_id, self.ref("user_piotr"))
        self.assertEqual(collection.asked_count, len(self.ref("pzk_malkinia")._card_institutions()))

        self.start("/odoo/action-kooperacje.action_open_my_card", "kooperacje_collecting_fill", "ewa")
        card = collection.card_ids.filtered(lambda card: card.institution_id == self.ref("sp_malkinia"))
        self.assertEqual((card.state, card.extra["rspo"]), ("submitted", "54321"))

        collecting = f"/odoo/action-kooperacje.action_card_collection/{collection.id}"
        self.start(collecting, "kooperacje_collecting_return", "piotr")
        self.assertEqual((card.state, card.remarks), ("returned", "Proszę podać godziny logopedy."))
        self.start("/odoo/action-kooperacje.action_open_my_card", "kooperacje_collecting_correct", "ewa")
        self.assertEqual(card.state, "submitted")
        self.start(f"/odoo/action-kooperacje.action_service_card/{card.id}", "kooperacje_collecting_verify", "piotr")
        self.assertEqual((card.state, collection.verified_count), ("verified", 1))

    def test_social_project(self):
        """Planned by the network worker; approved, carried out and settled by the head of the office."""
        self.start("/odoo/kooperacje-social-projects", "kooperacje_project_plan", "piotr")
        project = self.env["kooperacje.social.project"].search([("name", "=", "Ogród sąsiedzki")])
        self.assertEqual((project.state, project.amount_total), ("submitted", 1234.5))
        self.start(f"/odoo/kooperacje-social-projects/{project.id}", "kooperacje_project_settle", "maria")
        self.assertEqual((project.state, project.settled_by_id), ("settled", self.ref("user_maria")))
        self.assertEqual((project.amount_spent, project.participant_count), (1200, 35))
