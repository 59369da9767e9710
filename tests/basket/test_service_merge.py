from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.basket.common import BasketCommon


@tagged("post_install", "-at_install")
class TestServiceMerge(BasketCommon):
    """The same service of one provider stands in the basket once, and the leader alone says so (K3D-213, 228)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._verified_card(services=(
            "Zajęcia logopedyczne", "zajecia logopedyczne – dzieci", "Świetlica", "Stołówka",
        ))
        cls.card = cls.card.with_env(cls.env)
        by_name = {service.name: service for service in cls.card.service_ids}
        cls.speech = by_name["Zajęcia logopedyczne"]
        cls.speech_again = by_name["zajecia logopedyczne – dzieci"]
        cls.dayroom, cls.canteen = by_name["Świetlica"], by_name["Stołówka"]
        cls.Merge = cls.env["kooperacje.service.merge"]

    def _offered(self, user=None):
        action = self.Service.with_user(user or self.piotr).action_find_duplicates()
        return self.Merge.with_user(user or self.piotr).search(action["domain"])

    def _compared(self, left, right, user=None):
        action = (left | right).with_user(user or self.piotr).action_merge()
        return self.Merge.with_user(user or self.piotr).browse(action["res_id"])

    def test_nearly_the_same_is_offered_once(self):
        offered = self._offered()
        self.assertEqual((offered.keep_id, offered.other_id), (self.speech, self.speech_again))
        self.assertGreaterEqual(offered.similarity, 70)
        offered.action_compare()
        offered.reason = "Wpisana dwa razy"
        offered.action_merge()
        self.assertFalse(self._offered(), "safe to repeat")
        with self.assertRefused("decided already|local basket"):
            offered.action_merge()

    def test_pair_of_another_office_is_not_named(self):
        values = {"keep_id": self.speech.id, "other_id": self.speech_again.id}
        with self.assertRefused(".", AccessError):
            self.Merge.with_user(self.nadia).create(values)

    def test_two_services_stay_two(self):
        offered = self._offered()
        offered.action_distinct()
        self.assertEqual(offered.state, "distinct")
        self.assertFalse(self._offered())
        self.assertEqual(set((self.speech | self.speech_again).mapped("state")), {"verified"})
        self.assertEqual(self.speech_again.distinct_ids, self.speech, "known from either side")

    def test_card_that_brings_a_service_again_says_so(self):
        """Verifying is where a retyped service comes in; the leader reads it on the card."""
        update = self.Card.with_user(self.ewa).browse(self.card.with_user(self.ewa).action_update()["res_id"])
        update.write({
            "terms_accepted": True, "declared_by": "Jan Nowak",
            "service_ids": [(0, 0, {"name": "STOLOWKA", "fee": "free"})],
        })
        update.action_submit()
        update.with_user(self.piotr).action_verify()
        bodies = "".join(update.message_ids.mapped("body"))
        self.assertIn("STOLOWKA", bodies)
        self.assertIn("Stołówka", bodies)

    def test_side_by_side(self):
        self.speech.write({"schedule": "pn 8–12", "need_ids": [(6, 0, self.need_poverty.ids)]})
        self.speech_again.write({
            "schedule": "wt 8–12", "contact_phone": "29 745 00 11", "need_ids": [(6, 0, self.need_disability.ids)],
        })
        merge = self._compared(self.speech, self.speech_again)
        lines = {line.name: line for line in merge.line_ids}
        self.assertEqual(set(lines), {"name", "schedule", "contact_phone", "need_ids"})
        self.assertEqual((lines["schedule"].keep_value, lines["schedule"].other_value), ("pn 8–12", "wt 8–12"))
        self.assertEqual(
            {name: line.take for name, line in lines.items()},
            {"name": "keep", "schedule": "keep", "contact_phone": "other", "need_ids": "both"},
            "what says more is proposed",
        )
        self.assertTrue(all(line.label and line.label != line.name for line in merge.line_ids))
        lines["schedule"].take = "other"
        merge.reason = "Ta sama usługa"
        merge.action_merge()
        self.assertEqual(self.speech.name, "Zajęcia logopedyczne")
        self.assertEqual((self.speech.schedule, self.speech.contact_phone), ("wt 8–12", "29 745 00 11"))
        self.assertEqual(self.speech.need_ids, self.need_poverty | self.need_disability)

    def test_the_other_one_may_go_on(self):
        merge = self._compared(self.speech, self.speech_again)
        merge.action_swap()
        self.assertEqual((merge.keep_id, merge.other_id), (self.speech_again, self.speech))
        self.assertEqual(merge.line_ids.filtered(lambda line: line.name == "name").keep_value, self.speech_again.name)
        merge.reason = "Nowsza"
        merge.action_merge()
        self.assertEqual((self.speech.state, self.speech_again.state), ("withdrawn", "verified"))

    def test_merged_one_is_withdrawn_and_points_at_the_one_that_goes_on(self):
        self.speech_again.with_user(self.piotr)._merge_into(self.speech.with_user(self.piotr), "Wpisana dwa razy")
        gone = self.speech_again
        self.assertEqual((gone.state, gone.merged_into_id, gone.withdrawn_on), ("withdrawn", self.speech, self.today))
        self.assertIn("Wpisana dwa razy", gone.withdrawal_reason)
        self.assertFalse(gone.is_available)
        kinds = {(change.service_id, change.kind) for change in self.env["kooperacje.basket.change"].search([
            ("service_id", "in", (gone | self.speech).ids), ("kind", "!=", "added"),
        ])}
        self.assertEqual(kinds, {(gone, "merged")}, "nothing was written over the other: only the merger happened")

    def test_merger_is_undone_by_putting_it_back(self):
        self.speech_again.with_user(self.piotr)._merge_into(self.speech, "Pomyłka")
        self.speech_again.with_user(self.piotr).action_verify()
        self.assertEqual((self.speech_again.state, self.speech_again.merged_into_id), ("verified", self.Service))

    def test_chains_are_short(self):
        self.canteen.with_user(self.piotr)._merge_into(self.dayroom.with_user(self.piotr), "x")
        self.dayroom.with_user(self.piotr)._merge_into(self.speech.with_user(self.piotr), "x")
        self.assertEqual(self.canteen.merged_into_id, self.speech)

    def test_requests_follow(self):
        request = self.env["kooperacje.basket.request"].with_user(self.anna).create({
            "partnership_id": self.partnership.id, "kind": "change", "service_id": self.speech_again.id,
            "description": "Inne godziny",
        })
        self.speech_again.with_user(self.piotr)._merge_into(self.speech.with_user(self.piotr), "x")
        self.assertEqual(request.service_id, self.speech)

    def test_change_in_preparation_goes_with_it(self):
        """A working copy on an updated card would put the service back when that card is verified."""
        update = self.Card.browse(self.card.with_user(self.ewa).action_update()["res_id"])
        copy = update.service_ids.filtered(lambda service: service.replaces_id == self.speech_again)
        self.speech_again.with_user(self.piotr)._merge_into(self.speech.with_user(self.piotr), "x")
        self.assertFalse(copy.exists())
        update.write({"terms_accepted": True, "declared_by": "Jan Nowak"})
        update.with_user(self.ewa).action_submit()
        update.with_user(self.piotr).action_verify()
        self.assertEqual((self.speech_again.state, self.speech_again.merged_into_id), ("withdrawn", self.speech))

    def test_change_on_an_issued_card_stops_the_merger(self):
        update = self.Card.browse(self.card.with_user(self.ewa).action_update()["res_id"])
        update.sudo()._unguarded("kooperacje.document.mixin").document_state = "issued"
        with self.assertRefused("issued for signature"):
            self.speech_again.with_user(self.piotr)._merge_into(self.speech.with_user(self.piotr), "x")

    def test_what_cannot_be_merged(self):
        other = self.Service.create({
            "name": "Zajęcia logopedyczne", "partnership_id": self.partnership.id, "institution_id": self.ppp.id,
            "state": "verified",
        })
        speech = self.speech.with_user(self.piotr)
        for services, message in (
            (self.speech, "Mark the two"), (self.speech | self.dayroom | self.canteen, "Mark the two"),
            (self.speech | other, "one institution"),
        ):
            with self.assertRefused(message):
                services.with_user(self.piotr).action_merge()
        with self.assertRefused("two different"):
            speech._merge_into(speech, "x")
        for reason in (False, "  "):
            with self.assertRefused("why the two"):
                self.speech_again.with_user(self.piotr)._merge_into(speech, reason)
        self.speech_again.with_user(self.piotr)._withdraw("Koniec")
        with self.assertRefused("local basket are merged"):
            self.speech_again.with_user(self.piotr)._merge_into(speech, "x")

    def test_only_the_leader_merges(self):
        for role, user in self.user_by_role.items():
            if role in ("network_worker", "manager"):
                continue
            with self.subTest(role=role):
                with self.assertRefused("."):
                    (self.speech | self.speech_again).with_user(user).action_merge()
                with self.assertRefused(".", AccessError):
                    self.Merge.with_user(user).create({"keep_id": self.speech.id, "other_id": self.speech_again.id})
                for values in ({"merged_into_id": self.speech.id}, {"distinct_ids": [(4, self.speech.id)]}):
                    with self.assertRefused("."):
                        self.speech_again.with_user(user).write(values)
        self.assertFalse(self._offered(self.nadia), "the office next door leads another basket")
        with self.assertRefused("."):
            self.Merge.with_user(self.nadia).create({
                "keep_id": self.speech.id, "other_id": self.speech_again.id, "reason": "x",
            }).action_merge()
        self.assertEqual(set(self.card.service_ids.mapped("state")), {"verified"})

    def test_lines_cannot_smuggle_a_field(self):
        """What is taken over is content; the state of a service is none."""
        merge = self._compared(self.speech, self.speech_again)
        merge.line_ids = [
            (0, 0, {"name": "partnership_id", "take": "other"}), (0, 0, {"name": "state", "take": "other"}),
        ]
        self.assertLessEqual(set(merge._chosen_values()), set(self.Service._content_fields()))
        with self.assertRefused("list only"):
            merge.line_ids = [(0, 0, {"name": "schedule", "take": "both"})]
