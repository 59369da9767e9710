from datetime import date, timedelta

from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.figure_period import MONTHS, before, offered, period

DAYS = strategies.dates(date(2000, 1, 1), date(2100, 12, 31))
KINDS = strategies.sampled_from(sorted(MONTHS))


@tagged("post_install", "-at_install")
class TestFigurePeriodKernel(BaseCase):
    """Periods that figures are counted in, and what each is fairly compared with."""

    def test_month_quarter_and_year(self):
        today = date(2026, 11, 22)
        self.assertEqual(
            [(one.kind, one.first, one.last, one.until) for one in offered(today)], [
                ("month", date(2026, 11, 1), date(2026, 11, 30), today),
                ("month", date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 31)),
                ("quarter", date(2026, 10, 1), date(2026, 12, 31), today),
                ("quarter", date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 30)),
                ("year", date(2026, 1, 1), date(2026, 12, 31), today),
                ("year", date(2025, 1, 1), date(2025, 12, 31), date(2025, 12, 31)),
            ],
        )

    def test_running_period_is_compared_with_as_many_days(self):
        quarter = period("quarter", date(2026, 11, 22), date(2026, 11, 22))
        self.assertTrue(quarter.is_running)
        earlier = before(quarter)
        self.assertEqual((earlier.first, earlier.until), (date(2026, 7, 1), date(2026, 8, 22)))

    def test_finished_period_is_compared_with_the_whole_one_before(self):
        year = period("year", date(2025, 5, 5), date(2026, 11, 22))
        self.assertFalse(year.is_running)
        self.assertEqual((before(year).first, before(year).until), (date(2024, 1, 1), date(2024, 12, 31)))

    def test_longer_month_is_compared_with_a_shorter_one_to_its_end(self):
        march = period("month", date(2026, 3, 30), date(2026, 3, 30))
        self.assertEqual(before(march).until, date(2026, 2, 28))

    def test_last_day_is_no_running_period(self):
        self.assertFalse(period("month", date(2026, 2, 28), date(2026, 2, 28)).is_running)

    def test_keys(self):
        today = date(2026, 11, 22)
        for one in offered(today):
            self.assertEqual([other for other in offered(today) if other.key == one.key], [one])

    @given(KINDS, DAYS, DAYS)
    def test_periods_follow_one_another_without_a_gap(self, kind, day, today):
        one = period(kind, day, today)
        self.assertTrue(one.first <= day <= one.last)
        self.assertTrue(one.first <= one.until <= one.last)
        earlier = before(one)
        self.assertEqual(earlier.last + timedelta(days=1), one.first)
        self.assertTrue(earlier.first <= earlier.until <= earlier.last)
        if one.is_running:
            self.assertLessEqual(earlier.until - earlier.first, one.until - one.first)
        else:
            self.assertEqual(earlier.until, earlier.last)
