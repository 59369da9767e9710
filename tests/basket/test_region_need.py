from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.suppression import THRESHOLD
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestRegionNeed(KooperacjeCommon):
    """Unmet needs of the region: sums of a county from five families on, nothing that points to a family."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Gap = cls.env["kooperacje.gap"]
        cls.Need = cls.env["kooperacje.region.need"]
        cls.need, cls.other = cls.env["kooperacje.need"].create([
            {"name": "Opieka wytchnieniowa (test)", "code": "RT1"}, {"name": "Dowóz (test)", "code": "RT2"},
        ])
        cls.barbara = cls._user("barbara", cls.pcpr, "coordinator")

    def _lack(self, partnership, times, need=None, kind="missing"):
        for _time in range(times):
            self.Gap._count(partnership, [((need or self.need).id, kind)])
        self.env.flush_all()
        self.env.invalidate_all()

    def _seen(self, user):
        return self.Need.with_user(user).search([("need_id", "in", (self.need | self.other).ids)])

    def test_summed_over_the_county_from_five_families_on(self):
        self._lack(self.partnership, 2)
        self._lack(self.partnership_nur, 2)
        self.assertFalse(self._seen(self.robert), "four families in two communes")
        self._lack(self.partnership_nur, 1)
        row = self._seen(self.robert)
        self.assertEqual(
            (row.family_count, row.county_id, row.kind, row.strategic_partner_id),
            (THRESHOLD, self.county, "missing", self.pcpr),
        )
        self._lack(self.partnership, 4, kind="full")
        self._lack(self.partnership, 4, need=self.other)
        self.assertEqual(self._seen(self.robert), row, "small numbers of other kinds and needs stay out of sight")

    def test_names_no_partnership_and_no_person(self):
        names = set(self.Need._fields) - set(self.env["base"]._fields)
        pointing = ("partnership", "company", "user", "case", "person")
        self.assertFalse({name for name in names if name.startswith(pointing)})
        relations = {field.comodel_name for field in self.Need._fields.values() if field.relational}
        self.assertLessEqual(relations, {"kooperacje.area", "kooperacje.need", "res.partner", "res.users"})

    def test_counties_apart(self):
        far = self._area("1461", "powiat inny")
        commune = self._area("1461012", "Gdzie indziej")
        self.partnership_nur.area_ids = commune
        self._lack(self.partnership, 5)
        self._lack(self.partnership_nur, 4)
        self.assertEqual(self._seen(self.robert).county_id, self.county)
        self._lack(self.partnership_nur, 1)
        self.assertEqual(self._seen(self.robert).county_id, self.county | far)
        groups = self.Need.with_user(self.robert)._read_group(
            [("need_id", "=", self.need.id)], ["need_id"], ["family_count:sum"],
        )
        self.assertEqual(groups, [(self.need, 10)])

    def test_who_reads(self):
        """The regional centre its voivodeship, the PCPR its county, nobody else."""
        self._lack(self.partnership, 6)
        self.assertTrue(self._seen(self.robert))
        self.assertTrue(self._seen(self.barbara))
        self.assertTrue(self._seen(self.bogna))
        self.assertFalse(self._seen(self.ewa), "a school coordinates no county")
        for role, user in self.user_by_role.items():
            if role in ("regional", "coordinator", "county_animator"):
                continue
            with self.subTest(role), self.assertRefused(".", AccessError):
                self._seen(user)
        self.partnership.regional_centre_id = self._institution("ROPS inny", self.type_rops, self.voivodeship)
        self.partnership.strategic_partner_id = self._institution("PCPR inny", self.type_pcpr, self.county)
        self.env.flush_all()
        self.assertFalse(self._seen(self.robert) | self._seen(self.barbara) | self._seen(self.bogna))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(self.Need.with_user(self.robert).has_access(operation))

    def test_number_of_needs_on_the_overview(self):
        """Of each partnership only how many needs several families had; below three not even that."""
        seen = self.partnership.with_user(self.robert)
        self._lack(self.partnership, 2)
        self.assertEqual(seen.common_gap_count, 0)
        self._lack(self.partnership, 1)
        self._lack(self.partnership, 3, kind="full")
        self.assertEqual(seen.common_gap_count, 1, "one need, whatever was missing")
        gaps = self.Gap.search([("partnership_id", "=", self.partnership.id)])
        gaps.outcome = "Umowa z drugim ośrodkiem"
        gaps.action_settle()
        self.env.invalidate_all()
        self.assertEqual(seen.common_gap_count, 0)

    def test_requests_to_decide(self):
        request = self.env["kooperacje.basket.request"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "name": "Dowóz", "description": "x",
        })
        seen = self.partnership.with_user(self.robert)
        expected = 1 if request.state == "new" else 0
        self.env.invalidate_all()
        self.assertEqual(seen.waiting_request_count, expected)

    def test_queries_are_constant(self):
        needs = self.env["kooperacje.need"].create([
            {"name": f"Potrzeba {n}", "code": f"RQ{n}"} for n in range(100)
        ])
        counts = []
        columns = {"family_count": {}, "kind": {}, "period": {}, "need_id": {"fields": {"display_name": {}}},
                   "county_id": {"fields": {"display_name": {}}}}
        for part in (needs[:10], needs[10:]):
            for _time in range(THRESHOLD):
                self.Gap._count(self.partnership, [(need.id, "missing") for need in part])
            self.env.flush_all()
            for _warm in range(2):
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                found = self.Need.with_user(self.robert).web_search_read([], columns, limit=400)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertGreaterEqual(found["length"], 100)
        self.assertEqual(*counts)
