"""What `make core-test` makes of two runs of core's tests."""

import contextlib
import io
import unittest

from tools import core_test

MEETING, CONTACT, *OTHERS = (
    f"odoo.addons.{module}.tests.test_it.TestIt.test_it"
    for module in ("calendar", "contacts", *sorted(set(core_test.MODULES) - {"calendar", "contacts"}))
)


def run(*failed, started=(MEETING, CONTACT, *OTHERS), **queries):
    return {
        "started": list(started), "failed": dict.fromkeys(failed, "AssertionError: 1 != 2"),
        "queries": queries,
    }


def compare(without, beside):
    with contextlib.redirect_stdout(io.StringIO()):
        return core_test.compare(without, beside)


class Compare(unittest.TestCase):
    def test_the_same_on_both_sides_passes_failures_included(self):
        outcome = compare(run(CONTACT, a=[3, 4]), run(CONTACT, a=[3, 4]))
        self.assertEqual((outcome.passed, outcome.failed, outcome.report), (len(core_test.MODULES), 0, []))

    def test_a_test_that_fails_only_with_the_addon(self):
        outcome = compare(run(), run(MEETING))
        self.assertEqual(outcome.report, [f"{MEETING} fails with the addon: AssertionError: 1 != 2"])
        self.assertEqual(outcome.failed, 1)

    def test_a_test_that_the_addon_makes_pass_has_been_changed_too(self):
        self.assertEqual(compare(run(MEETING), run()).failed, 1)

    def test_another_number_of_queries_more_or_fewer(self):
        for ours in ([3, 5], [3, 3], [3], []):
            with self.subTest(ours=ours):
                self.assertEqual(compare(run(a=[3, 4]), run(a=ours)).failed, 1)

    def test_a_test_that_ran_on_one_side_only(self):
        self.assertEqual(compare(run(), run(started=[MEETING, *OTHERS])).report, [f"{CONTACT} ran on one side only"])

    def test_nothing_ran(self):
        self.assertEqual(compare(run(started=()), run(started=())).failed, len(core_test.MODULES))

    def test_nothing_of_one_application_ran(self):
        without_calendar = run(started=(CONTACT, *OTHERS))
        self.assertEqual(compare(without_calendar, without_calendar).report, ["None of the tests of calendar ran."])


class Pins(unittest.TestCase):
    def test_each_addon_of_the_community_has_one_version(self):
        lines = [line for line in core_test.COMMUNITY.read_text().splitlines() if not line.startswith("#")]
        self.assertTrue(lines)
        for line in lines:
            self.assertRegex(line, r"^odoo-addon-[a-z-]+==19\.0(\.\d+)+$")
        self.assertEqual(core_test.pinned(["odoo-addon-partner-firstname==19.0.1.0.0"]), {"partner_firstname"})
        self.assertEqual(len(core_test.pinned(lines)), len(lines))
