from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.models.basket.service_freshness import CONFIRM_ACTIVITY
from odoo.addons.kooperacje.tests.basket.common import BasketCommon


@tagged("post_install", "-at_install")
class TestServiceFreshness(BasketCommon):
    """A service was confirmed by someone on a day; when that is too long ago no new basket takes it (K3D-230)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._verified_card().with_env(cls.env)
        cls.service, cls.second = cls.card.service_ids.sorted("name")
        cls.due = cls.today + relativedelta(months=12)

    def _at(self, day):
        self.env.flush_all()
        self.env.invalidate_all()
        return freeze_time(day)

    def _asked(self, record=None):
        record = record or self.card
        kind = self.env.ref(CONFIRM_ACTIVITY[record._name])
        self.assertEqual(kind.res_model, record._name)
        return record.sudo().activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_who_puts_it_in_the_basket_confirms_it(self):
        self.assertEqual((self.service.confirmed_on, self.service.confirmed_by_id), (self.today, self.piotr))
        self.assertEqual(self.service.review_due, self.due)
        self.assertEqual(self.service.confirmation_from, self.due - timedelta(days=30))
        self.assertTrue(self.service.is_available)

    def test_stale_at_midnight_without_any_job(self):
        """The last day still counts; the field and the search agree."""
        for day, stale, due in (
            (self.due - timedelta(days=31), False, False), (self.due - timedelta(days=30), False, True),
            (self.due, False, True), (self.due + timedelta(days=1), True, True),
        ):
            with self.subTest(day=day), self._at(day):
                for name, expected in (("is_stale", stale), ("is_due", due), ("is_available", not stale)):
                    self.assertEqual(self.service[name], expected, name)
                    for value in (True, False):
                        found = self.service.search([("id", "=", self.service.id), (name, "=", value)])
                        self.assertEqual(bool(found), expected is value, (name, value))
                self.assertTrue(self.service.is_offered, "stale is not gone")

    def test_withdrawn_and_proposed_are_not_stale(self):
        self.service.with_user(self.piotr)._withdraw("Koniec")
        proposed = self._card(user=self.kamil, institution_id=self.ppp.id).service_ids[0]
        with self._at(self.due + timedelta(days=100)):
            for service in (self.service, proposed):
                self.assertFalse(service.is_stale or service.is_due or service.is_available)
                self.assertFalse(service.search([("id", "=", service.id), ("is_stale", "=", True)]))

    def test_rules_of_the_partnership_set_the_interval(self):
        self.partnership.with_user(self.piotr).write({"review_months": 3, "review_notice_days": 7})
        self.assertEqual(self.service.review_due, self.today + relativedelta(months=3))
        self.assertEqual(self.service.confirmation_from, self.service.review_due - timedelta(days=7))
        for values in ({"review_months": 13}, {"review_months": 0}, {"review_notice_days": -1},
                       {"review_months": 1, "review_notice_days": 40}):
            with self.subTest(values=values), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), \
                    self.env.cr.savepoint():
                self.partnership.write(values)
                self.env.flush_all()
        self.company.kooperacje_review_months = 6
        young = self._partnership("PZK młode (test)", self.company, self.commune)
        self.assertEqual(young.review_months, 6, "what the office has set, until the rules say otherwise")

    def test_service_without_a_day_is_stale(self):
        """Fail closed: nobody knows when it was confirmed."""
        self.env.cr.execute(
            "UPDATE kooperacje_service SET review_due = NULL, confirmation_from = NULL WHERE id = %s",
            [self.service.id],
        )
        self.service.invalidate_recordset()
        self.assertTrue(self.service.is_stale)
        self.assertFalse(self.service.search([("id", "=", self.service.id), ("is_available", "=", True)]))
        self.assertTrue(self.service.search([("id", "=", self.service.id), ("is_stale", "=", True)]))

    def test_coordinator_confirms_one_with_one_click(self):
        with self._at(self.due + timedelta(days=5)):
            self.assertTrue(self.service.with_user(self.ewa).user_may_confirm)
            self.service.with_user(self.ewa).action_confirm()
            self.assertEqual(
                (self.service.confirmed_on, self.service.confirmed_by_id), (self.due + timedelta(days=5), self.ewa),
            )
            self.assertTrue(self.service.is_available)
            self.assertTrue(self.second.is_stale, "the other one was not confirmed")

    def test_coordinator_confirms_all_with_one_click(self):
        with self._at(self.due + timedelta(days=5)):
            action = self.Service.with_user(self.ewa).action_my_services()
            self.assertEqual(self.Service.search(action["domain"]), self.card.service_ids)
            note = self.Service.with_user(self.ewa).action_confirm_mine()
            self.assertIn("2", note["params"]["message"])
            self.assertFalse(any(self.card.service_ids.mapped("is_stale")))

    def test_card_confirms_all_of_it(self):
        self.assertEqual(self.card.with_user(self.ewa).due_service_count, 0)
        with self._at(self.due):
            self.assertEqual(self.card.with_user(self.ewa).due_service_count, 2)
            self.card.with_user(self.ewa).action_confirm_services()
            self.assertEqual(self.card.due_service_count, 0)
            self.assertEqual(set(self.card.service_ids.mapped("confirmed_by_id")), {self.ewa})

    def test_who_does_not_confirm(self):
        for role in ("social_worker", "specialist", "regional", "dpo", "admin"):
            user = self.user_by_role[role]
            with self.subTest(role=role), self.assertRefused("."):
                self.service.with_user(user).action_confirm()
            self.assertFalse(self.service.with_user(user).user_may_confirm)
        for user in (self.kamil, self.nadia, self.olga):
            with self.subTest(user=user.login), self.assertRefused("."):
                self.service.with_user(user).action_confirm()
        for user in (self.ewa, self.piotr):
            for name in ("confirmed_on", "confirmed_by_id", "review_due", "confirmation_from"):
                value = self.adam.id if name == "confirmed_by_id" else "2099-01-01"
                with self.subTest(user=user.login, name=name), self.assertRefused("."):
                    self.service.with_user(user).write({name: value})

    def test_coordinator_whose_role_ended_confirms_nothing(self):
        self.ewa.role_assignment_ids.date_to = self.today
        with self._at(self.today + timedelta(days=1)):
            with self.assertRefused("."):
                self.service.with_user(self.ewa).action_confirm()
            self.assertFalse(self.Service.with_user(self.ewa)._mine())

    def test_only_what_is_in_the_basket_is_confirmed(self):
        self.service.with_user(self.piotr)._withdraw("Koniec")
        with self.assertRefused("not in the local basket"):
            self.service.with_user(self.piotr).action_confirm()

    def test_confirming_again_changes_nothing(self):
        Change = self.env["kooperacje.basket.change"]
        domain = [("service_id", "=", self.service.id), ("kind", "=", "confirmed")]
        self.service.with_user(self.ewa).action_confirm()
        self.assertEqual(self.service.confirmed_by_id, self.piotr, "confirmed today already")
        self.assertFalse(Change.search(domain))
        with self._at(self.today + timedelta(days=1)):
            self.service.with_user(self.ewa).action_confirm()
            self.service.with_user(self.ewa).action_confirm()
            self.assertEqual(len(Change.search(domain)), 1)

    def test_institution_is_asked_before_it_runs_out(self):
        self.Service._cron_ask_confirmation()
        self.assertFalse(self._asked(), "not yet")
        with self._at(self.due - timedelta(days=30)):
            self.Service._cron_ask_confirmation()
            self.Service._cron_ask_confirmation()
            asked = self._asked()
            self.assertEqual(asked.user_id, self.ewa, "once, and nobody else")
            self.assertEqual(asked.date_deadline, self.due)
            self.service.with_user(self.ewa).action_confirm()
            self.assertTrue(self._asked(), "one service is still to be confirmed")
            self.second.with_user(self.ewa).action_confirm()
            self.assertFalse(self._asked(), "done with what it asked for")

    def test_without_a_coordinator_the_office_is_asked(self):
        self.ewa.role_assignment_ids.date_to = self.today - timedelta(days=1)
        with self._at(self.due - timedelta(days=10)):
            self.Service._cron_ask_confirmation()
            self.assertEqual(self._asked().user_id, self.piotr)

    def test_services_without_a_card_are_asked_of_the_network_worker(self):
        self.card.service_ids.with_user(self.piotr)._withdraw("Koniec")
        nearby = self.Service.with_user(self.piotr).create({
            "name": "Klub sąsiedzki", "partnership_id": self.partnership.id, "institution_id": self.gops_nur.id,
            "origin": "neighbourhood", "fee": "free",
        })
        nearby.action_verify()
        with self._at(self.due):
            self.Service._cron_ask_confirmation()
            self.assertEqual(self._asked(self.partnership).user_id, self.piotr)
            self.assertFalse(self._asked())
            nearby.action_confirm()
            self.assertFalse(self._asked(self.partnership))

    def test_closed_partnership_asks_nobody(self):
        self.partnership.state = "closed"
        with self._at(self.due):
            self.Service._cron_ask_confirmation()
            self.assertFalse(self._asked())

    def test_card_verified_anew_confirms_its_services(self):
        update = self.Card.browse(self.card.with_user(self.ewa).action_update()["res_id"])
        with self._at(self.due + timedelta(days=3)):
            update.write({"terms_accepted": True, "declared_by": "Jan Nowak"})
            update.with_user(self.ewa).action_submit()
            update.with_user(self.piotr).action_verify()
            self.assertTrue(self.service.is_available)
            self.assertEqual(self.service.confirmed_on, self.due + timedelta(days=3))
