import base64

from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.card_writer import write_card
from odoo.addons.kooperacje.tests.basket.common import BasketCommon

LIST = {
    "name": {}, "institution_id": {"fields": {"display_name": {}}}, "need_ids": {"fields": {"display_name": {}}},
    "form": {}, "access_mode": {}, "fee": {}, "capacity_free": {}, "state": {}, "is_available": {},
}


@tagged("post_install", "-at_install")
class TestBasketQueries(BasketCommon):
    """The number of queries does not grow with the number of services."""

    def _import(self, count, institution, user):
        services = [{
            "name": f"Usługa {number}", "needs": ["7.1", "7.5"], "target_groups": ["children"], "teryt": "1416052",
        } for number in range(count)]
        data = write_card({"name": "X", "nip": institution.vat}, services, dictionaries=self.Card._card_dictionaries())
        wizard = self.env["kooperacje.card.upload"].with_user(user).create({
            "partnership_id": self.partnership.id, "institution_id": institution.id, "file": base64.b64encode(data),
        })
        return self._queries(wizard.action_import)

    def test_import(self):
        self.ppp.vat = "5260250274"
        self._import(2, self.pcpr_with_vat(), self.piotr)  # warm up what is loaded once
        ten = self._import(10, self.school, self.piotr)
        hundred = self._import(100, self.ppp, self.piotr)
        self.assertEqual(ten, hundred)

    def pcpr_with_vat(self):
        self.pcpr.vat = "7740001454"
        return self.pcpr

    def test_import_of_an_update(self):
        """Services already on the card are compared and written in batches."""
        self.ppp.vat = "5260250274"
        self._import(2, self.pcpr_with_vat(), self.piotr)
        self._import(10, self.school, self.piotr)
        self._import(100, self.ppp, self.piotr)
        self._import(2, self.pcpr, self.piotr)
        self.assertEqual(self._import(10, self.school, self.piotr), self._import(100, self.ppp, self.piotr))

    def _services(self, count, name):
        return self.Service.create([{
            "name": f"{name} {number}", "partnership_id": self.partnership.id, "institution_id": self.school.id,
            "state": "verified", "need_ids": [(6, 0, (self.need_poverty | self.need_disability).ids)],
            "fee": "free", "form": "classes",
        } for number in range(count)])

    def test_list_of_the_basket(self):
        for user in (self.anna, self.piotr, self.ewa):
            counts = []
            for count in (10, 100):
                services = self._services(count, user.login)
                Service = self.Service.with_user(user)

                def read(Service=Service, services=services):
                    found = Service.web_search_read(
                        [("id", "in", services.ids), ("is_available", "=", True), ("age", "=", 10)], LIST, limit=200,
                    )
                    self.assertEqual(found["length"], len(services))

                self._queries(read)  # what is cached for the whole process is loaded once
                counts.append(self._queries(read))
            self.assertEqual(counts[0], counts[1], user.login)

    def test_workbook_of_the_basket(self):
        partnership = self.partnership.with_user(self.anna)
        self._services(10, "a")
        counts = []
        for count in (10, 90):
            self._services(count, f"Razem z {count}")
            self._queries(partnership._basket_workbook)  # what is cached for the whole process is loaded once
            counts.append(self._queries(partnership._basket_workbook))
        self.assertEqual(counts[0], counts[1])

    def test_submission_and_verification(self):
        zenon = self._user("zenon", self.ngo, "coordinator")
        counts = []
        for user, institution, number in (
            (zenon, self.ngo, 2), (self.ewa, self.school, 10), (self.kamil, self.ppp, 100),
        ):
            card = self._card(
                user=user, institution_id=institution.id, services=[f"Usługa {index}" for index in range(number)],
            )
            counts.append((self._queries(card.action_submit), self._queries(card.with_user(self.piotr).action_verify)))
        self.assertEqual(counts[1], counts[2])
