from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.figure_period import period
from odoo.addons.kooperacje.kernels.office_day import office_today

from .test_indicator_rights import ReleasedCommon


@tagged("post_install", "-at_install")
class TestDashboard(ReleasedCommon):
    """Figures at a glance, for the manager and for the regional centre."""

    def _cards(self, data):
        return {card["code"]: card for section in data["sections"] for card in section["cards"]}

    def _dashboard(self, user, **arguments):
        self.env.invalidate_all()
        return self.Indicator.with_user(user).dashboard(**arguments)

    def test_manager_reads_exact_figures_of_the_running_quarter(self):
        data = self._dashboard(self.maria)
        self.assertTrue(data["is_exact"])
        self.assertEqual(data["partnership_id"], self.partnership.id)
        self.assertTrue(data["period"].startswith("quarter:"))
        self.assertEqual(set(self._cards(data)), {
            indicator.code for indicator in self.Indicator.search([]) if indicator.variant in ("both", "rural")
        })
        self.assertEqual(data["sections"][0]["area"], "headline")
        self.assertLessEqual(len(data["sections"][0]["cards"]), 12, "read in a minute")

    def test_figure_of_a_card_is_that_of_reports(self):
        self._families(3).write({"reported_on": self.first})
        span = period("month", self.first, office_today())
        offered = self.Indicator.with_user(self.maria)._offered_periods(is_exact=True)
        data = self._dashboard(self.maria, period=f"year:{office_today().year}-01-01")
        year = next(one for one in offered if one.key == data["period"])
        values = self.Indicator._values(self.partnership, year.first, year.until)[self.partnership.id]
        self.assertEqual(self._cards(data)["cases_open"]["value"], str(values["cases_open"]))
        self.assertEqual(span.last, self.last)

    @freeze_time("2026-11-22 10:00:00")
    def test_change_is_said_in_words(self):
        """Against as many days of the period before; better or worse by what the indicator means, not by its sign."""
        self.case.reported_on = date(2001, 1, 1)
        cases = self._families(5)
        cases[:3].write({"reported_on": date(2026, 11, 2)})
        cases[3].write({"reported_on": date(2026, 10, 2)})
        cases[4].write({"reported_on": date(2026, 10, 30)})
        for case in cases[:2]:
            team = self._task_team(case, date(2026, 11, 3))
            self._invited(team, self.zofia, state="declined", invited_on=date(2026, 11, 3),
                          answered_on=date(2026, 11, 4))
        cards = self._cards(self._dashboard(self.maria, period="month:2026-11-01"))
        self.assertEqual(cards["cases_new"]["value"], "3")
        self.assertEqual(cards["cases_new"]["change"], "2 more than in the same days of the month before")
        self.assertEqual((cards["cases_new"]["tone"], cards["cases_new"]["tone_label"]), ("none", False))
        self.assertEqual(cards["invitations_declined"]["tone_label"], "worse")
        self.assertEqual(cards["consultations"]["tone"], "same")
        self.assertEqual(cards["goals_reached"]["value"], "nothing to count")
        self.assertFalse(cards["goals_reached"]["change"])
        self.assertEqual(cards["cases_new"]["parts"], [{"label": "Person", "value": "3", "share": 100}])
        self.assertEqual(cards["cases_new"]["trend"][-2:], [2, 3])
        before = self._cards(self._dashboard(self.maria, period="month:2026-10-01"))
        self.assertEqual(before["cases_new"]["value"], "2", "the whole month")
        self.assertEqual(before["cases_new"]["change"], "2 more than in the month before")

    def test_summary_of_an_area_counts_what_grew_worse(self):
        data = self._dashboard(self.maria)
        for section in data["sections"][1:]:
            bad = [card for card in section["cards"] if card["tone"] == "bad"]
            self.assertEqual(f"worse: {len(bad)}" in section["summary"], bool(bad))
            self.assertIn(f"figures: {len(section['cards'])}", section["summary"])

    def test_network_worker_sees_registers(self):
        data = self._dashboard(self.piotr)
        self.assertTrue(data["is_exact"])
        self.assertIn("manager", data["notice"])
        cards = self._cards(data)
        self.assertIn("teams_open", cards)
        self.assertNotIn("cases_open", cards)

    def test_regional_centre_reads_years_without_small_counts(self):
        self._families(3, partnership=self.partnership_nur)
        more = [self._partnership(f"PZK {number} (test)", self.company_nur, self.commune_nur) for number in range(2)]
        for partnership in (self.partnership, *more):
            self._families(6, partnership=partnership)
        data = self._dashboard(self.robert, period=f"year:{self.year}-01-01")
        self.assertFalse(data["is_exact"])
        self.assertEqual(data["partnership_id"], 0)
        self.assertTrue(all(one["key"].startswith("year:") for one in data["periods"]))
        cards = self._cards(data)
        self.assertEqual(cards["cases_new"]["value"], "18")
        self.assertIn("3 partnerships out of", cards["cases_new"]["told"])
        self.assertEqual(cards["teams_open"]["value"], "0", "the number of teams is no personal figure")
        self.assertTrue(all(not card["open"] for card in cards.values()), "nothing personal opens")
        one = self._cards(self._dashboard(
            self.robert, partnership_id=self.partnership_nur.id, period=f"year:{self.year}-01-01"))
        self.assertEqual(one["cases_new"]["value"], "few or none")
        self.assertFalse(one["cases_new"]["open"])
        self.assertTrue(one["members"]["open"], "institutions are no secret")

    def test_regional_centre_is_given_no_shorter_period(self):
        """A quarter asked for by hand is answered by the year that is offered."""
        for key in ("quarter:2026-10-01", "month:2026-11-01"):
            data = self._dashboard(self.robert, period=key)
            self.assertTrue(data["period"].startswith("year:"), key)

    def test_asked_for_by_hand(self):
        with self.assertRefused(AccessError, "."):
            self._dashboard(self.maria, partnership_id=self.partnership_nur.id)
        with self.assertRefused(AccessError, "."):
            self._dashboard(self.olga, partnership_id=self.partnership.id)
        for wrong in ("week:2026-11-02", "x", "0"):
            with self.assertRefused(UserError, "Choose a month"):
                self._dashboard(self.maria, period=wrong)

    def test_engaged_without_office_reads_released_figures(self):
        self._families(6)
        for user in (self.anna, self.ewa, self.irena):
            data = self._dashboard(user, period=f"year:{self.year}-01-01")
            self.assertFalse(data["is_exact"], user.login)
            self.assertEqual(self._cards(data)["cases_new"]["value"], "6")
        olga = self._dashboard(self.olga, period=f"year:{self.year}-01-01")
        self.assertEqual(self._cards(olga)["cases_new"]["value"], "few or none")

    def test_nobody_of_the_model_is_told_nothing(self):
        stranger = self.env["res.users"].create({"login": "obca", "name": "Obca"})
        with self.assertRefused(AccessError, "."):
            self._dashboard(stranger)

    def test_queries_do_not_grow(self):
        """Ten families or a hundred, two partnerships or thirty: the page asks as often."""
        def queries(user, **arguments):
            self._dashboard(user, **arguments)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Indicator.with_user(user).dashboard(**arguments)
            return self.env.cr.sql_log_count - before

        for case in self._families(10, self.need_school):
            self._task_team(case, self.day)
        year = {"period": f"year:{self.year}-01-01"}
        few, few_regional = queries(self.maria), queries(self.robert, **year)
        for case in self._families(90, self.need_debts):
            self._task_team(case, self.day)
        self.partnership.create([{
            "name": f"PZK {number}", "company_id": self.company_nur.id, "variant": "rural",
            "regional_centre_id": self.rops.id,
        } for number in range(30)])
        self.assertEqual(queries(self.maria), few)
        self.assertEqual(queries(self.robert, **year), few_regional)
        self.assertLess(few, 80)
        self.assertLess(few_regional, 30)

    def test_who_leads_the_voivodeship_team_begins_with_the_region(self):
        """The team of the voivodeship helps nobody: its own page would be one of zeros."""
        office = self._office("ROPS jako biuro (test)", self.voivodeship)
        office.partner_id.institution_type_id = self.type_rops
        director = self._user("dyrektor", office.partner_id, "manager", office)
        self._role(director, office.partner_id, "regional", office)
        team = self.env["kooperacje.partnership"].with_user(director).create({
            "name": "WZK (test)", "variant": "voivodeship", "company_id": office.id,
        })
        self.partnership.regional_centre_id = self.partnership_nur.regional_centre_id = office.partner_id
        data = self._dashboard(director)
        self.assertEqual((data["partnership_id"], data["is_exact"]), (0, False))
        self.assertEqual(data["list_action"], "kooperacje.action_indicator_released")
        self.assertEqual(self._dashboard(director, partnership_id=team.id)["partnership_id"], team.id)
        region = self.env["kooperacje.partnership"].with_user(director)
        for action, asked in (
            (region.action_view_region_figures(), 0),
            (region.browse(self.partnership.id).action_view_figures(), self.partnership.id),
        ):
            self.assertEqual(action["tag"], "kooperacje_figures")
            self.assertEqual(self._dashboard(director, **action["params"])["partnership_id"], asked)
        self.assertEqual(self._dashboard(self.maria)["partnership_id"], self.partnership.id)
