from odoo.tests import HttpCase, tagged

from ..demo.common import DemoMixin


@tagged("post_install", "-at_install")
class TestPlanTours(DemoMixin, HttpCase):
    """A group of Małkinia on the screens, in Polish: diagnosis, plan, request declined, asked again, accepted."""

    def start(self, url, tour, login):
        self.start_tour(url, tour, login=login, timeout=240)

    def test_group_from_diagnosis_to_the_answer_of_the_school(self):
        case = self.ref("case_zmyslona")
        case.unit_kind = "group"
        case.partnership_id.plan_label = "Indywidualny Program Pomocy (IPP)"
        anna = self.ref("user_anna")

        self.start(f"/odoo/kooperacje-cases/{case.id}", "kooperacje_group_diagnosis", "anna")
        diagnosis = case.diagnosis_ids
        line = diagnosis.line_ids.filtered("is_filled")
        self.assertEqual((diagnosis.state, line.scale_now, line.scale_expected), ("draft", 3, 8))
        self.assertEqual(line.needs, "miejsce spotkań po południu")

        plan = self.env["kooperacje.plan"].with_user(anna).create({"case_id": case.id})
        self.start(f"/odoo/action-kooperacje.action_plan/{plan.id}", "kooperacje_group_plan", "anna")
        self.assertTrue(plan.goal_ids.is_scaled)
        self.assertEqual((plan.action_ids.name, plan.action_ids.user_id), ("Pomalować salę", anna))
        self.assertEqual(plan.service_line_ids.institution_id, self.ref("sp_malkinia"))

        # The protocol that is signed between the screens has a tour of its own.
        plan._freeze(self.env["kooperacje.access"]._today())
        self.start(f"/odoo/action-kooperacje.action_plan/{plan.id}", "kooperacje_group_referral", "anna")
        line = plan.service_line_ids
        first = line.sudo().referral_ids
        self.assertEqual((line.status, first.requested_by_id), ("requested", anna))

        self.start("/odoo/kooperacje-my-referrals", "kooperacje_referral_decline", "ewa")
        self.assertEqual((first.state, first.reason, line.status),
                         ("declined", "Brak miejsc do końca semestru", "unavailable"))
        self.assertIn(self.ref("user_piotr"), self.env["mail.activity"].search([
            ("res_model", "=", "kooperacje.referral"), ("res_id", "=", first.id),
        ]).user_id)

        self.start(f"/odoo/action-kooperacje.action_plan/{plan.id}", "kooperacje_group_referral", "anna")
        self.start("/odoo/kooperacje-my-referrals", "kooperacje_referral_accept", "ewa")
        self.assertEqual((line.status, line.sudo().referral_ids.sorted("id")[-1:].terms),
                         ("accepted", "sala 12, godz. 14"))
