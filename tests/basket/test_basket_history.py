from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.basket.common import BasketCommon


@tagged("post_install", "-at_install")
class TestBasketHistory(BasketCommon):
    """Who changed which service of the basket, when, how and why; written by the basket alone (K3D-228, tool 11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Change = cls.env["kooperacje.basket.change"]
        cls.card = cls._verified_card().with_env(cls.env)
        cls.service = cls.card.service_ids.sorted("name")[1]

    def _history(self, service=None):
        return self.Change.search([("service_id", "=", (service or self.service).id)], order="id")

    def test_entering_the_basket(self):
        entry = self._history()
        self.assertEqual((entry.kind, entry.user_id, entry.partnership_id), ("added", self.piotr, self.partnership))
        self.assertEqual((entry.institution_id, entry.company_id), (self.school, self.company))
        self.assertIn("version 1", entry.reason)

    def test_proposals_leave_no_trace(self):
        card = self._card(user=self.kamil, institution_id=self.ppp.id)
        card.service_ids[0].name = "Inna nazwa"
        self.assertFalse(self.Change.search([("service_id", "in", card.service_ids.ids)]))

    def test_what_was_withdrawn_is_not_rewritten_silently(self):
        """Withdrawn, changed, put back: the history tells all three."""
        mine = self.service.with_user(self.piotr)
        mine._withdraw("Remont")
        mine.write({"name": "Co innego", "kind": "complex", "part_ids": [(0, 0, {"name": "Część"})]})
        mine.action_verify()
        self.assertEqual(self._history().mapped("kind")[1], "withdrawn")
        self.assertIn("changed", self._history().mapped("kind"))
        self.assertEqual(self._history()[-1].kind, "restored")
        self.assertIn("Co innego", " ".join(filter(None, self._history().mapped("summary"))))

    def test_change_by_the_leader_with_its_reason(self):
        self.service.with_user(self.piotr).write({
            "schedule": "wt 9–11", "capacity": 5, "need_ids": [(6, 0, self.need_poverty.ids)],
            "change_reason": "Nowy rok szkolny",
        })
        entry = self._history()[-1]
        self.assertEqual((entry.kind, entry.reason, entry.user_id), ("changed", "Nowy rok szkolny", self.piotr))
        self.assertEqual(entry.values["schedule"], ["", "wt 9–11"])
        self.assertEqual(entry.values["capacity"], ["", "5"])
        self.assertEqual(entry.values["need_ids"], ["", self.need_poverty.display_name])
        self.assertEqual(
            set(entry.summary.splitlines()),
            {"Hours: – → wt 9–11", "Places: – → 5", f"Needs it answers: – → {self.need_poverty.display_name}"},
        )

    def test_writing_the_same_is_no_change(self):
        before = self._history()
        self.service.with_user(self.piotr).write({"name": self.service.name, "change_reason": "nic"})
        self.assertEqual(self._history(), before)

    def test_code_of_the_house_is_noted_too(self):
        self.service.sudo().write({"schedule": "śr"})
        self.assertEqual(self._history()[-1].values, {"schedule": ["", "śr"]})

    def test_updated_card(self):
        update = self.Card.browse(self.card.with_user(self.ewa).action_update()["res_id"])
        copy = update.service_ids.filtered(lambda service: service.replaces_id == self.service)
        copy.with_user(self.ewa).write({"schedule": "czw"})
        self.assertEqual(len(self._history()), 1, "the basket has not changed yet")
        left_out = update.service_ids - copy
        gone = left_out.replaces_id
        left_out.with_user(self.ewa).unlink()
        update.write({
            "terms_accepted": True, "declared_by": "x", "service_ids": [(0, 0, {"name": "Chór", "fee": "free"})],
        })
        update.with_user(self.ewa).action_submit()
        update.with_user(self.piotr).action_verify()
        entry = self._history()[-1]
        self.assertEqual((entry.kind, entry.values), ("changed", {"schedule": ["", "czw"]}))
        self.assertIn("version 2", entry.reason)
        self.assertEqual(self._history(gone)[-1].kind, "withdrawn")
        choir = update.service_ids.filtered(lambda service: service.name == "Chór")
        self.assertEqual(self._history(choir).mapped("kind"), ["added"])

    def test_out_and_back(self):
        service = self.service.with_user(self.piotr)
        service._withdraw("Brak kadry")
        service.action_verify()
        with freeze_time("2099-01-01"):
            service.action_verify()
        entries = self._history()
        self.assertEqual(entries.mapped("kind"), ["added", "withdrawn", "restored", "confirmed"])
        self.assertEqual(entries[1].reason, "Brak kadry")

    def test_nobody_writes_history(self):
        entry = self._history()
        for role, user in self.engaged_by_role.items():
            mine = entry.with_user(user)
            with self.subTest(role=role):
                self.assertTrue(mine.has_access("read"), "everyone engaged reads it, as the basket")
                for attempt in (
                    lambda mine=mine: mine.write({"reason": "x"}), mine.unlink,
                    lambda user=user: self.Change.with_user(user).create({
                        "service_id": self.service.id, "kind": "confirmed",
                    }),
                ):
                    with self.assertRefused("."):
                        attempt()
        for attempt in (lambda: entry.sudo().write({"reason": "x"}), entry.sudo().unlink):
            with self.assertRefused("kept as it is", UserError):
                attempt()

    def test_guard_of_history_cannot_be_talked_into(self):
        """A context that comes over RPC does not switch the history off."""
        for value in (True, 1, "x", [], object()):
            service = self.service.with_user(self.piotr).with_context(**{self.service._guard_key(): value})
            service.write({"schedule": str(value)})
            self.assertEqual(self._history()[-1].values["schedule"][1], str(value))

    def test_other_office_reads_none(self):
        for user in (self.olga, self.nadia):
            self.assertFalse(self.Change.with_user(user).search([("service_id", "=", self.service.id)]))
            with self.assertRefused(".", AccessError):
                self._history().with_user(user).read(["reason"])

    def test_services_kept_to_the_office_are_its_own(self):
        """What the school may not find in the basket it does not read in its history or its review either."""
        self.service.with_user(self.piotr).visibility = "office"
        review = self.env["kooperacje.basket.review"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id,
        })
        line = review.line_ids.filtered(lambda line: line.service_id == self.service)
        for user, reads in (
            (self.anna, True), (self.piotr, True), (self.maria, True), (self.kamil, False), (self.tomasz, False),
        ):
            with self.subTest(user=user.login):
                found = self.Change.with_user(user).search([("service_id", "=", self.service.id)])
                self.assertEqual(bool(found), reads)
        self.assertNotIn(line, self.env[line._name].with_user(self.kamil).search([]))

    def test_opened_from_the_service(self):
        action = self.service.with_user(self.anna).action_open_history()
        self.assertEqual(self.Change.with_user(self.anna).search(action["domain"]), self._history())
