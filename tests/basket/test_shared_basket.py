from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestSharedBasket(KooperacjeCommon):
    """Two partnerships in one commune share cards and services once both have agreed (K3D-31)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._partnership("PZK Prostyń (test)", cls.company, cls.commune)

    def _agree(self, one, two):
        one.with_user(self.piotr).shares_basket_with_ids = two

    def test_it_takes_both(self):
        self._agree(self.partnership, self.other)
        self.assertFalse(self.partnership.basket_partner_ids or self.other.basket_partner_ids)
        self._agree(self.other, self.partnership)
        self.assertEqual(self.partnership.basket_partner_ids, self.other)
        self.other.state = "closed"
        self.assertFalse(self.partnership.basket_partner_ids)

    def test_only_in_one_commune_under_one_office(self):
        far = self._partnership("PZK daleko (test)", self.company, self.commune_nur)
        for other in (far, self.partnership_nur, self.partnership):
            with self.subTest(other.name), self.assertRefused("same commune", ValidationError):
                self.partnership.shares_basket_with_ids = other
            self.partnership.invalidate_recordset()

    def test_who_does_not_lead_agrees_to_nothing(self):
        for user in (self.anna, self.tomasz, self.ewa, self.robert, self.irena, self.olga, self.urszula):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.partnership.with_user(user).shares_basket_with_ids = self.other

    def test_a_card_is_filled_in_once(self):
        self._agree(self.partnership, self.other)
        self._agree(self.other, self.partnership)
        self.env["kooperacje.service.card"].create({
            "partnership_id": self.other.id, "institution_id": self.school.id, "state": "verified",
        })
        self.assertNotIn(self.school.name, "\n".join(self.partnership._missing_evidence("basket")))
        collection = self.env["kooperacje.card.collection"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "deadline": office_today() + timedelta(days=14),
        })
        collection.action_ask()
        self.assertNotIn(self.school, collection.card_ids.institution_id)
        self.assertIn(self.ppp, collection.card_ids.institution_id)
