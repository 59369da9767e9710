from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.goal_attainment import LEVELS, t_score

LEVEL = st.sampled_from(LEVELS)
WEIGHT = st.integers(1, 9)
GOALS = st.lists(st.tuples(LEVEL, WEIGHT), min_size=1, max_size=12)


@tagged("post_install", "-at_install")
class TestGoalAttainmentKernel(BaseCase):
    """The score of Kiresuk and Sherman, against the published table and its own algebra."""

    def test_published_table_of_equal_weights(self):
        """One row per number of scales: T for a sum of levels, as printed in the tables of Kiresuk and Sherman."""
        table = {
            (-2,): 30.0, (-1,): 40.0, (1,): 60.0, (2,): 70.0,
            (-2, -2): 25.19, (-1, -1): 37.60, (1, 0): 56.20, (1, 1): 62.40,
            (-2, -2, -2): 22.61, (-1, -1, -1): 36.31, (1, 0, 0): 54.56, (1, 1, 1): 63.69, (2, 2, 2): 77.39,
            (-1, -1, -1, -1): 35.49, (1, 1, 0, 0): 57.25, (2, 2, 2, 2): 79.02,
            (-1, -1, -1, -1, -1): 34.92, (1, 1, 1, 1, 1): 65.08, (2, 2, 2, 2, 2): 80.15,
        }
        for levels, expected in table.items():
            with self.subTest(levels):
                self.assertAlmostEqual(t_score((level, 1) for level in levels), expected, places=2)

    def test_formula_with_weights_by_hand(self):
        """Goals at 0 and −1 with the weights 4 and 2: 50 − 20 / √(0.7·20 + 0.3·36) = 45.98…"""
        self.assertAlmostEqual(t_score([(0, 4), (-1, 2)]), 50 - 20 / (0.7 * 20 + 0.3 * 36) ** 0.5, places=9)
        self.assertAlmostEqual(t_score([(0, 4), (-1, 2)]), 45.98, places=2)

    def test_without_goals_there_is_no_score(self):
        self.assertIsNone(t_score([]))
        self.assertIsNone(t_score(iter(())))

    def test_bad_input_is_refused(self):
        for level in (-3, 3, 0.5, None, "1"):
            with self.subTest(level=level), self.assertRaisesRegex(ValueError, "level"):
                t_score([(level, 1)])
        for weight in (0, -1, float("inf"), float("nan")):
            with self.subTest(weight=weight), self.assertRaisesRegex(ValueError, "weight"):
                t_score([(0, weight)])
        for correlation in (-0.1, 1.1):
            with self.subTest(correlation=correlation), self.assertRaisesRegex(ValueError, "correlation"):
                t_score([(0, 1)], correlation)

    @given(st.lists(WEIGHT, min_size=1, max_size=12))
    def test_everything_as_expected_is_fifty(self, weights):
        self.assertEqual(t_score((0, weight) for weight in weights), 50)

    @given(GOALS)
    def test_mirrored_levels_mirror_the_score(self, goals):
        mirrored = [(-level, weight) for level, weight in goals]
        self.assertAlmostEqual(t_score(goals) + t_score(mirrored), 100, places=9)

    @given(GOALS, st.randoms())
    def test_order_does_not_matter(self, goals, random):
        shuffled = goals[:]
        random.shuffle(shuffled)
        self.assertAlmostEqual(t_score(goals), t_score(shuffled), places=9)

    @given(GOALS, st.integers(2, 50))
    def test_only_the_proportion_of_weights_counts(self, goals, factor):
        scaled = [(level, weight * factor) for level, weight in goals]
        self.assertAlmostEqual(t_score(goals), t_score(scaled), places=8)

    @given(GOALS)
    def test_a_better_level_raises_the_score(self, goals):
        for index, (level, weight) in enumerate(goals):
            if level < 2:
                better = [*goals[:index], (level + 1, weight), *goals[index + 1:]]
                self.assertGreater(t_score(better), t_score(goals))

    @given(GOALS)
    def test_the_score_stays_within_its_bounds(self, goals):
        """At ρ = 0.3 not even endlessly many goals leave 50 ± 20/√0.3."""
        bound = 20 / 0.3 ** 0.5
        self.assertLessEqual(abs(t_score(goals) - 50), bound)
        count = len(goals)
        self.assertLessEqual(abs(t_score([(2, 1)] * count) - 50), bound)

    @given(GOALS)
    def test_fully_correlated_goals_score_like_their_mean(self, goals):
        mean = sum(level * weight for level, weight in goals) / sum(weight for _level, weight in goals)
        self.assertAlmostEqual(t_score(goals, 1), 50 + 10 * mean, places=9)
