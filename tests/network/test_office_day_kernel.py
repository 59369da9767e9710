from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import office_day


@tagged("post_install", "-at_install")
class TestOfficeDayKernel(BaseCase):
    """Moments of the database (UTC) and days at the office."""

    def test_night_and_summer_time(self):
        for moment, day in (
            (datetime(2026, 1, 9, 22, 59), date(2026, 1, 9)), (datetime(2026, 1, 9, 23, 0), date(2026, 1, 10)),
            (datetime(2026, 7, 9, 21, 59), date(2026, 7, 9)), (datetime(2026, 7, 9, 22, 0), date(2026, 7, 10)),
        ):
            self.assertEqual(office_day.office_day(moment), day)
        self.assertEqual(office_day.office_day_start(date(2026, 1, 10)), datetime(2026, 1, 9, 23, 0))
        self.assertEqual(office_day.office_day(datetime(2026, 1, 9, 23, 0, tzinfo=UTC)), date(2026, 1, 10))

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    def test_a_day_begins_with_its_first_moment(self, day):
        start = office_day.office_day_start(day)
        self.assertIsNone(start.tzinfo)
        self.assertEqual(office_day.office_day(start), day)
        self.assertEqual(office_day.office_day(start - timedelta(microseconds=1)), day - timedelta(days=1))
