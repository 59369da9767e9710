from odoo.tests import HttpCase, tagged

from ..demo.common import DemoMixin


@tagged("post_install", "-at_install")
class TestFindingTours(DemoMixin, HttpCase):
    """Finding services in Chromium, in Polish, as the demo's users."""

    def start(self, url, tour, login):
        self.start_tour(url, tour, login=login, timeout=120)

    def test_social_worker_finds_a_service_beside_the_case(self):
        case = self.ref("case_zmyslona")
        self.assertFalse(case.plan_ids)
        self.start(f"/odoo/kooperacje-cases/{case.id}", "kooperacje_find_services", "anna")
        line = case.plan_ids.service_line_ids
        self.assertEqual((case.plan_ids.state, line.institution_id), ("draft", self.ref("ppp")))
        self.assertIn("Terapia psychologiczna dziecka", line.service_id.name)
        self.assertTrue(line.goal_id.name)

    def test_specialist_searches_the_basket(self):
        self.start("/odoo/action-kooperacje.action_service", "kooperacje_search_basket", "tomasz")

    def test_network_worker_takes_up_a_gap(self):
        self.start("/odoo/action-kooperacje.action_gap", "kooperacje_work_on_gap", "piotr")
        gap = self.env["kooperacje.gap"].search([
            ("partnership_id", "=", self.ref("pzk_malkinia").id), ("state", "=", "work"), ("is_common", "=", False),
        ])
        self.assertEqual((gap.request_id.need_id, gap.handled_by_id), (gap.need_id, self.ref("user_piotr")))
