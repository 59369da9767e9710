from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

OVERVIEW = (
    "name", "county_id", "area_ids", "variant", "leader_id", "date_established", "process_stage_id", "progress",
    "next_step_id", "next_responsible", "next_step_due", "overdue_step_count", "support_waiting_count", "member_count",
    "state",
)

FAMILIES = (
    "kooperacje.case", "kooperacje.person", "kooperacje.case.person", "kooperacje.case.need", "kooperacje.team",
    "kooperacje.team.member", "kooperacje.consent", "kooperacje.plan", "kooperacje.goal", "kooperacje.diagnosis",
    "kooperacje.team.register.line", "kooperacje.activity.log", "kooperacje.referral", "kooperacje.access",
    "kooperacje.read.log",
)


@tagged("post_install", "-at_install")
class TestRegion(KooperacjeCommon):
    """What the regional centre sees of the voivodeship: stages, what is overdue and whose turn, no person (RUR-29)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.Partnership = cls.env["kooperacje.partnership"]
        cls.partnership.date_established = "2024-03-01"

    def test_county_follows_from_the_territory(self):
        self.assertEqual(
            (self.partnership.county_id, self.partnership.voivodeship_id), (self.county, self.voivodeship),
        )
        town = self._area("1465011", "Warszawa")
        county = self._area("1465", "Warszawa (powiat)")
        town.invalidate_recordset()
        self.partnership.area_ids = [Command.set(county.ids)]
        self.assertEqual(self.partnership.county_id, county)
        self.partnership.area_ids = False
        self.assertFalse(self.partnership.county_id | self.partnership.voivodeship_id)
        with self.assertRefused("not changed by hand", AccessError):
            self.partnership.with_user(self.maria).county_id = county

    def test_whose_turn_it_is(self):
        step = self.partnership.next_step_id
        self.assertEqual(self.partnership.next_responsible, step.responsible)
        self.assertEqual(step.county_id, self.county)
        step.write({"date_planned": self.today - timedelta(days=12), "level": "county"})
        seen = self.env["kooperacje.partnership.step"].with_user(self.robert)
        overdue = seen.search([("is_overdue", "=", True), ("partnership_id", "=", self.partnership.id)])
        self.assertEqual((overdue, overdue.days_late), (step, 12))
        groups = seen._read_group(
            [("is_overdue", "=", True), ("id", "=", step.id)], ["county_id", "responsible"], ["__count"],
        )
        self.assertEqual(groups, [(self.county, step.responsible, 1)])
        with freeze_time(self.today + timedelta(days=3)):
            step.invalidate_recordset()
            self.assertEqual(step.days_late, 15)
        step.date_planned = self.today
        self.assertEqual(step.days_late, 0)
        self.assertEqual(self.partnership.action_view_overdue_steps()["domain"], [
            ("partnership_id", "=", self.partnership.id),
        ])

    def test_requests_the_centre_has_not_answered(self):
        request = self.env["kooperacje.support.request"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "kind": "training", "description": "x",
        })
        seen = self.partnership.with_user(self.robert)
        self.assertEqual(seen.support_waiting_count, 0, "a draft waits for nobody")
        request.action_send()
        self.env.invalidate_all()
        self.assertEqual(seen.support_waiting_count, 1)
        waiting = [("support_request_ids", "any", [("state", "=", "requested")])]
        self.assertIn(self.partnership, self.Partnership.with_user(self.robert).search(waiting))
        request.with_user(self.robert).date_agreed = self.today
        request.with_user(self.robert).action_agree()
        self.env.invalidate_all()
        self.assertEqual(seen.support_waiting_count, 0)

    def test_map_of_communes(self):
        empty, served = self._area("1416973", "Stary Lubotyń"), self._area("1416992", "Wąsewo")
        self.partnership.area_ids = [Command.set(served.ids)]
        part = self._area("1416984", "Brok – miasto")
        Commune = self.env["kooperacje.region.commune"].with_user(self.robert)
        rows = {row.area_id: row for row in Commune.search([("county_id", "=", self.county.id)])}
        self.assertNotIn(part, rows, "a town of an urban-rural commune is no commune of its own")
        self.assertEqual((rows[empty].state, rows[empty].covered, rows[empty].communes), ("none", 0, 1))
        self.assertFalse(rows[empty].action_open_partnership())
        row = Commune.search([("partnership_id", "=", self.partnership.id)])
        self.assertEqual(
            (row.area_id, row.state, row.variant, row.process_stage_id, str(row.date_established), row.leader_id),
            (served, "active", "rural", self.partnership.process_stage_id, "2024-03-01", self.ops),
        )
        self.assertEqual(row.action_open_partnership()["res_id"], self.partnership.id)
        self.partnership.state = "closed"
        self.assertFalse(Commune.search([("partnership_id", "=", self.partnership.id)]))
        self.assertEqual(Commune.search([("area_id", "=", served.id)]).state, "none", "the commune stays on the map")

    def test_two_partnerships_of_a_commune_count_it_once(self):
        served = self._area("1416992", "Wąsewo")
        self.partnership.area_ids = [Command.set(served.ids)]
        other = self._partnership("PZK powiatu (test)", self.company, self.county)
        Commune = self.env["kooperacje.region.commune"].with_user(self.robert)
        rows = Commune.search([("area_id", "=", served.id)])
        self.assertEqual(rows.partnership_id, self.partnership | other)
        self.assertEqual(sum(rows.mapped("communes")), 1)
        # A partnership of the whole county stands behind each of its communes.
        self.assertIn(self.commune_nur, Commune.search([("partnership_id", "=", other.id)]).area_id)

    def test_own_voivodeship_comes_first(self):
        far = self._area("2402011", "Inne miasto")
        Commune = self.env["kooperacje.region.commune"].with_user(self.robert)
        own = Commune.search([("is_own_region", "=", True)])
        self.assertIn(self.commune, own.area_id)
        self.assertNotIn(far, own.area_id)
        self.assertIn(far, Commune.search([("is_own_region", "=", False)]).area_id)
        self.assertTrue(own[0].is_own_region)

    def test_map_shows_no_partnership_of_others(self):
        other_centre = self._institution("ROPS innego województwa", self.type_rops, self._area("24", "śląskie"))
        self.partnership_nur.regional_centre_id = other_centre
        Commune = self.env["kooperacje.region.commune"]
        for role, user in self.user_by_role.items():
            if role == "evaluator":
                with self.assertRefused(".", AccessError):
                    Commune.with_user(user).search([])
                continue
            with self.subTest(role):
                self.assertFalse(Commune.with_user(user).search([("partnership_id", "=", self.partnership_nur.id)]))
                self.assertTrue(Commune.with_user(user).search([("partnership_id", "=", self.partnership.id)]))
        self.assertTrue(Commune.with_user(self.olga).search([("partnership_id", "=", self.partnership_nur.id)]))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(Commune.with_user(self.robert).has_access(operation))

    def test_regional_centre_reaches_no_family(self):
        """Over RPC: no case, person, team, consent or register opens to it, by whatever way it asks."""
        case = self.env["kooperacje.case"].create({
            "partnership_id": self.partnership.id, "user_id": self.anna.id, "need_words": "dług czynszowy",
        })
        for model in FAMILIES:
            seen = self.env[model].with_user(self.robert)
            for read in (
                lambda seen=seen: seen.search([]), lambda seen=seen: seen.name_search(""),
                lambda seen=seen: seen._read_group([], [], ["__count"])[0][0],
                lambda seen=seen: seen.web_search_read([], {"display_name": {}})["records"],
            ):
                with self.subTest(model):
                    self.assertFalse(self._or_refused(read))
        with self.assertRefused(".", AccessError):
            case.with_user(self.robert).read(["need_words"])
        partnerships = self.Partnership.with_user(self.robert)
        for path in ("step_ids.partnership_id.cost_ids.amount", "cost_ids.partner_id"):
            with self.subTest(path):
                self.assertFalse(self._or_refused(
                    lambda path=path: partnerships.search([(path, "!=", False), ("id", "=", self.partnership.id)]),
                ))
        pointing = {
            name for name, field in self.Partnership._fields.items()
            if field.relational and field.comodel_name in FAMILIES
        }
        self.assertFalse(pointing, "a partnership points at no family")

    def _or_refused(self, read):
        try:
            return read()
        except (AccessError, ValueError):
            return False

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_regional_centre_appoints_its_adviser(self):
        """RUR-31: Robert takes the partnership on; nobody else is put there by him, and nothing else is written."""
        seen = self.partnership.with_user(self.robert)
        seen.action_advise()
        self.assertEqual(self.partnership.adviser_id, self.robert.partner_id)
        with self.assertRaises(AccessError):
            seen.adviser_id = False
        with self.assertRefused("is not on the staff", ValidationError):
            self.partnership.with_user(self.maria).adviser_id = self.ewa.partner_id
        for role, user in self.engaged_by_role.items():
            if role != "regional":
                with self.subTest(role), self.assertRefused("served by another regional centre"):
                    self.partnership.with_user(user).action_advise()
        self.partnership_nur.regional_centre_id = self._institution("ROPS inny", self.type_rops, self.voivodeship)
        with self.assertRaises(AccessError):
            self.partnership_nur.with_user(self.robert).action_advise()

    def test_queries_do_not_grow_with_the_voivodeship(self):
        """The overview of 100 partnerships costs as many queries as that of 10, and so does the list of steps."""
        columns = {name: {"fields": {"display_name": {}}} if self.Partnership._fields[name].relational else {}
                   for name in OVERVIEW}
        steps = {name: {} for name in ("code", "name", "responsible", "date_due", "days_late", "is_overdue")}
        counts = {}
        made = self.Partnership
        for number in (10, 100):
            made |= self._many(number - len(made))
            seen = self.Partnership.with_user(self.robert)
            domain = [("id", "in", made.ids)]
            counts[number] = []
            for read in (
                lambda seen=seen, domain=domain: seen.web_search_read(domain, columns, limit=400),
                lambda seen=seen, domain=domain: seen.web_read_group(domain, ["county_id"], ["__count"]),
                lambda seen=seen, ids=made.ids: seen.env["kooperacje.partnership.step"].web_search_read(
                    [("partnership_id", "in", ids), ("is_overdue", "=", True)], steps, limit=80,
                ),
                lambda domain=domain: self.Partnership.with_user(self.bogna).web_search_read(
                    domain, {**columns, "coordinated_step_count": {}, "commune_animator_id": {}}, limit=400,
                ),
                lambda ids=made.ids: self.env["kooperacje.partnership.step"].with_user(self.bogna).web_search_read(
                    [("partnership_id", "in", ids)], {**steps, "user_may_close": {}}, limit=80,
                ),
                lambda seen=seen, ids=made.ids: seen.env["kooperacje.region.commune"].web_search_read(
                    [("partnership_id", "in", ids)],
                    {name: {} for name in ("name", "state", "variant", "process_stage_id", "kind")}, limit=400,
                ),
            ):
                read()
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                read()
                counts[number].append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[10], counts[100])
        self.assertLess(max(counts[100]), 30)

    def _many(self, number):
        first = self.Partnership.search_count([])
        partnerships = self.Partnership.create([{
            "name": f"PZK {first + n}", "variant": "rural", "company_id": self.company.id,
            "area_ids": [Command.set(self.commune.ids)], "regional_centre_id": self.rops.id,
            "strategic_partner_id": self.pcpr.id, "cycle_start": self.today - timedelta(days=400),
        } for n in range(number)])
        self.assertTrue(partnerships[0].overdue_step_count)
        return partnerships
