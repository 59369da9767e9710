from odoo.tests import tagged

from .common import BasketCommon


@tagged("post_install", "-at_install")
class TestResourcesOfTheDiagnosis(BasketCommon):
    """The second factor of the diagnosis (R1) is read from the local basket (RUR-4, 84)."""

    def setUp(self):
        super().setUp()
        self.card = self.env["kooperacje.county.diagnosis"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "resources": "Dom kultury.",
        })

    def test_services_by_sector_and_what_families_lacked(self):
        self._verified_card()
        Gap = self.env["kooperacje.gap"]
        common, rare = Gap._unguarded().create([
            {"partnership_id": self.partnership.id, "need_id": need.id, "kind": "missing", "period": "2026-01-01",
             "count": count}
            for need, count in ((self.need_poverty, 5), (self.need_disability, 1))
        ])
        self.assertEqual((common.is_common, rare.is_common), (True, False))
        self.card.action_take_resources()
        lines = self.card.resources.splitlines()
        self.assertEqual(lines[0], "Dom kultury.", "what was written stays")
        self.assertIn(f"– {self.school.sector_id.name}: 2 (1)", lines)
        self.assertIn(self.need_poverty.name, lines[-1])
        self.assertNotIn(self.need_disability.name, self.card.resources, "one family could be recognised")

    def test_a_second_press_writes_nothing_twice(self):
        self._verified_card()
        self.card.action_take_resources()
        before = self.card.resources
        self.card.action_take_resources()
        self.assertEqual(self.card.resources, before)

    def test_empty_basket_and_issued_card_say_so(self):
        with self.assertRefused("basket is empty"):
            self.card.action_take_resources()
        self._verified_card()
        self.card.write({"intensity": "x", "construction": "x", "conclusions": "x"})
        self.card.action_issue()
        with self.assertRefused("frozen"):
            self.card.action_take_resources()
