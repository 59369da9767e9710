from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.basket.common import BasketCommon


@tagged("post_install", "-at_install")
class TestService(BasketCommon):
    """What enters the basket, what leaves it, and that only the leader does either (K3D-227, 228)."""

    def _nearby(self, user=None, **values):
        return self.Service.with_user(user or self.piotr).create({
            "name": "Klub seniora w Nurze", "partnership_id": self.partnership.id, "institution_id": self.gops_nur.id,
            "origin": "neighbourhood", "fee": "free", **values,
        })

    def test_neighbourhood_service_is_added_by_the_office(self):
        """Also of another local government (K3D-112, 113, 224)."""
        service = self._nearby()
        self.assertEqual(service.state, "proposed")
        service.action_verify()
        self.assertEqual(service.state, "verified")
        unstated = self._nearby(fee=False)
        with self.assertRaisesRegex(UserError, "not stated of:\n– .*: Klub seniora"):
            unstated.action_verify()
        self.assertEqual(unstated.state, "proposed")
        with self.assertRaisesRegex(UserError, "stand on no card"):
            self._nearby(user=self.ewa, institution_id=self.school.id)

    def test_partnership_is_filled_in_where_there_is_one(self):
        self.assertEqual(self.Service.with_user(self.piotr).new({}).partnership_id._origin, self.partnership)
        self.assertFalse(self.Service.with_user(self.anna).new({}).partnership_id)

    def test_service_of_the_partnership_is_of_a_member(self):
        service = self._nearby(origin="partnership")
        with self.assertRaisesRegex(UserError, "does not belong to the partnership"):
            service.action_verify()

    def test_no_basket_before_the_authority_has_accepted(self):
        """Gate 1 (K3D-129): neither prepared nor closed partnerships fill a basket."""
        service = self._nearby()
        card = self._card()
        card.action_submit()
        urban = self.env["kooperacje.partnership"].with_user(self.piotr).create({
            "name": "PZK (test)", "variant": "urban", "company_id": self.company.id,
        })
        with self.assertRefused("before the authority has accepted"):
            self._nearby(partnership_id=urban.id)
        urban.write({"authorisation_number": "Or.1", "authorisation_date": self.today})
        with self.assertRefused("Begin"):
            self._nearby(partnership_id=urban.id)
        urban.sudo().state = "initiation"
        self._nearby(partnership_id=urban.id).action_verify()
        self.partnership.state = "closed"
        for attempt in (
            self._nearby, service.action_verify, card.with_user(self.piotr).action_verify,
            lambda: self._card(user=self.piotr, institution_id=self.ppp.id),
        ):
            with self.assertRefused("is closed"):
                attempt()

    def test_service_of_a_card_enters_with_the_card(self):
        card = self._card()
        with self.assertRaisesRegex(UserError, "Verify the card"):
            card.service_ids.with_user(self.piotr).action_verify()

    def test_withdrawal_needs_a_reason(self):
        service = self._verified_card().service_ids[0].with_user(self.piotr)
        with self.assertRaisesRegex(UserError, "why the service is withdrawn"):
            service._withdraw(" ")
        Wizard = self.env["kooperacje.service.withdraw"].with_user(self.piotr)
        wizard = Wizard.with_context(**service.action_withdraw()["context"]).create({"reason": "Brak kadry"})
        self.assertEqual(wizard.service_count, 1)
        wizard.action_withdraw()
        self.assertEqual((service.state, service.withdrawal_reason), ("withdrawn", "Brak kadry"))
        self.assertEqual(service.withdrawn_on, self.today)
        self.assertFalse(service.is_available)
        with self.assertRaisesRegex(UserError, "Only a service of the local basket"):
            service._withdraw("Jeszcze raz")
        service.action_verify()
        self.assertEqual((service.state, service.withdrawal_reason), ("verified", False))

    def test_only_the_leader_withdraws(self):
        service = self._verified_card().service_ids[0]
        for user in (self.ewa, self.anna, self.tomasz, self.nadia):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                service.with_user(user)._withdraw("Bo tak")
            with self.subTest(user=user.login), self.assertRaises(UserError):
                service.with_user(user).action_verify()

    def test_what_was_in_the_basket_is_never_deleted(self):
        service = self._verified_card().service_ids[0]
        for user in (self.piotr, self.maria):
            with self.assertRaises(UserError):
                service.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "Withdraw it with a reason"):
            service.sudo().unlink()
        service.with_user(self.piotr)._withdraw("Koniec")
        with self.assertRaisesRegex(UserError, "Withdraw it with a reason"):
            service.sudo().unlink()

    def test_state_is_not_written_over_rpc(self):
        service = self._card().service_ids[0]
        for user in (self.ewa, self.piotr):
            for name, value in [
                ("state", "verified"), ("verified_on", "2026-01-01"), ("review_due", "2030-01-01"),
                ("withdrawal_reason", "x"), ("replaces_id", service.id), ("company_id", self.company_nur.id),
                ("partnership_id", self.partnership_nur.id),
            ]:
                with self.subTest(user=user.login, name=name), self.assertRaises(UserError):
                    service.with_user(user).write({name: value})
        with self.assertRaises(UserError):
            self._nearby(state="verified")
        with self.assertRaises(UserError):
            self._nearby(user=self.piotr).with_context(default_state="verified").copy()

    def test_service_belongs_to_the_institution_of_its_card(self):
        card = self._card()
        service = card.service_ids[0]
        self.assertEqual((service.institution_id, service.partnership_id), (self.school, self.partnership))
        with self.assertRaises(UserError):
            service.institution_id = self.ppp
        other = self._card(user=self.kamil, institution_id=self.ppp.id)
        with self.assertRaises(UserError):
            service.card_id = other

    def _own_service(self, **values):
        return self.Service.with_user(self.piotr).create({
            "name": "Punkt porad", "partnership_id": self.partnership.id, "institution_id": self.school.id,
            "fee": "free", **values,
        })

    def test_service_is_put_on_no_closed_card(self):
        """The card is a signed paper: what was not on it then does not come onto it later."""
        closed, service = self._verified_card(), self._own_service()
        with self.assertRefused("closed"):
            service.card_id = closed
        service.action_verify()
        with self.assertRefused("stays on its card"):
            service.card_id = closed

    def test_proposal_without_a_card_is_put_on_an_open_one(self):
        service = self._own_service()
        service.card_id = self._card()
        self.assertEqual(service.card_id.state, "draft")

    def test_service_of_the_basket_stays_with_its_institution(self):
        """Otherwise plans that use it would send families elsewhere, and the history would not say so."""
        service = self._own_service()
        service.institution_id = self.ppp
        service.action_verify()
        with self.assertRefused("stays with its institution"):
            service.institution_id = self.school
        service.write({"institution_id": self.ppp.id, "name": "Punkt porad prawnych"})
        self.assertEqual(service.name, "Punkt porad prawnych", "what stays the same is no change")

    def test_availability_follows_the_calendar(self):
        """In the basket and in date; the search agrees with the field, without any job having run."""
        service = self._verified_card().service_ids[0].with_user(self.piotr)
        today = self.today
        service.write({"date_from": today, "date_to": today + timedelta(days=10)})
        for days, expected in ((-1, False), (0, True), (10, True), (11, False)):
            with self.subTest(days=days), freeze_time(today + timedelta(days=days)):
                service.invalidate_recordset()
                self.assertEqual(service.is_available, expected)
                self.assertEqual(bool(service.search([("id", "=", service.id), ("is_available", "=", True)])), expected)
                self.assertEqual(
                    bool(service.search([("id", "=", service.id), ("is_available", "=", False)])), not expected,
                )

    def test_search_by_age(self):
        child = self._nearby(name="Dla dzieci", age_from=3, age_to=12)
        senior = self._nearby(name="Dla seniorów", age_from=60)
        anyone = self._nearby(name="Dla każdego")
        ours = child | senior | anyone
        for age, expected in (
            (2, anyone), (3, child | anyone), (12, child | anyone), (13, anyone), (90, senior | anyone),
        ):
            found = self.Service.search([("id", "in", ours.ids), ("age", "=", age)])
            self.assertEqual(found, expected, age)

    def test_impossible_values(self):
        for values in (
            {"age_from": 18, "age_to": 7}, {"age_from": -1}, {"date_from": "2026-02-01", "date_to": "2026-01-01"},
            {"capacity": 5, "capacity_free": 6},
        ):
            with self.subTest(values=values), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), \
                    self.env.cr.savepoint():
                self._nearby(**values)

    def test_taxonomy_of_needs(self):
        """Art. 7 u.p.s.: 15 reasons, 7a included, the repealed point 10 not; art. 2 of the CUS act: 14 areas."""
        codes = self.env["kooperacje.need"].search([("kind", "=", "reason")]).mapped("code")
        self.assertEqual(len(codes), 15)
        self.assertIn("7.7a", codes)
        self.assertNotIn("7.10", codes)
        self.assertEqual(codes.index("7.7a"), codes.index("7.7") + 1)
        areas = self.env["kooperacje.need"].search([("kind", "=", "area")])
        self.assertEqual(areas.mapped("code"), [f"CUS.{number}" for number in range(1, 15)])

    def test_review_list(self):
        service = self._verified_card().service_ids[0].with_user(self.piotr)
        due = [("id", "=", service.id), ("state", "=", "verified"), ("review_due", "<=", "today")]
        self.assertFalse(service.search(due))
        with freeze_time(self.today + timedelta(days=400)):
            self.assertTrue(service.search(due))
            service.action_verify()
            self.assertEqual(service.verified_on, self.today + timedelta(days=400))
            self.assertFalse(service.search(due))


