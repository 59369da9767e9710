from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import activity_hours
from odoo.addons.kooperacje.kernels.activity_hours import Entry

# As an office types them: minutes, kept by the database as hours with a fraction.
ENTRIES = st.lists(st.builds(
    Entry, hours=st.integers(1, 24 * 60).map(lambda minutes: minutes / 60), is_direct=st.booleans(),
    kind=st.sampled_from(["Wizyta", "Telefon", "Pismo"]), case=st.sampled_from(["S/2026/0001", "S/2026/0002"]),
), max_size=40)


@tagged("post_install", "-at_install")
class TestActivityHoursKernel(BaseCase):
    """Sums of the activity card: nothing is lost and nothing counted twice, to the minute."""

    def test_an_office_day(self):
        summary = activity_hours.summarise([
            Entry(1.5, True, "Wizyta", "S/2026/0001"), Entry(0.25, False, "Pismo", "S/2026/0001"),
            Entry(1 / 3, True, "Telefon", "S/2026/0002"),
        ])
        self.assertEqual(summary.total, [110, 15])
        self.assertEqual(summary.by_case["S/2026/0001"], [90, 15])
        self.assertEqual(summary.by_kind["Telefon"], [20, 0], "a third of an hour is 20 minutes, not 19.99")
        self.assertEqual((summary.count, summary.count_by_kind["Pismo"]), (3, 1))

    def test_empty_month(self):
        summary = activity_hours.summarise([])
        self.assertEqual((summary.total, summary.count, dict(summary.by_case)), ([0, 0], 0, {}))

    @given(ENTRIES)
    def test_every_way_of_adding_gives_the_same(self, entries):
        summary = activity_hours.summarise(entries)
        for column in (0, 1):
            self.assertEqual(sum(minutes[column] for minutes in summary.by_kind.values()), summary.total[column])
            self.assertEqual(sum(minutes[column] for minutes in summary.by_case.values()), summary.total[column])
        self.assertEqual(sum(summary.count_by_kind.values()), len(entries))
        self.assertEqual(sum(summary.count_by_case.values()), len(entries))
        self.assertEqual(sum(summary.total), sum(round(entry.hours * 60) for entry in entries))

    @given(ENTRIES, ENTRIES)
    def test_two_halves_make_the_month(self, first, second):
        whole, one, two = (activity_hours.summarise(part) for part in (first + second, first, second))
        self.assertEqual(whole.total, [one.total[0] + two.total[0], one.total[1] + two.total[1]])

    @given(st.integers(0, 100_000))
    def test_clock_can_be_read_back(self, number):
        hours, minutes = activity_hours.clock(number).split(":")
        self.assertEqual(int(hours) * 60 + int(minutes), number)
        self.assertEqual(len(minutes), 2)

    @given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
    def test_month_holds_its_days(self, day):
        start, end = activity_hours.month_start(day), activity_hours.month_end(day)
        self.assertLessEqual(start, day)
        self.assertLessEqual(day, end)
        self.assertEqual(start.day, 1)
        self.assertEqual((end + timedelta(days=1)).day, 1)
        self.assertEqual((start.month, start.year), (end.month, end.year))
