from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .course import CourseCommon


@tagged("post_install", "-at_install")
class TestNotConfirmed(CourseCommon):
    """A service past its confirmation is shown so, and enters a plan for a reason (K3D-230); signing asks for a measure
    (K3D-30); a new team for an authorisation in force (K3D-129).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._consent(cls.case, cls.ppp, cls.ngo)
        cls.plan = cls.env["kooperacje.plan"].with_user(cls.anna).create({"case_id": cls.case.id})
        cls.goal = cls.env["kooperacje.goal"].with_user(cls.anna).create({
            "plan_id": cls.plan.id, "name": "Kuba chodzi do szkoły", "target": "5 dni",
        })
        cls.therapy.confirmed_on = cls.today - timedelta(days=800)

    def _line(self, **values):
        return self.env["kooperacje.plan.service"].with_user(self.anna).create({
            "goal_id": self.goal.id, "service_id": self.therapy.id, **values,
        })

    def _asked(self):
        return self.env["mail.activity"].search([
            ("res_model", "=", "kooperacje.partnership"), ("res_id", "=", self.partnership.id),
            ("activity_type_id", "=", self.env.ref("kooperacje.activity_confirm_services_partnership").id),
        ])

    def test_it_enters_the_plan_for_a_reason_and_is_asked_to_be_confirmed(self):
        self.assertTrue(self.therapy.is_stale and self.therapy.is_offered)
        for reason in (False, "", "   "):
            with self.subTest(reason), self.assertRefused(ValidationError, "Nobody has confirmed"):
                self._line(stale_reason=reason)
        self.assertFalse(self._asked())
        line = self._line(stale_reason="Poradnia potwierdziła telefonicznie")
        self.assertTrue(line.is_service_stale)
        self.assertEqual(self._asked().user_id, self.piotr)
        with self.assertRefused(ValidationError, "Nobody has confirmed"):
            line.stale_reason = False
        self.therapy.with_user(self.piotr).action_confirm()
        self.assertFalse(self._asked(), "what was asked for is done")
        line.stale_reason = False
        self.assertFalse(line.is_service_stale)

    def test_with_the_goal_in_one_save(self):
        goal = self.env["kooperacje.goal"].with_user(self.anna).create({
            "plan_id": self.plan.id, "name": "Spłata", "service_line_ids": [Command.create({
                "stale_reason": "Jedyna w powiecie", "service_id": self.therapy.id,
            })],
        })
        self.assertEqual(goal.service_line_ids.service_id, self.therapy)

    def test_what_is_not_offered_stays_out_for_any_reason(self):
        self.therapy.with_user(self.piotr)._withdraw("Koniec projektu")
        with self.assertRefused(ValidationError, "not available in the local basket"):
            self._line(stale_reason="Bardzo potrzebna")

    def test_signing_asks_for_a_measure_of_each_goal(self):
        self.goal.target = False
        with self.assertRefused(UserError, "how we will see"):
            self.plan._freeze(self.today)
        scale = {f"level_{key}": "x" for key in ("m2", "m1", "0", "p1", "p2")}
        for values in ({"measure": "Lista obecności"}, {"target": "5 dni"}, scale):
            with self.subTest(values):
                self.goal.write({"measure": False, "target": False, **dict.fromkeys(scale, False), **values})
                self.plan._check_ready()

    def test_a_new_team_asks_for_an_authorisation_in_force(self):
        """Also in a case that has had a team under the authorisation that has expired since."""
        self.therapy.confirmed_on = self.today
        self.partnership.authorisation_date_to = self.today + timedelta(days=2)
        team = self._team(self.case, self.ppp)
        with freeze_time(self.today + timedelta(days=3)):
            self.env.invalidate_all()
            team.with_user(self.anna)._close_alone(self.env.ref("kooperacje.premise_end_other"))
            with self.assertRefused(UserError, "a new authorisation"):
                self._team(self.case, self.ppp)
            with self.assertRefused(UserError, "a new authorisation"):
                self.env["kooperacje.team"].with_user(self.anna).create({"case_id": self.case.id})
            self.partnership.authorisation_date_to = self.today + timedelta(days=30)
            self.assertEqual(self._team(self.case, self.ppp).state, "inviting")

    def test_plans_take_services_of_a_basket_that_is_shared(self):
        """K3D-31: two partnerships of one commune; both agree, or nothing is shared."""
        other = self._partnership("PZK Prostyń (test)", self.company, self.commune)
        club = self._service("Świetlica (test)", self.school, self.need_school, partnership_id=other.id)
        for one, two in ((self.partnership, other), (other, self.partnership)):
            with self.assertRefused(ValidationError, "not in the local basket"):
                self._line(service_id=club.id)
            one.with_user(self.piotr).shares_basket_with_ids = two
        self.assertEqual((self.partnership.basket_partner_ids, other.basket_partner_ids), (other, self.partnership))
        self.assertEqual(self._line(service_id=club.id).service_id, club)
        finder = self.env["kooperacje.service.finder"].with_user(self.anna).create({"case_id": self.case.id})
        self.assertIn(club, self.env["kooperacje.service"].search(finder._domain()))
        other.with_user(self.piotr).shares_basket_with_ids = False
        with self.assertRefused(ValidationError, "not in the local basket"):
            self._line(service_id=club.id)
