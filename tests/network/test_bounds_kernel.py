from datetime import date, datetime

from odoo.tests import TransactionCase, tagged

from odoo.addons.kooperacje.kernels import bounds


@tagged("post_install", "-at_install")
class TestBoundsKernel(TransactionCase):
    """What a field may be given at all, and what is said to be wrong with the rest."""

    def test_dates_of_the_calendar_between_two_years(self):
        for value in ("1900-01-01", "2200-12-31", "2024-02-29", date(2026, 3, 31), bounds.FAR_FUTURE):
            self.assertIsNone(bounds.fault("date", value), value)
        for value in ("1899-12-31", "2201-01-01", "0001-01-01", date(9999, 12, 31), datetime(1, 1, 1)):
            self.assertEqual(bounds.fault("date", value), "far_date", value)
        for value in ("2026-02-31", "2023-02-29", "31.03.2026", "jutro", 20260331, ["2026-01-01"]):
            self.assertEqual(bounds.fault("date", value), "no_date", value)

    def test_hours_are_judged_too(self):
        self.assertIsNone(bounds.fault("datetime", "2026-03-31 23:59:59"))
        self.assertEqual(bounds.fault("datetime", "2026-03-31 25:00:00"), "no_date")
        self.assertEqual(bounds.fault("datetime", "9999-12-31 23:59:59"), "far_date")

    def test_numbers_that_sums_bear(self):
        self.assertIsNone(bounds.fault("integer", 5_400_000))
        self.assertIsNone(bounds.fault("integer", "12"))
        self.assertIsNone(bounds.fault("monetary", 999_999_999.99))
        self.assertEqual(bounds.fault("integer", 2 ** 31), "large_count")
        self.assertEqual(bounds.fault("integer", "9" * 20), "large_count")
        self.assertIsNone(bounds.fault("span", 3_650))
        self.assertEqual(bounds.fault("span", 100_000_000), "large_count")
        self.assertEqual(bounds.fault("monetary", -(10 ** 13)), "large_amount")
        for kind in ("integer", "float", "monetary"):
            for value in (float("nan"), float("inf"), "12a", [1], {}.keys()):
                self.assertEqual(bounds.fault(kind, value), "no_number", (kind, value))

    def test_lines_that_an_index_bears(self):
        self.assertIsNone(bounds.fault("char", "ż" * bounds.LONGEST_LINE))
        self.assertEqual(bounds.fault("char", "ż" * (bounds.LONGEST_LINE + 1)), "long_line")
        self.assertIsNone(bounds.fault("text", "ż" * (bounds.LONGEST_LINE + 1)))
        self.assertEqual(bounds.fault("text", "x" * (bounds.LONGEST_TEXT + 1)), "long_text")
        for kind in ("char", "text", "html"):
            self.assertEqual(bounds.fault(kind, "a\x00b"), "unreadable")
            self.assertEqual(bounds.fault(kind, "\ud800"), "unreadable")

    def test_nothing_given_is_no_fault(self):
        for kind in ("date", "datetime", "integer", "float", "monetary", "char", "text", "html", "many2one"):
            for value in (None, False, ""):
                self.assertIsNone(bounds.fault(kind, value))
        self.assertIsNone(bounds.fault("selection", "9999-12-31"))