@tagged("post_install", "-at_install")
class TestBasketRights(BasketCommon):
    """Who sees and changes what, role by role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._verified_card()
        cls.in_basket = cls.card.service_ids
        cls.gone = cls.in_basket[0]
        cls.gone.with_user(cls.piotr)._withdraw("Koniec projektu")
        cls.draft = cls._card(user=cls.kamil, institution_id=cls.ppp.id, services=("Terapia",))
        cls.proposed = cls.draft.service_ids

    def _seen(self, user, records):
        return self.env[records._name].with_user(user).search([("id", "in", records.ids)])

    def test_everyone_engaged_reads_the_basket(self):
        """Permanent access of all engaged staff (K3D-217); proposals are between institution and office."""
        ours = self.in_basket | self.proposed
        for role, user in self.engaged_by_role.items():
            if role in ("network_worker", "manager"):
                continue
            with self.subTest(role=role):
                self.assertEqual(self._seen(user, ours), self.in_basket)
                with self.assertRaises(AccessError):
                    self.proposed.with_user(user).read(["name"])

    def test_office_and_own_institution_see_proposals(self):
        for user in (self.piotr, self.maria):
            self.assertEqual(self._seen(user, self.in_basket | self.proposed), self.in_basket | self.proposed)
        self.assertEqual(self._seen(self.kamil, self.proposed), self.proposed)

    def test_other_office_sees_nothing(self):
        for user in (self.olga, self.nadia):
            self.assertFalse(self._seen(user, self.in_basket | self.proposed))
            self.assertFalse(self.Service.with_user(user)._read_group(
                [("id", "in", self.in_basket.ids)], ["institution_id"], ["__count"],
            ))

    def test_cards_are_between_institution_and_office(self):
        cards = self.card | self.draft
        for user in (self.piotr, self.maria):
            self.assertEqual(self._seen(user, cards), cards)
        self.assertEqual(self._seen(self.ewa, cards), self.card)
        self.assertEqual(self._seen(self.kamil, cards), self.draft)
        self.assertFalse(self._seen(self.nadia, cards))
        for role in ("social_worker", "specialist", "regional", "dpo", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._seen(self.user_by_role[role], cards)

    def test_who_does_not_keep_the_basket_writes_nothing(self):
        for role in ("social_worker", "specialist", "regional", "dpo", "admin"):
            user = self.user_by_role[role]
            service = self.in_basket[1].with_user(user)
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    service.write({"name": "x"})
                with self.assertRaises(AccessError):
                    service.unlink()
                with self.assertRaises(AccessError):
                    service.copy()
                with self.assertRaises(AccessError):
                    self.env["kooperacje.service.withdraw"].with_user(user).create({"reason": "x"})

    def test_coordinator_keeps_to_the_own_institution(self):
        with self.assertRaises(AccessError):
            self.proposed.with_user(self.ewa).write({"name": "x"})
        with self.assertRaises(AccessError):
            self.draft.with_user(self.ewa).action_submit()
        with self.assertRaises(AccessError):
            self.Service.with_user(self.ewa).create({"name": "Obca", "card_id": self.draft.id})
        with self.assertRaises(AccessError):
            self.Card.with_user(self.ewa).create({
                "partnership_id": self.partnership.id, "institution_id": self.ngo.id,
            })

    def test_role_that_ended_closes_the_card(self):
        with freeze_time(self.today + timedelta(days=5)):
            self.assertEqual(self._seen(self.kamil, self.draft), self.draft)
        self.kamil.role_assignment_ids.date_to = self.today
        with freeze_time(self.today + timedelta(days=1)):
            self.assertFalse(self._seen(self.kamil, self.draft))
            with self.assertRaises(AccessError):
                self.draft.with_user(self.kamil).read(["declared_by"])

    def test_dictionaries(self):
        need = self.need_poverty
        self.assertEqual(need.with_user(self.anna).code, "7.1")
        with self.assertRaises(AccessError):
            need.with_user(self.piotr).name = "x"
        need.with_user(self.env.ref("base.user_admin")).name = "Ubóstwo (art. 7 pkt 1)"
        own = self.env["kooperacje.need"].with_user(self.adam).create({
            "name": "Zadłużenie czynszowe", "code": "L.1", "scope_id": self.env.ref("kooperacje.data_scope_housing").id,
        })
        self.assertEqual(own.company_id.id, self.company.id)

    def test_my_card(self):
        """The coordinator's menu opens the one card of the own institution, or a form to fill in, creating nothing."""
        before = self.Card.search_count([])
        action = self.Card.with_user(self.ewa).action_my_card()
        self.assertEqual(action["res_id"], self.card.id)
        zenon = self._user("zenon", self.ngo, "coordinator")
        action = self.Card.with_user(zenon).action_my_card()
        self.assertFalse(action["res_id"])
        self.assertEqual(self.Card.search_count([]), before)
        new = self.Card.with_user(zenon).new({})
        self.assertEqual((new.institution_id._origin, new.partnership_id._origin), (self.ngo, self.partnership))

    def test_counts_on_the_partnership(self):
        partnership = self.partnership.with_user(self.piotr)
        self.assertEqual((partnership.service_count, partnership.card_count), (1, 1))
        self.assertEqual(self.partnership.with_user(self.anna).service_count, 1)
        with self.assertRaises(AccessError):
            self.partnership.with_user(self.anna).read(["card_count"])
