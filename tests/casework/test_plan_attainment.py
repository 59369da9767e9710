from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon

SCALE = {
    "level_m2": "2 dni w tygodniu", "level_m1": "3 dni", "level_0": "4 dni", "level_p1": "5 dni",
    "level_p2": "5 dni bez spóźnień",
}


@tagged("post_install", "-at_install")
class TestPlanAttainment(TeamCommon):
    """How far the goals of the Nowaks were reached, on scales they described themselves (tool 19 J)."""

    def setUp(self):
        super().setUp()
        self.plan = self._plan()
        self.goal = self.plan.goal_ids
        self.goal.write({**SCALE, "start_level": "-2"})

    def _rate(self, level, goal=None, user=None, **values):
        return self.env["kooperacje.goal.rating"].with_user(user or self.anna).create({
            "goal_id": (goal or self.goal).id, "level": level, **values,
        })

    def _revise(self):
        return self.plan.browse(self.plan.action_revise()["res_id"])

    # The scale is described before the plan is signed

    def test_all_five_levels_or_none(self):
        self.goal.level_p2 = False
        self.assertFalse(self.goal.is_scaled)
        with self.assertRefused("all five levels"):
            self.plan._freeze(self.today)
        self.goal.write({**dict.fromkeys(SCALE, False), "start_level": False})
        self.plan._freeze(self.today)
        self.assertEqual((self.plan.state, self.plan.scaled_goal_count), ("signed", 0))

    def test_blank_is_not_a_description(self):
        self.goal.level_0 = "   "
        with self.assertRefused("all five levels"):
            self.plan._freeze(self.today)

    def test_protocol_with_half_a_scale_is_not_issued(self):
        self.goal.level_p2 = False
        meeting = self._held()
        meeting.write({"family_perspective": "x", "worker_perspective": "x", "members_perspective": "x"})
        self.assertEqual(meeting.plan_id, self.plan)
        with self.assertRefused("all five levels"):
            meeting.action_issue()

    def test_start_without_a_scale(self):
        with self.assertRefused("describe the levels", ValidationError):
            self.goal.write(dict.fromkeys(SCALE, False))

    def test_weight_is_from_one_to_nine(self):
        for weight in (0, -1, 10):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.goal.weight = weight
                self.goal.flush_recordset()

    # Ratings

    def test_rating_says_what_its_level_means(self):
        self.plan._freeze(self.today)
        action = self.goal.action_rate()
        form = Form(
            self.env["kooperacje.goal.rating"].with_user(self.anna).with_context(**action["context"]),
            view="kooperacje.goal_rating_view_form_dialog",
        )
        form.level = "1"
        self.assertEqual(form.level_text, "5 dni")
        form.family_view = "Rano jest spokojniej."
        rating = form.save()
        self.assertEqual((rating.goal_id, rating.plan_id, rating.case_id), (self.goal, self.plan, self.case))
        self.assertEqual((self.goal.current_level, self.goal.rated_on), ("1", self.today))

    def test_score_of_the_plan(self):
        other = self.goal.create({"plan_id": self.plan.id, "name": "Spłata długu", **SCALE, "start_level": "-1"})
        third = self.goal.create({"plan_id": self.plan.id, "name": "Bez skali", "measure": "raty"})
        self.plan._freeze(self.today)
        self.assertEqual((self.plan.rated_goal_count, self.plan.scaled_goal_count), (0, 2))
        self.assertFalse(self.plan.attainment_score)
        self._rate("1")
        self.assertAlmostEqual(self.plan.attainment_score, 60)
        self.assertAlmostEqual(self.plan.attainment_start, 30)
        self._rate("0", other)
        self.assertAlmostEqual(self.plan.attainment_score, 56.2, places=1)
        self.assertAlmostEqual(self.plan.attainment_start, 31.4, places=1)
        self.assertEqual(self.plan.rated_goal_count, 2)
        self._rate("-2", rated_on=self.today)
        self.assertAlmostEqual(self.plan.attainment_score, 37.6, places=1, msg="the last rating counts")
        with self.assertRefused("has no scale", ValidationError):
            self._rate("0", third)

    def test_weights_count(self):
        other = self.goal.create({"plan_id": self.plan.id, "name": "Spłata długu", **SCALE, "weight": 9})
        self.plan._freeze(self.today)
        self._rate("-1")
        self._rate("1", other)
        self.assertGreater(self.plan.attainment_score, 57)

    def test_start_score_only_when_every_rated_goal_has_a_start(self):
        self.goal.start_level = False
        self.plan._freeze(self.today)
        self._rate("1")
        self.assertAlmostEqual(self.plan.attainment_score, 60)
        self.assertFalse(self.plan.attainment_start)

    def test_dates_of_a_rating(self):
        self.plan._freeze(self.today)
        with self.assertRefused("in advance", ValidationError):
            self._rate("0", rated_on=self.today + timedelta(days=1))
        with self.assertRefused("was signed on", ValidationError):
            self._rate("0", rated_on=self.today - timedelta(days=1))

    def test_only_the_plan_in_force_is_rated(self):
        with self.assertRefused("plan in force"):
            self._rate("0")
        self.plan._freeze(self.today)
        rating = self._rate("0")
        draft = self._revise()
        with self.assertRefused("plan in force"):
            self._rate("0", draft.goal_ids)
        draft._freeze(self.today)
        for attempt in (
            lambda: self._rate("0"), lambda: rating.write({"level": "2"}), rating.unlink, rating.copy,
        ):
            with self.assertRefused("plan in force"):
                attempt()

    def test_history_of_ratings_stays(self):
        self.plan._freeze(self.today)
        first, last = self._rate("-1"), self._rate("0")
        for attempt in (lambda: first.write({"level": "2"}), first.unlink):
            with self.assertRefused("history"):
                attempt()
        last.level = "1"
        last.unlink()
        self.assertEqual(self.goal.current_level, "-1")

    def test_rating_stays_with_its_goal(self):
        other = self.goal.create({"plan_id": self.plan.id, "name": "Spłata długu", **SCALE})
        self.plan._freeze(self.today)
        rating = self._rate("0")
        for values in ({"goal_id": other.id}, {"plan_id": False}, {"case_id": self._case(self.jan).id}):
            with self.assertRaises(UserError):
                rating.write(values)

    def test_next_version_shows_the_level_before(self):
        self.plan._freeze(self.today)
        self._rate("-1")
        draft = self._revise()
        goal = draft.goal_ids
        self.assertEqual((goal.previous_goal_id, goal.level_before, goal.current_level), (self.goal, "-1", False))
        self.assertEqual(goal.level_p2, "5 dni bez spóźnień", "the scale is copied")
        draft._freeze(self.today)
        self._rate("1", goal)
        self.assertAlmostEqual(draft.attainment_score, 60)
        self.assertAlmostEqual(self.plan.attainment_score, 40, msg="the score of the old version is history")

    def test_scale_of_a_signed_plan_is_frozen(self):
        self.plan._freeze(self.today)
        for values in ({"level_0": "x"}, {"weight": 5}, {"start_level": "0"}, {"previous_goal_id": self.goal.id}):
            with self.subTest(values), self.assertRaises(UserError):
                self.goal.write(values)

    # Who

    def test_who_rates_and_who_reads(self):
        self.plan._freeze(self.today)
        rating = self._rate("0", user=self.maria)
        self.assertEqual(rating.with_user(self.tomasz).level, "0", "a member of the team")
        for user in (self.tomasz, self.zofia, self.piotr, self.ewa, self.robert, self.irena, self.adam, self.olga,
                     self.jan):
            with self.subTest(user.login, what="create"), self.assertRaises(AccessError):
                self._rate("0", user=user)
            if user != self.tomasz:
                with self.subTest(user.login, what="read"), self.assertRaises(AccessError):
                    rating.with_user(user).read(["level"])
        with self.assertRaises(AccessError):
            rating.with_user(self.tomasz).write({"level": "1"})

    def test_a_search_does_not_betray_a_rating(self):
        self.plan._freeze(self.today)
        self._rate("2", family_view="Kuba Nowak")
        Rating = self.env["kooperacje.goal.rating"]
        self.assertTrue(Rating.with_user(self.anna).search([("goal_id.name", "ilike", "Kuba")]))
        self.assertFalse(Rating.with_user(self.olga).search([("goal_id.name", "ilike", "Kuba")]))
        self.assertFalse(self.env["kooperacje.plan"].with_user(self.olga).search(
            [("goal_ids.rating_ids.family_view", "ilike", "Nowak")],
        ))

    def test_score_costs_the_same_for_ten_and_a_hundred_goals(self):
        def queries(number):
            case = self._case(self.anna, persons=False)
            self._consent(case, "method")
            plan = self.env["kooperacje.plan"].with_user(self.anna).create({"case_id": case.id})
            goals = self.goal.create([
                {"plan_id": plan.id, "name": f"Cel {i}", **SCALE, "start_level": "-1"} for i in range(number)
            ])
            plan._freeze(self.today)
            self.env["kooperacje.goal.rating"].with_user(self.anna).create(
                [{"goal_id": goal.id, "level": "1"} for goal in goals],
            )
            return self._read_cost(plan, {
                "attainment_score": {}, "attainment_start": {}, "rated_goal_count": {},
                "goal_ids": {"fields": {"name": {}, "current_level": {}, "level_before": {}, "is_scaled": {}}},
            })

        self.assertEqual(queries(10), queries(100))
