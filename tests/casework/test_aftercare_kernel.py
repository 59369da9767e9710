from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.aftercare import EARLY_DAYS, next_contact, overall, planned_contacts

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
LENGTHS = st.integers(-100, 2000)


@tagged("post_install", "-at_install")
class TestAftercareKernel(BaseCase):
    """When a family is asked how it is doing (K3D-190)."""

    def test_one_three_and_six_months(self):
        self.assertEqual(planned_contacts(date(2026, 1, 15), date(2026, 7, 15)), [
            date(2026, 2, 15), date(2026, 4, 15), date(2026, 7, 15),
        ])

    def test_then_every_half_year(self):
        dates = planned_contacts(date(2026, 1, 15), date(2027, 12, 1))
        self.assertEqual(dates[3:], [date(2027, 1, 15), date(2027, 7, 15), date(2027, 12, 1)])

    def test_overall_is_the_mean_a_half_counting_up(self):
        for scores, expected in (([1], 1), ([4, 5], 5), ([1, 2, 2], 2), ([1, 1, 2], 1), ([2, 5], 4), ([5] * 9, 5)):
            self.assertEqual(overall(scores), expected, scores)
        with self.assertRaises(ValueError):
            overall([])

    @given(st.lists(st.integers(1, 5), min_size=1, max_size=9))
    def test_overall_lies_within_half_a_point_of_the_mean(self, scores):
        mean = sum(scores) / len(scores)
        self.assertTrue(-0.5 < overall(scores) - mean <= 0.5)
        self.assertTrue(min(scores) <= overall(scores) <= max(scores))

    def test_last_day_of_a_month(self):
        self.assertEqual(planned_contacts(date(2026, 1, 31), date(2026, 4, 30)), [date(2026, 2, 28), date(2026, 4, 30)])

    def test_no_aftercare_asks_nothing(self):
        self.assertEqual(planned_contacts(date(2026, 1, 15), date(2026, 1, 15)), [])
        self.assertIsNone(next_contact(date(2026, 1, 15), date(2026, 1, 1)))

    def test_a_contact_a_few_days_early_counts(self):
        start, until = date(2026, 1, 15), date(2026, 7, 15)
        self.assertEqual(next_contact(start, until), date(2026, 2, 15))
        self.assertEqual(next_contact(start, until, date(2026, 1, 20)), date(2026, 2, 15), "much too early")
        self.assertEqual(next_contact(start, until, date(2026, 2, 10)), date(2026, 4, 15))
        self.assertIsNone(next_contact(start, until, date(2026, 7, 10)))

    @given(DAYS, LENGTHS)
    def test_dates_are_in_order_within_the_time_and_end_with_it(self, start, length):
        until = start + timedelta(days=length)
        dates = planned_contacts(start, until)
        self.assertEqual(dates, sorted(set(dates)))
        self.assertEqual(bool(dates), length > 0)
        if dates:
            self.assertEqual(dates[-1], until)
            self.assertGreater(dates[0], start)

    @given(DAYS, LENGTHS, st.integers(0, 2000))
    def test_next_is_always_ahead_of_the_last_contact(self, start, length, days):
        until, last = start + timedelta(days=length), start + timedelta(days=days)
        due = next_contact(start, until, last)
        if due:
            self.assertGreater(due, last + timedelta(days=EARLY_DAYS))
            self.assertIn(due, planned_contacts(start, until))
        else:
            self.assertTrue(length <= 0 or last + timedelta(days=EARLY_DAYS) >= until)

    @given(DAYS, st.integers(1, 2000))
    def test_asking_on_every_date_ends_the_asking(self, start, length):
        until, last, asked = start + timedelta(days=length), None, []
        while (due := next_contact(start, until, last)) is not None:
            asked.append(due)
            last = due
        self.assertEqual(asked[-1:] or [until], [until])
        self.assertEqual(len(asked), len(set(asked)))
