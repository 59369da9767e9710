from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.suppression import THRESHOLD, enough, hidden_cells, shown, shown_table

COUNTS = st.dictionaries(st.integers(0, 12), st.integers(0, 30), max_size=10)
TABLES = st.integers(1, 5).flatmap(lambda width: st.dictionaries(
    st.integers(0, 5), st.fixed_dictionaries({column: st.integers(0, 15) for column in range(width)}),
    min_size=1, max_size=5,
))


def possible(counts, hidden):
    """Each withheld cell's largest possible count for a reader who knows the sum: the rest could be empty."""
    return sum(counts[cell] for cell in hidden)


@tagged("post_install", "-at_install")
class TestSuppressionKernel(BaseCase):
    """What leaves the office tells of no person: five people to a figure, and none to be had by subtraction."""

    def test_threshold_is_five(self):
        self.assertEqual(THRESHOLD, 5)
        self.assertFalse(enough(4))
        self.assertTrue(enough(5))
        self.assertFalse(enough(0))

    def test_small_cell_is_withheld(self):
        self.assertIsNone(shown({"szkoła": 4, "policja": 3, "zdrowie": 12})["szkoła"])
        self.assertEqual(shown({"szkoła": 4, "policja": 3, "zdrowie": 12})["zdrowie"], 12)

    def test_lonely_small_cell_takes_the_next_smallest_with_it(self):
        self.assertEqual(hidden_cells({"A": 20, "B": 4, "C": 7}), {"B", "C"})

    def test_two_small_cells_that_are_too_few_together_take_a_third(self):
        self.assertEqual(hidden_cells({"A": 20, "B": 1, "C": 2, "D": 9}), {"B", "C", "D"})
        self.assertEqual(hidden_cells({"A": 20, "B": 3, "C": 2, "D": 9}), {"B", "C"})

    def test_nobody_is_shown_as_nobody(self):
        published = shown({"A": 0, "B": 3, "C": 8, "D": 30})
        self.assertEqual(published, {"A": 0, "B": None, "C": None, "D": 30})

    def test_nothing_small_nothing_withheld(self):
        self.assertEqual(hidden_cells({"A": 5, "B": 6}), set())
        self.assertEqual(hidden_cells({}), set())
        self.assertEqual(hidden_cells({"A": 0}), set())

    def test_all_withheld_when_all_are_too_few(self):
        self.assertEqual(hidden_cells({"A": 1, "B": 2}), {"A", "B"})

    def test_table_with_both_totals(self):
        # One small cell: a row mate, a column mate, and the cell where these two meet.
        table = {"2025": {"ops": 3, "szkoła": 10, "ngo": 20}, "2026": {"ops": 12, "szkoła": 11, "ngo": 30}}
        published = shown_table(table)
        self.assertEqual(published["2025"], {"ops": None, "szkoła": None, "ngo": 20})
        self.assertEqual(published["2026"], {"ops": None, "szkoła": None, "ngo": 30})

    def test_groups_may_name_cells_nobody_is_in(self):
        self.assertEqual(hidden_cells({"A": 2, "B": 9}, [["A", "B", "Z"]]), {"A", "B"})

    def test_cells_without_a_known_sum_stand_alone(self):
        self.assertEqual(hidden_cells({"A": 2, "B": 9}, []), {"A"})

    def test_bad_input(self):
        with self.assertRaisesRegex(ValueError, "below zero"):
            hidden_cells({"A": -1})
        with self.assertRaisesRegex(ValueError, "threshold"):
            hidden_cells({"A": 1}, threshold=0)

    @given(COUNTS, st.integers(1, 8))
    def test_no_published_cell_is_small(self, people, threshold):
        for count in shown(people, threshold=threshold).values():
            self.assertTrue(count is None or count == 0 or count >= threshold)

    @given(COUNTS, st.integers(1, 8))
    def test_no_withheld_cell_follows_from_the_sum(self, people, threshold):
        hidden = hidden_cells(people, threshold=threshold)
        if hidden and any(people[cell] for cell in people if cell not in hidden):
            self.assertGreaterEqual(len(hidden), 2)
            self.assertGreaterEqual(possible(people, hidden), threshold)

    @given(COUNTS)
    def test_withholds_no_more_than_it_must(self, people):
        hidden = hidden_cells(people)
        complement = [cell for cell in hidden if people[cell] >= THRESHOLD]
        # Two large cells are never needed: one of them with any small one is enough.
        self.assertLessEqual(len(complement), 1)

    @given(TABLES)
    def test_table_follows_neither_by_rows_nor_by_columns(self, table):
        published = shown_table(table)
        lines = [(table[row], published[row]) for row in table]
        columns = next(iter(table.values()))
        for column in columns:
            lines.append((
                {row: table[row][column] for row in table}, {row: published[row][column] for row in table},
            ))
        for real, told in lines:
            hidden = {cell for cell, count in told.items() if count is None}
            self.assertFalse([cell for cell, count in told.items() if count and count < THRESHOLD])
            self.assertFalse([cell for cell in hidden if not real[cell]])
            if hidden and any(told[cell] for cell in told if cell not in hidden):
                self.assertGreaterEqual(len(hidden), 2)
                self.assertGreaterEqual(possible(real, hidden), THRESHOLD)

    @given(TABLES)
    def test_what_is_published_is_true(self, table):
        for row, columns in shown_table(table).items():
            for column, count in columns.items():
                self.assertIn(count, (None, table[row][column]))
