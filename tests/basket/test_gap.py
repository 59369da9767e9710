from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.basket.common import BasketCommon


@tagged("post_install", "-at_install")
class TestGap(BasketCommon):
    """What families lacked, for the partnership to work on, and nothing of the families."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Gap = cls.env["kooperacje.gap"]
        cls.gap = cls._count(cls.need_poverty)

    @classmethod
    def _count(cls, need, kind="missing", times=1):
        for _time in range(times):
            gap = cls.Gap._count(cls.partnership, [(need.id, kind)])
        return gap

    def test_counts_by_quarter_need_and_kind(self):
        self.assertEqual(self._count(self.need_poverty), self.gap)
        self.assertEqual(self.gap.sudo().count, 2)
        self.assertNotEqual(self._count(self.need_poverty, "full"), self.gap)
        self.assertNotEqual(self._count(self.need_disability), self.gap)
        year = self.today.year + 5
        with freeze_time(f"{year}-05-20"):
            later = self._count(self.need_poverty)
        self.assertEqual(str(later.period), f"{year}-04-01")
        self.assertEqual(self.gap.sudo().count, 2)
        self.assertEqual(self.gap.period.day, 1)

    def test_several_at_once_in_their_order(self):
        keys = [(self.need_disability.id, "age"), (self.need_poverty.id, "missing"), (self.need_poverty.id, "age")]
        gaps = self.Gap._count(self.partnership, keys)
        self.assertEqual([(gap.need_id.id, gap.kind) for gap in gaps], keys)
        self.assertFalse(self.Gap._count(self.partnership, []))

    def test_small_numbers_are_not_told(self):
        self._count(self.need_poverty)
        gap = self.gap.with_user(self.piotr)
        self.assertEqual((gap.size, gap.shown_count, gap.is_common), ("few", 0, False))
        self._count(self.need_poverty)
        self.assertEqual((gap.size, gap.shown_count, gap.is_common), ("some", 3, True))
        self._count(self.need_poverty, times=7)
        self.assertEqual((gap.size, gap.shown_count), ("many", 10))
        for user in (self.piotr, self.maria, self.anna):
            with self.assertRaises(AccessError):
                gap.with_user(user).read(["count"])
            with self.assertRaises(AccessError):
                self.Gap.with_user(user).search([("count", "=", 1)])

    def test_nothing_leads_to_a_family(self):
        """No case, no user, no day, no chatter: a row says need, kind and quarter."""
        fields = self.Gap._fields
        self.assertFalse({"create_uid", "create_date", "write_uid", "write_date", "case_id", "message_ids"} & {
            name for name, field in fields.items() if field.store or name == "message_ids"
        })
        related = {field.comodel_name for field in fields.values() if field.relational}
        self.assertFalse(related & {"kooperacje.case", "kooperacje.case.need", "kooperacje.person"})

    def test_who_sees_what(self):
        common = self._count(self.need_disability, times=3)
        for user in (self.piotr, self.maria):
            self.assertEqual(self.Gap.with_user(user).search([]), self.gap | common)
        for user in (self.anna, self.tomasz, self.robert, self.ewa):
            self.assertEqual(self.Gap.with_user(user).search([]), common, "of three families or more")
        for user in (self.olga, self.nadia):
            self.assertFalse(self.Gap.with_user(user).search([]), "another office")

    def test_who_does_what(self):
        common = self._count(self.need_disability, times=3)
        for user in (self.anna, self.tomasz, self.robert, self.ewa, self.irena, self.adam):
            with self.assertRaises(AccessError):
                common.with_user(user).action_take_up()
            self.assertFalse(common.with_user(user).has_access("write"))
        for user in (self.piotr, self.maria):
            for operation in ("create", "unlink"):
                self.assertFalse(common.with_user(user).has_access(operation), operation)
        with self.assertRaises(AccessError):
            common.with_user(self.nadia).action_take_up()

    def test_numbers_and_states_are_not_written_by_hand(self):
        gap = self.gap.with_user(self.piotr)
        for values in (
            {"state": "closed"}, {"count": 9}, {"size": "many"}, {"is_common": True}, {"period": "2020-01-01"},
            {"kind": "full"}, {"need_id": self.need_disability.id}, {"partnership_id": self.partnership_nur.id},
            {"handled_by_id": self.maria.id}, {"shown_count": 5},
        ):
            with self.assertRaises(AccessError, msg=values):
                gap.write(values)

    def test_from_taking_up_to_settling(self):
        gap = self.gap.with_user(self.piotr)
        gap.action_take_up()
        self.assertEqual((gap.state, gap.handled_by_id, gap.handled_on), ("work", self.piotr, self.today))
        with self.assertRefused("Write what the partnership does"):
            gap.action_settle()
        gap.outcome = "Od marca druga grupa w stowarzyszeniu."
        gap.with_user(self.maria).action_settle()
        self.assertEqual((gap.state, gap.handled_by_id), ("closed", self.maria))
        gap.action_reopen()
        self.assertEqual(gap.state, "open")

    def test_a_settled_gap_counts_on(self):
        gap = self.gap.with_user(self.piotr)
        gap.outcome = "Nie ma wykonawcy."
        gap.action_settle()
        self._count(self.need_poverty)
        self.assertEqual((gap.state, gap.sudo().count), ("closed", 2))

    def test_request_to_update_the_basket(self):
        gap = self.gap.with_user(self.piotr)
        action = gap.action_request()
        request = self.env["kooperacje.basket.request"].browse(action["res_id"])
        self.assertEqual(
            (request.need_id, request.partnership_id, request.kind, request.requested_by_id),
            (self.need_poverty, self.partnership, "add", self.piotr),
        )
        self.assertEqual((gap.request_id, gap.state, gap.request_state), (request, "work", "new"))
        self.assertEqual(gap.action_request()["res_id"], request.id, "the one filed is opened")
        self.assertNotIn("1", request.description, "no number of families")
        with self.assertRaises(UserError):
            self._count(self.need_disability, times=3).with_user(self.anna).action_request()

    def test_leads_to_the_services(self):
        service = self.Service.create({
            "name": "Pomoc rzeczowa", "partnership_id": self.partnership.id, "institution_id": self.ngo.id,
            "need_ids": [(6, 0, self.need_poverty.ids)], "state": "verified",
        })
        domain = self.gap.with_user(self.piotr).action_open_services()["domain"]
        self.assertEqual(self.Service.with_user(self.piotr).search(domain), service)

    def test_number_of_queries_does_not_grow(self):
        needs = self.env["kooperacje.need"].create([{"code": f"G.{n}", "name": f"Potrzeba {n}"} for n in range(110)])

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Gap._count(self.partnership, [(need.id, "missing") for need in some])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(needs[:1])
        self.assertEqual(queries(needs[:10]), queries(needs[10:]))
