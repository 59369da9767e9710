from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.travel_allowance import allowance
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestTravelAllowanceKernel(BaseCase):

    def test_rounds_half_up_to_a_grosz(self):
        self.assertEqual(str(allowance(23, 1.15)), "26.45")
        self.assertEqual(str(allowance("0.5", "0.89")), "0.45", "0.445 is rounded up")
        self.assertEqual(str(allowance(0.3, 1.15)), "0.35", "0.345 too, though no binary number is 0.345")
        self.assertEqual(str(allowance(0, 1.15)), "0.00")
        for values in ((-1, 1), (1, -1)):
            with self.assertRaises(ValueError):
                allowance(*values)

    @settings(max_examples=50)
    @given(st.integers(0, 99_999), st.integers(0, 99_999), st.integers(1, 99_999))
    def test_more_kilometres_never_less_money(self, tenths, more, rate):
        short, long = sorted((tenths, more))
        rate /= 10_000
        self.assertLessEqual(allowance(short / 10, rate), allowance(long / 10, rate))


class CostCommon(KooperacjeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.Cost = cls.env["kooperacje.cost"]
        cls.Rate = cls.env["kooperacje.travel.rate"]

    def _journey(self, user=None, **values):
        return self.Cost.with_user(user or self.ewa).create({
            "name": "Posiedzenie PZK", "partnership_id": self.partnership.id, "place_from": "Małkinia Górna",
            "place_to": "Ostrów Mazowiecka", "vehicle": "car", "distance": 38, **values,
        })

    def _submitted(self, user=None, **values):
        cost = self._journey(user, **values)
        cost.action_submit()
        return cost


@tagged("post_install", "-at_install")
class TestCost(CostCommon):
    """Money for the team, and the allowance for travel that is certainly needed (RUR-125)."""

    def test_from_the_journey_to_the_settlement(self):
        cost = self._journey()
        self.assertEqual((cost.partner_id, cost.institution_id), (self.ewa.partner_id, self.school))
        self.assertEqual((cost.rate, cost.amount), (1.15, 43.7))
        cost.action_submit()
        self.assertEqual((cost.state, cost.submitted_on), ("submitted", self.today))
        head = cost.with_user(self.maria)
        head.action_approve()
        self.assertEqual((cost.payer_id, cost.approved_by_id), (self.ops, self.maria))
        with self.assertRefused("number of the settlement"):
            head.action_settle()
        head.settlement_number = "PK/17/2026"
        head.action_settle()
        self.assertEqual((cost.state, cost.settled_on), ("settled", self.today))
        self.assertEqual(self.partnership.with_user(self.maria).cost_total, 43.7)

    def test_another_institution_may_settle(self):
        cost = self._submitted().with_user(self.maria)
        cost.payer_id = self.pcpr
        cost.action_approve()
        self.assertEqual(cost.payer_id, self.pcpr)
        groups = self.Cost.with_user(self.maria)._read_group(
            [("id", "=", cost.id)], ["payer_id", "kind"], ["amount:sum"],
        )
        self.assertEqual(groups, [(self.pcpr, "travel", 43.7)])

    def test_rejected_with_the_reason_then_corrected(self):
        cost = self._submitted()
        head = cost.with_user(self.maria)
        with self.assertRefused("Reason of the refusal"):
            head.action_reject()
        head.reason = "Proszę podać kilometry tam i z powrotem."
        head.action_reject()
        cost.action_correct()
        self.assertEqual((cost.state, cost.reason, cost.approved_by_id.id), ("draft", False, False))
        cost.distance = 76
        self.assertEqual(cost.amount, 87.4)
        cost.action_submit()

    def test_rate_of_the_day(self):
        """A new rate reaches journeys from its day on; what was submitted keeps the rate it was counted by."""
        submitted = self._submitted()
        before = self._journey(date=self.today - timedelta(days=1))
        self.Rate.with_user(self.adam).create({
            "vehicle": "car", "amount": 1.2, "date_from": self.today, "source": "Dz.U. (test)",
        })
        submitted.with_user(self.maria).action_approve()
        self.assertEqual((submitted.rate, before.rate, self._journey().rate), (1.15, 1.15, 1.2))

    def test_office_may_pay_less_never_more(self):
        Rate = self.Rate.with_user(self.maria)
        values = {"vehicle": "car", "date_from": self.today, "company_id": self.company.id, "source": "Zarządzenie 3"}
        with self.assertRefused("The law allows at most 1,15", ValidationError):
            Rate.create({**values, "amount": 1.16})
        Rate.create({**values, "amount": 0.8})
        self.assertEqual(self._journey().rate, 0.8)
        self.assertEqual(self._journey(date=self.today - timedelta(days=1)).rate, 1.15)
        nur = self._journey(self.olga, partnership_id=self.partnership_nur.id)
        self.assertEqual(nur.rate, 1.15, "the rate of one office is not another's")
        # The law lowers its rate below the office's own: the law holds.
        self.Rate.create({"vehicle": "car", "amount": 0.5, "date_from": self.today, "source": "Dz.U. (test)"})
        self.assertEqual(self._journey().rate, 0.5)

    def test_less_than_the_rate_may_be_asked_for(self):
        cost = self._journey(amount=20)
        self.assertEqual(cost.amount, 20)
        with self.assertRefused("at most 43,70", ValidationError):
            cost.amount = 43.71
        ticket = self._submitted(vehicle="public", amount=18.5, distance=0)
        self.assertEqual((ticket.amount, ticket.rate), (18.5, 0))

    def test_bad_input(self):
        tomorrow = self.today + timedelta(days=1)
        for message, values in {
            "has not come yet": {"date": tomorrow}, "from where to where": {"place_to": " "},
            "by what means": {"vehicle": False}, "there and back": {"distance": 0},
            "no rate for this vehicle": {"date": "2001-01-01"}, "Enter the amount": {"vehicle": "public", "amount": 0},
        }.items():
            cost = self._journey(**values)
            with self.subTest(message), self.assertRefused(message):
                cost.action_submit()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._journey(vehicle="public", amount=-5)
        paper = self.Cost.with_user(self.piotr).create({
            "name": "Papier", "partnership_id": self.partnership.id, "kind": "materials",
        })
        self.assertFalse(paper.partner_id)
        with self.assertRefused("Enter the amount"):
            paper.action_submit()
        pay = self.Cost.with_user(self.piotr).create({
            "name": "Udział", "partnership_id": self.partnership.id, "kind": "pay", "amount": 50, "partner_id": False,
        })
        pay.partner_id = False
        with self.assertRefused("which worker"):
            pay.action_submit()
        head = self._submitted().with_user(self.maria)
        head.action_approve()
        for day in (tomorrow, self.today - timedelta(days=400)):
            with self.subTest(day), self.assertRefused("between its own day and today", ValidationError):
                head.settled_on = day

    def test_worker_of_an_institution_outside_is_not_refunded(self):
        stranger = self.env["res.partner"].create({"name": "Ktoś", "parent_id": self.gops_nur.id})
        with self.assertRefused("works for no institution of", ValidationError):
            self._journey(self.piotr, partner_id=stranger.id)

    def test_office_enters_anybodys_others_their_own(self):
        for role, user in self.engaged_by_role.items():
            if role in ("manager", "network_worker"):
                cost = self._journey(user, partner_id=self.tomasz.partner_id.id)
                self.assertEqual(cost.partner_id, self.tomasz.partner_id)
                continue
            with self.subTest(role):
                self.assertEqual(self._journey(user).partner_id, user.partner_id)
                with self.assertRefused(".", AccessError):
                    self._journey(user, partner_id=self.maria.partner_id.id)
                with self.assertRefused(".", AccessError):
                    self._journey(user, kind="materials", vehicle=False, amount=5)
                with self.assertRefused(".", AccessError):
                    self._journey(user).partner_id = self.maria.partner_id
                for kind in ("pay", "materials"):
                    with self.assertRefused("own journeys only", AccessError):
                        self._journey(user, vehicle="public", amount=5).write({"kind": kind, "amount": 5000})
        with self.assertRefused("works for no institution of", ValidationError):
            self._journey(self.olga)
        with self.assertRefused(".", AccessError):
            self._journey(self.olga, kind="materials", partner_id=False, amount=5)

    def test_one_sees_own_costs_the_office_all(self):
        mine, his = self._journey(self.ewa), self._journey(self.tomasz)
        found = {
            role: self.Cost.with_user(user).search([("id", "in", (mine | his).ids)])
            for role, user in {**self.engaged_by_role, "other": self.olga}.items()
        }
        self.assertEqual(found.pop("coordinator"), mine)
        self.assertEqual(found.pop("specialist"), his)
        self.assertEqual(found.pop("manager"), mine | his)
        self.assertEqual(found.pop("network_worker"), mine | his)
        self.assertFalse(self.Cost.union(*found.values()), "the regional centre sees whose journeys they are: no")
        self.env["kooperacje.role.assignment"].search([("user_id", "=", self.ewa.id)]).action_end()
        with self.assertRefused(".", AccessError):
            self.Cost.with_user(self.ewa).browse(mine.id).read(["amount"])

    def test_only_the_head_decides(self):
        cost = self._submitted()
        for role, user in self.engaged_by_role.items():
            if role == "manager":
                continue
            for step in ("action_approve", "action_settle", "action_reject"):
                with self.subTest(role, step=step), self.assertRefused(".", Exception):
                    getattr(cost.with_user(user), step)()
            with self.subTest(role), self.assertRefused(".", Exception):
                cost.with_user(user).payer_id = self.pcpr
        self.assertEqual((cost.state, cost.payer_id.id), ("submitted", False))

    def test_states_are_not_typed(self):
        for values in ({"state": "approved"}, {"approved_on": self.today}, {"rate": 9}):
            with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                self._journey(**values)
            with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                self._journey().write(values)
        for values in ({"payer_id": self.ops.id}, {"settlement_number": "1"}, {"reason": "x"}):
            with self.subTest(values), self.assertRefused("once it is submitted", UserError):
                self._journey(**values)

    def test_submitted_stays_as_it_was(self):
        cost = self._submitted()
        for user in (self.ewa, self.piotr, self.maria):
            for values in ({"amount": 1}, {"distance": 2}, {"partner_id": self.maria.partner_id.id}, {"name": "x"}):
                with self.subTest(values), self.assertRefused("stays as it was"):
                    cost.with_user(user).write(values)
        with self.assertRefused("stays in the register"):
            cost.unlink()
        with self.assertRefused("does not apply any more"):
            cost.action_submit()
        self._journey().unlink()
        copy = cost.copy()
        self.assertEqual((copy.state, copy.date, copy.submitted_on), ("draft", self.today, False))

    def test_form(self):
        with Form(self.Cost.with_user(self.ewa)) as form:
            form.name = "Spotkanie"
            form.place_from, form.place_to = "Małkinia", "Ostrów"
            form.vehicle = "motorcycle"
            form.distance = 10
            self.assertEqual((form.rate, form.amount), (0.69, 6.9))
            form.date = fields.Date.to_date("2022-01-01")
            self.assertEqual(form.rate, 0, "no rate is known for that day")
            form.date = self.today
        self.assertEqual(form.record.amount, 6.9)


@tagged("post_install", "-at_install")
class TestTravelRate(CostCommon):

    def test_rates_by_law_have_their_source(self):
        rates = self.Rate.search([("company_id", "=", False), ("date_from", "=", "2023-01-17")])
        self.assertEqual(
            {rate.vehicle: rate.amount for rate in rates},
            {"car_small": 0.89, "car": 1.15, "motorcycle": 0.69, "moped": 0.42},
        )
        self.assertTrue(all("Dz.U. 2002 nr 27 poz. 271" in rate.source for rate in rates))

    def test_who_keeps_them(self):
        values = {"vehicle": "moped", "amount": 0.4, "date_from": self.today, "source": "x"}
        own = {**values, "company_id": self.company.id}
        for role, user in self.engaged_by_role.items():
            Rate = self.Rate.with_user(user)
            self.assertTrue(Rate.search([("company_id", "=", False)]), "everyone reads what the law says")
            for kept_by, rate in (("admin", values), ("manager", own)):
                with self.subTest(role, kept_by=kept_by):
                    if role == kept_by:
                        Rate.create(rate).unlink()
                    else:
                        with self.assertRefused(".", AccessError):
                            Rate.create(rate)
        foreign = self.Rate.create({**values, "company_id": self.company_nur.id})
        self.assertFalse(self.Rate.with_user(self.maria).search([("id", "=", foreign.id)]))
        with self.assertRefused(".", AccessError):
            foreign.with_user(self.adam).amount = 0.1

    def test_bad_input(self):
        values = {"vehicle": "moped", "amount": 0.4, "date_from": self.today, "source": "x"}
        self.Rate.create(values)
        for wrong in (values, {**values, "amount": 0}, {**values, "amount": 11}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.Rate.create(wrong)
