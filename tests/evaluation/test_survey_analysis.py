from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.kernels.goal_attainment import t_score

from .analysis_common import AnalysisCommon


def office(quality=3, **more):
    """Somebody of the office, tool 3: everything in the middle of the scale, but what is told."""
    rows = ("edukacja", "zdrowie", "policja")
    return {
        "quality": dict.fromkeys(rows, f"o{quality}"), "frequency": dict.fromkeys(rows, "o3"), "procedures": 3,
        "understanding": 3, "trust": 4, "information": 3, "joint_goals": 3, "change": 3, "relief": 3, **more,
    }


@tagged("post_install", "-at_install")
class TestSurveyAnalysis(AnalysisCommon):
    """Piotr asks what the year's questionnaires say; figures by hand of five to eight people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool_2 = cls._publish("2", [{
            "frequency": {"pcpr": "o5", "oik": "o4", "rops": "o1"}, "basis": basis, "difficulty": ["o1", "o3"],
            "quality": {"pcpr": "o4", "oik": "o2", **({"rops": "o5"} if number < 4 else {"rops": "o6"})},
            "13": "Jedna osoba do kontaktu.",
        } for number, basis in enumerate(["informal"] * 4 + ["agreement", "law"])])
        cls.old_3 = cls._publish("3", [office(trust=2) for _one in range(6)], days_ago=400)
        cls.pool_3 = cls._publish("3", [office(barriers=["barrier_1", "barrier_2"]) for _one in range(6)])
        cls.pool_6 = cls._publish("6", [
            {"quality": {"ops": "o5"}, "trust": 3, "change": 4, "sector": cls.sector_education,
             "proposals": "Wspólne szkolenie."} for _one in range(6)
        ] + [{"quality": {"ops": "o2"}, "trust": 3, "change": 4, "sector": cls.sector_civic} for _one in range(5)])
        cls._publish("16A", [{"overall": 2, "goals": 3, "roles": 2, "expectations": ["o1"]} for _one in range(5)],
                     moment="before", days_ago=200)
        cls._publish("16B", [{"goals": 3, "information": 3} for _one in range(5)], days_ago=100)
        cls.pool_16c = cls._publish("16C", [
            {"overall": 4, "goals": 4, "roles": 2, "expectations_met": 5, "again": again}
            for again in ["yes"] * 4 + ["no"]
        ], moment="after")
        cls.pool_fam = cls._publish("FAM", [
            {"family_solved": 4, "family_trust": 5, "family_recommend": "yes", "family_services": ["o1", "o2"],
             "family_change": "Syn wrócił do szkoły."} for _one in range(5)
        ], moment="after")
        cls.env.invalidate_all()

    def setUp(self):
        super().setUp()
        self.as_piotr = self.Analysis.with_user(self.piotr)
        self.pools = self.as_piotr._pools(self.partnership)
        self.sums, self.counts = self.as_piotr._sums(self.pools), self.as_piotr._counts(self.pools)

    def _report(self, user, **values):
        report = self.env["kooperacje.survey.report"].with_user(user).create(values)
        return report, str(report.body)

    # ------------------------------------------------------------
    # 3 ↔ 6
    # ------------------------------------------------------------

    def test_gap_of_office_and_partners(self):
        sides = self.as_piotr._sides(self.pools, self.sums, self.counts)
        general = {label: rest for label, *rest in sides["general"]}
        self.assertEqual(general["Ufam, że partner wykona uzgodnione działanie"], [4, 3, 1])
        self.assertEqual(general["Współpraca przynosi rodzinom widoczną zmianę"], [3, 4, -1])
        self.assertEqual(general["Współpraca odciąża mnie w pracy"], [3, None, None], "the partners were not asked")

    def test_newest_wave_counts_not_all_waves(self):
        sides = self.as_piotr._sides(self.pools, self.sums, self.counts)
        self.assertEqual(sides["office"], self.pool_3.with_user(self.piotr))
        self.assertNotIn(2, [row[1] for row in sides["general"]])

    def test_gap_sector_by_sector(self):
        """What the office says of schools, beside what the people of schools say of the office."""
        sides = self.as_piotr._sides(self.pools, self.sums, self.counts)
        sectors = {label: rest for label, *rest in sides["sectors"]}
        self.assertEqual(sectors[self.sector_education.name], [3, 5, -2])
        self.assertEqual(sectors[self.sector_civic.name], [None, 2, None], "the office was not asked of it")
        self.assertNotIn(self.env.ref("kooperacje.sector_d").name, sectors)

    def test_index_of_sectors(self):
        """(3 + 3 + 3 + 4 + 3 + 3 + 3) / 7 for each sector asked of."""
        sides = self.as_piotr._sides(self.pools, self.sums, self.counts)
        self.assertEqual({label: round(value, 3) for label, value in sides["index"]}, {
            "edukacja i wychowanie": 3.143, "zdrowie": 3.143, "policja": 3.143,
        })

    def test_barriers_are_named(self):
        sides = self.as_piotr._sides(self.pools, self.sums, self.counts)
        self.assertEqual(sides["barriers_office"], [("Brak diagnozy problemów", 6, 100), ("Biurokracja", 6, 100)])
        self.assertEqual(sides["barriers_partners"], [])

    # ------------------------------------------------------------
    # Map, course, teams, families
    # ------------------------------------------------------------

    def test_map_of_cooperation(self):
        found = self.as_piotr._map(self.pools, self.sums, self.counts)
        points = {label: rest for label, *rest in found["points"]}
        self.assertEqual(points["PCPR"], [5, 4, "close"])
        self.assertEqual(points["OIK"], [4, 2, "strained"])
        self.assertEqual(points["ROPS"], [1, None, None], "four could rate it: nothing is told of it")
        self.assertEqual(points["DPS"], [None, None, None])
        self.assertEqual(found["basis"][0][:2], ("kontaktach nieformalnych", 4))
        self.assertAlmostEqual(found["basis"][0][2], 200 / 3)
        self.assertEqual(found["difficulties"][0][1:], (6, 100))

    def test_course_over_the_waves(self):
        days, lines = self.as_piotr._course(self.pools, self.sums)["3"]
        self.assertEqual(days, [self.old_3.date_to, self.pool_3.date_to])
        self.assertEqual(dict(lines)["Ufam, że partner wykona uzgodnione działanie"], [2, 4])
        self.assertNotIn("6", self.as_piotr._course(self.pools, self.sums), "one wave is no course")

    def test_teams_before_and_after(self):
        teams = self.as_piotr._teams(self.pools, self.sums, self.counts)
        rows = {row["measure"]: row for row in teams["rows"]}
        self.assertEqual(rows["overall"]["means"], [2, None, 4])
        self.assertEqual(rows["overall"]["change"], 2)
        self.assertEqual(rows["goals"]["means"], [3, 3, 4])
        self.assertEqual(rows["roles"]["change"], 0)
        self.assertIsNone(rows["information"]["change"], "asked once")
        self.assertNotIn("family", rows)
        self.assertEqual(rows["overall"]["asked"][-1], "Ogólna ocena współpracy")
        self.assertEqual(teams["met"], 5)
        self.assertEqual(teams["again"], [("tak", 4, 80), ("nie", 1, 20)])

    def test_voice_of_the_families(self):
        family = self.as_piotr._family(self.pools, self.sums, self.counts)
        self.assertEqual(dict(family["scales"]), {
            "Na ile problemy z początku zostały rozwiązane?": 4, "Czy cele były moje?": None,
            "Czy czułem/am się wysłuchany/a?": None, "Ufam instytucjom bardziej niż przedtem": 5,
        })
        self.assertEqual(family["recommend"], [("tak", 5, 100)])
        self.assertEqual([row[:2] for row in family["services"]], [("poradnictwo", 5), ("terapia", 5)])

    # ------------------------------------------------------------
    # Threshold
    # ------------------------------------------------------------

    def test_row_of_a_table_rated_by_four_is_not_published(self):
        quality = self.surveys["2"].question_ids.filtered(lambda question: question.kooperacje_measure == "quality")
        rops = quality.matrix_row_ids.filtered(lambda row: row.kooperacje_key == "rops")
        four = self._publish("2", [{"quality": {"pcpr": "o4", **({"rops": "o5"} if number < 4 else {})}}
                                   for number in range(6)], days_ago=10)
        self.assertFalse(four.result_ids.filtered(lambda result: result.row_id == rops))
        self.assertTrue(four.result_ids.filtered(lambda result: result.row_id.kooperacje_key == "pcpr"))

    def test_sector_of_four_is_withheld_and_the_next_with_it(self):
        pool = self._publish("6", [{"trust": 3, "sector": self.sector_education}] * 4
                             + [{"trust": 5, "sector": self.sector_civic}] * 6, days_ago=5)
        self.assertEqual(set(pool.result_ids.mapped("scope")), {"all"})
        pools = self.as_piotr._pools(self.partnership)
        sides = self.as_piotr._sides(pools, self.as_piotr._sums(pools), self.as_piotr._counts(pools))
        self.assertEqual(sides["partners"].id, pool.id)
        self.assertFalse([row for row in sides["sectors"] if row[2] is not None])

    def test_wave_of_four_says_nothing(self):
        pool = self._publish("3", [office(trust=1)] * 4, partnership=self.partnership_nur, days_ago=2)
        self.assertFalse(pool.result_ids | pool.result_ids.search([("pool_id", "=", pool.id)]))
        pools = self.Analysis._pools(self.partnership_nur)
        self.assertFalse([row for row in self.Analysis._sides(
            pools, self.Analysis._sums(pools), self.Analysis._counts(pools),
        )["general"] if row[1] is not None])

    # ------------------------------------------------------------
    # In their own words
    # ------------------------------------------------------------

    def test_words_without_anything_beside_them(self):
        words = {question.title: some for _tool, question, some, _more in self.as_piotr._words(self.pools)}
        self.assertEqual(words["Oczekiwania wobec PZK"], ["Jedna osoba do kontaktu."] * 6)
        text = self.env["kooperacje.survey.text"].search([("pool_id", "=", self.pool_2.id)], limit=1)
        self.assertNotIn("user_input_id", text._fields)

    def test_many_words_are_cut(self):
        self._publish("FAM", [{"family_change": f"Zmiana {number}"} for number in range(45)], moment="after",
                      days_ago=3)
        found = [item for item in self.as_piotr._words(self.as_piotr._pools(self.partnership))
                 if item[1].kooperacje_measure == "family_change"]
        self.assertEqual((len(found[0][2]), found[0][3]), (40, 10))

    # ------------------------------------------------------------
    # The page and the papers
    # ------------------------------------------------------------

    def test_page_of_a_partnership(self):
        report, body = self._report(self.piotr, partnership_id=self.partnership.id)
        for text in ("Ośrodek i partnerzy", "Mapa współpracy", "Głos rodzin", "Zespoły (ZZK)", "Kolejne badania",
                     "<svg", "Syn wrócił do szkoły", "od tych rozmów warto zacząć: <b>OIK</b>"):
            self.assertIn(text, body)
        self.assertEqual(report.display_name, self.partnership.name)

    def test_period_narrows_the_page(self):
        _report, body = self._report(self.piotr, partnership_id=self.partnership.id, date_to=self.old_3.date_to)
        self.assertNotIn("Głos rodzin", body)
        with self.assertRaises(ValidationError):
            self._report(self.piotr, date_from=self.today, date_to=self.old_3.date_to)

    def test_half_typed_period_is_none_yet(self):
        form = Form(self.env["kooperacje.survey.report"].with_user(self.piotr))
        form.date_from = self.today
        form.date_to = self.old_3.date_to
        self.assertIn("Głos rodzin", str(form.body))

    def test_page_without_results_says_when_they_come(self):
        _report, body = self._report(self.piotr, date_from=self.today)
        self.assertIn("Nie ma jeszcze wyników", body)

    def test_papers(self):
        report, _body = self._report(self.piotr, partnership_id=self.partnership.id)
        Report = self.env["ir.actions.report"].with_user(self.piotr)
        html = str(Report._render_qweb_html("kooperacje.report_survey_analysis", report.ids)[0], "utf-8")
        self.assertIn("CO MÓWIĄ ANKIETY", html)
        self.assertIn(self.company.name, html)
        html = str(Report._render_qweb_html("kooperacje.report_survey_pool", self.pool_6.ids)[0], "utf-8")
        for text in (
            "WYNIKI ANKIETY", "Ankieta 6", self.sector_education.name, "mniej niż pięć osób", "Wspólne szkolenie.",
        ):
            self.assertIn(text, html)

    def test_what_people_wrote_is_text_on_the_page(self):
        self._publish("FAM", [{"family_change": "<script>alert(1)</script>"}] * 5, moment="after", days_ago=2)
        _report, body = self._report(self.piotr, partnership_id=self.partnership.id)
        self.assertNotIn("<script>", body)

    # ------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------

    def test_manager_reads_as_the_network_worker_does(self):
        _report, body = self._report(self.maria, partnership_id=self.partnership.id)
        self.assertIn("Głos rodzin", body)
        self.assertIn("Syn wrócił do szkoły", body)

    def test_coordinator_sees_figures_and_no_words(self):
        for user in (self.ewa, self.tomasz):
            _report, body = self._report(user, partnership_id=self.partnership.id)
            self.assertIn("Głos rodzin", body)
            self.assertNotIn("Własnymi słowami", body, "somebody may have written a name")

    def test_regional_centre_sees_figures_of_its_partnerships(self):
        self._publish("3", [office(trust=2)] * 6, partnership=self.partnership_nur, days_ago=20)
        _report, body = self._report(self.robert)
        self.assertIn("Ośrodek i partnerzy", body)
        self.assertNotIn("Własnymi słowami", body)
        Analysis = self.Analysis.with_user(self.robert)
        pools = Analysis._pools()
        sides = Analysis._sides(pools, Analysis._sums(pools), Analysis._counts(pools))
        self.assertEqual(len(sides["office"]), 2, "the newest of each partnership")
        means = {row[0]: row[1] for row in sides["general"]}
        self.assertEqual(means["Ufam, że partner wykona uzgodnione działanie"], 3, "each person counts alike")

    def test_neighbours_see_nothing(self):
        _report, body = self._report(self.olga)
        self.assertIn("Nie ma jeszcze wyników", body)
        _report, body = self._report(self.olga, partnership_id=self.partnership.id)
        self.assertIn("Nie ma jeszcze wyników", body)
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.olga)._render_qweb_html(
                "kooperacje.report_survey_pool", self.pool_6.ids,
            )
        with self.assertRaises(AccessError):
            self.pool_6.with_user(self.olga).action_print_results()

    def test_evaluator_from_outside_sees_figures_alone(self):
        expert = self._institution("Uczelnia (test)", self.type_ngo, self.county)
        renata = self._user("renata", expert, "evaluator")
        _report, body = self._report(renata, partnership_id=self.partnership.id)
        self.assertIn("Ośrodek i partnerzy", body)
        self.assertNotIn("Własnymi słowami", body)
        self.assertIn("Ankieta 6", self.pool_6.with_user(renata).display_name)
        self.assertIn("Ufam", str(self.pool_6.with_user(renata).summary))
        with self.assertRaises(AccessError):
            self.env["kooperacje.survey.text"].with_user(renata).search([])
        with self.assertRaises(AccessError):
            self.env["survey.user_input"].with_user(renata).search([])

    def test_regional_centre_reads_results_of_an_office_s_own_version(self):
        self.env.flush_all()
        # As if the wave had been sent with a version of the office: one that is in use no longer changes hands.
        self.env.cr.execute(
            "UPDATE survey_survey SET company_id = %s WHERE id = %s", [self.company.id, self.pool_6.survey_id.id],
        )
        self.env.invalidate_all()
        pool = self.pool_6.with_user(self.robert)
        self.assertIn("Ankieta 6", pool.display_name)
        self.assertIn("Ufam", str(pool.summary))
        self.assertTrue(pool._print_results())

    def test_people_are_not_counted_twice_over_two_rows_of_a_sector(self):
        """Culture and sport are one sector; three and three answers of the same people are three people."""
        some = {"kultura": "o5", "sport": "o5"}
        none = {"kultura": "o6", "sport": "o6"}
        self._publish("3", [office(quality=3) | {"quality": some if number < 3 else none} for number in range(6)],
                      days_ago=5)
        pools = self.as_piotr._pools(self.partnership)
        sides = self.as_piotr._sides(pools, self.as_piotr._sums(pools), self.as_piotr._counts(pools))
        name = self.env.ref("kooperacje.sector_e").name
        self.assertNotIn(name, [row[0] for row in sides["sectors"]])

    def test_page_is_its_reader_s_own(self):
        report, _body = self._report(self.piotr, partnership_id=self.partnership.id)
        with self.assertRaises(AccessError):
            report.with_user(self.maria).read(["body"])

    def test_ended_role_sees_nothing(self):
        # Anna keeps her place elsewhere; of Małkinia she sees nothing any more.
        self._role(self.anna, self.gops_nur, "social_worker", self.company_nur)
        self.assertTrue(self.Analysis.with_user(self.anna)._pools(self.partnership))
        roles = self.env["kooperacje.role.assignment"].search([("user_id", "=", self.anna.id)])
        roles.filtered(lambda role: role.company_id == self.company).date_to = "2021-01-01"
        self.env.invalidate_all()
        self.assertFalse(self.Analysis.with_user(self.anna)._pools(self.partnership))

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def _cost(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        report = self.env["kooperacje.survey.report"].with_user(user or self.piotr).new(
            {"partnership_id": self.partnership.id if not user else False},
        )
        self.assertTrue(report.body)
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_answers(self):
        self._cost()
        few = self._cost()
        self._publish("3", [office() for _one in range(60)], days_ago=10)
        self._publish("2", [{"frequency": {"pcpr": "o5"}, "quality": {"pcpr": "o4"}} for _one in range(60)], days_ago=3)
        self.assertEqual(self._cost(), few)

    def test_queries_do_not_grow_with_partnerships(self):
        brok = self._partnership("PZK Brok (test)", self.company_nur, self.commune_nur)
        for partnership in (self.partnership_nur, brok):
            self._publish("3", [office()] * 5, partnership=partnership, days_ago=4)
        self._cost(self.robert)
        few = self._cost(self.robert)
        for number in range(6):
            partnership = self._partnership(f"PZK {number} (test)", self.company_nur, self.commune_nur)
            self._publish("3", [office()] * 5, partnership=partnership, days_ago=4)
        # What is kept between requests (rules, templates) is filled again first.
        self._cost(self.robert)
        self.assertEqual(self._cost(self.robert), few)


@tagged("post_install", "-at_install")
class TestGoalAnalysis(AnalysisCommon):
    """Goal attainment rolled up from families to partnership and region, told from five families on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The consent that a plan asks for has tests of its own (casework); here plans are many.
        cls.startClassPatcher(patch.object(
            cls.registry["kooperacje.case"], "_check_consent", lambda *_args, **_more: None,
        ))
        cls.last_day = cls.today.replace(day=1) - timedelta(days=1)
        cls.levels = dict(zip(
            ("level_m2", "level_m1", "level_0", "level_p1", "level_p2"), ("a", "b", "c", "d", "e"), strict=True,
        ))

    @classmethod
    def _families(cls, goals_by_family, partnership=None, start="-1", rated_on=None):
        """Plans in force of families with the given ``[(level, weight)]`` of each."""
        partnership = partnership or cls.partnership
        manager = cls.anna if partnership == cls.partnership else cls.olga
        cases = cls.env["kooperacje.case"].create([
            {"user_id": manager.id, "partnership_id": partnership.id} for _one in goals_by_family
        ])
        plans = cls.env["kooperacje.plan"].create([{"case_id": case.id} for case in cases])
        for plan, goals in zip(plans, goals_by_family, strict=True):
            made = cls.env["kooperacje.goal"].create([{
                "plan_id": plan.id, "name": "Cel", "weight": weight, "start_level": start, **cls.levels,
            } for _level, weight in goals])
            plan._unguarded().write({"state": "signed", "signed_on": "2026-01-10"})
            cls.env["kooperacje.goal.rating"].create([
                {"goal_id": goal.id, "level": str(level), "rated_on": rated_on or cls.last_day}
                for goal, (level, _weight) in zip(made, goals, strict=True) if level is not None
            ])
        return plans

    def test_score_is_that_of_the_kernel(self):
        families = [[(0, 1)], [(1, 2), (-1, 1)], [(2, 9), (0, 3), (-2, 1)], [(-2, 1), (-1, 4)], [(1, 1)]]
        plans = self._families(families)
        count, mean, reached, started, start = self.Analysis._attainment(self.partnership)[self.partnership.id]
        self.assertEqual((count, reached, started), (5, 4, 5))
        self.assertAlmostEqual(mean, sum(t_score(goals) for goals in families) / 5, places=6)
        self.assertAlmostEqual(mean, sum(plans.mapped("attainment_score")) / 5, places=1)
        self.assertAlmostEqual(
            start, sum(t_score((-1, weight) for _level, weight in goals) for goals in families) / 5, places=6,
        )

    def test_only_rated_goals_of_plans_in_force_with_a_scale(self):
        self._families([[(0, 1), (None, 5)]] * 5)
        self._families([[(None, 1)]] * 2)
        bare = self._families([[(2, 1)]] * 2)
        # As if described by hand in the database: nobody rates a goal without a scale.
        self.env.cr.execute("UPDATE kooperacje_goal SET level_p2 = ' ' WHERE id = ANY(%s)", [bare.goal_ids.ids])
        void = self._families([[(2, 1)]])
        void._unguarded().state = "superseded"
        count, mean, *_rest = self.Analysis._attainment(self.partnership)[self.partnership.id]
        self.assertEqual((count, mean), (5, 50))

    def test_last_rating_counts(self):
        plans = self._families([[(-2, 1)]] * 5)
        for goal in plans.goal_ids:
            self.env["kooperacje.goal.rating"].create({"goal_id": goal.id, "level": "1"})
        self.assertEqual(self.Analysis._attainment(self.partnership)[self.partnership.id][1], 60)

    def test_start_of_some_goals_is_no_start(self):
        self._families([[(0, 1)]] * 5, start=False)
        self.assertEqual(self.Analysis._attainment(self.partnership)[self.partnership.id][3:], (0, None))
        # As who sees no other partnership: what is told of one hangs on how many families the others have.
        goals = self.Analysis.with_user(self.piotr)._goals(self.partnership)
        self.assertIsNone(goals["total"]["start"])

    def test_four_families_say_nothing(self):
        self._families([[(2, 1)]] * 4)
        goals = self.Analysis.with_user(self.piotr)._goals(self.partnership)
        self.assertEqual((goals["rows"], goals["total"], goals["withheld"]), ([], None, 1))

    def test_five_families_do(self):
        self._families([[(2, 1)]] * 4 + [[(-1, 1)]])
        goals = self.Analysis.with_user(self.ewa)._goals(self.partnership)
        self.assertEqual(goals["total"]["plans"], 5)
        self.assertEqual(goals["total"]["reached"], 80)
        self.assertAlmostEqual(goals["total"]["score"], 64)

    def test_region_cannot_subtract_a_small_partnership(self):
        self._families([[(0, 1)]] * 6)
        self._families([[(2, 1)]] * 2, partnership=self.partnership_nur)
        both = self.partnership | self.partnership_nur
        goals = self.Analysis.with_user(self.robert)._goals(both.with_user(self.robert))
        self.assertEqual((goals["rows"], goals["withheld"]), ([], 2), "six alone would give the two away")
        self.assertEqual(goals["total"]["plans"], 8)
        self._families([[(1, 1)]] * 3, partnership=self.partnership_nur)
        goals = self.Analysis.with_user(self.robert)._goals(both.with_user(self.robert))
        self.assertEqual([row["plans"] for row in goals["rows"]], [6, 5])

    def test_a_partnership_asked_for_alone_gives_no_other_away(self):
        """All together are eight and this one six: whoever may ask both ways would know of the two."""
        self._families([[(0, 1)]] * 6)
        self._families([[(2, 1)]] * 2, partnership=self.partnership_nur)
        Analysis = self.Analysis.with_user(self.robert)
        for asked in (self.partnership, self.partnership_nur):
            alone = Analysis._goals(asked.with_user(self.robert))
            self.assertEqual((alone["rows"], alone["total"], alone["withheld"]), ([], None, 1))
        self.assertEqual(self.Analysis.with_user(self.ewa)._goals(self.partnership)["total"]["plans"], 6, "sees one")

    def test_starts_of_a_few_do_not_follow_from_the_sum(self):
        self._families([[(0, 1)]] * 6)
        self._families([[(1, 1)]] * 2, partnership=self.partnership_nur)
        self._families([[(1, 1)]] * 4, partnership=self.partnership_nur, start=False)
        both = (self.partnership | self.partnership_nur).with_user(self.robert)
        goals = self.Analysis.with_user(self.robert)._goals(both)
        self.assertEqual([(row["plans"], row["start"]) for row in goals["rows"]], [(6, None), (6, None)])
        self.assertAlmostEqual(goals["total"]["start"], 40, places=6)

    def test_two_looks_a_day_apart_show_no_family(self):
        """The sixth family has been rated today: five before and six after would tell its score."""
        self._families([[(0, 1)]] * 5)
        before = self.Analysis.with_user(self.ewa)._goals(self.partnership)
        self._families([[(-2, 1)]], rated_on=self.today)
        self.assertEqual(self.Analysis.with_user(self.ewa)._goals(self.partnership), before)

    def test_the_office_may_ask_for_more_families(self):
        self._families([[(0, 1)]] * 6)
        self.company.kooperacje_small_count = 7
        goals = self.Analysis.with_user(self.ewa)._goals(self.partnership)
        self.assertEqual((goals["rows"], goals["total"]), ([], None))

    def test_one_query_for_any_number_of_families(self):
        self._families([[(0, 1)]] * 5)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.Analysis._attainment(self.partnership)
        self._families([[(0, 1)]] * 15)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.Analysis._attainment(self.partnership)
