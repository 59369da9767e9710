"""What `make core-test` makes of two runs of core's tests."""

import contextlib
import io
import unittest

from tools import core_test

MEETING, GUEST = (f"odoo.addons.calendar.tests.test_it.TestIt.test_{name}" for name in ("meeting", "guest"))
WHY = {MEETING: "compares the text of a query"}


def run(*failed, started=(MEETING, GUEST), **queries):
    return {
        "started": list(started), "failed": dict.fromkeys(failed, "AssertionError: 1 != 2"),
        "queries": queries,
    }


def compare(without, beside, known=None, module="calendar"):
    with contextlib.redirect_stdout(io.StringIO()):
        return core_test.compare(module, without, beside, known or {})


class Compare(unittest.TestCase):
    def test_the_same_on_both_sides_passes_failures_included(self):
        outcome = compare(run(GUEST, a=[3, 4]), run(GUEST, a=[3, 4]))
        self.assertEqual((outcome.passed, outcome.failed, outcome.report), (2, 0, []))

    def test_a_test_that_fails_only_with_the_addon(self):
        outcome = compare(run(), run(MEETING))
        self.assertEqual(outcome.report, [f"{MEETING} fails with the addon: AssertionError: 1 != 2"])
        self.assertEqual((outcome.passed, outcome.failed), (1, 1))

    def test_a_test_that_the_addon_makes_pass_has_been_changed_too(self):
        self.assertEqual(compare(run(MEETING), run()).failed, 1)

    def test_another_number_of_queries_more_or_fewer(self):
        for ours in ([3, 5], [3, 3], [3], []):
            with self.subTest(ours=ours):
                self.assertEqual(compare(run(a=[3, 4]), run(a=ours)).failed, 1)

    def test_queries_counted_on_one_side_only(self):
        self.assertEqual(compare(run(), run(a=[3])).failed, 1)

    def test_a_test_that_ran_on_one_side_only(self):
        self.assertEqual(compare(run(), run(started=[MEETING])).report, [f"{GUEST} ran on one side only"])

    def test_nothing_ran(self):
        self.assertEqual(compare(run(started=()), run(started=())).report, ["None of the tests of calendar ran."])

    def test_what_ran_is_of_another_application(self):
        self.assertEqual(compare(run(), run(), module="crm").report, ["None of the tests of crm ran."])


class Known(unittest.TestCase):
    def test_what_must_differ_passes(self):
        self.assertEqual(compare(run(), run(MEETING), WHY).report, [])

    def test_nothing_else_differs_under_its_name(self):
        self.assertEqual(
            compare(run(), run(MEETING, GUEST), WHY).report, [f"{GUEST} fails with the addon: AssertionError: 1 != 2"],
        )

    def test_what_no_longer_differs_is_to_be_taken_off_the_list(self):
        self.assertEqual(compare(run(), run(), WHY).report, [
            f"{MEETING} no longer differs: take it off the list of known differences (compares the text of a query)",
        ])

    def test_a_test_of_another_application_is_not_missed(self):
        self.assertEqual(compare(run(started=[GUEST]), run(started=[GUEST]), WHY).report, [])

    def test_each_known_difference_is_of_an_application_that_runs_and_has_a_reason(self):
        for test, reason in core_test.KNOWN.items():
            self.assertIn(test.split(".")[2], core_test.MODULES)
            self.assertGreater(len(reason), 20)


class Pins(unittest.TestCase):
    def test_each_addon_of_the_community_has_one_version(self):
        lines = [line for line in core_test.COMMUNITY.read_text().splitlines() if not line.startswith("#")]
        self.assertTrue(lines)
        for line in lines:
            self.assertRegex(line, r"^odoo-addon-[a-z-]+==19\.0(\.\d+)+$|^(?!odoo-addon-)[a-z-]+==\d+(\.\d+)+$")
        self.assertEqual(core_test.pinned(["odoo-addon-partner-firstname==19.0.1.0.0"]), {"partner_firstname"})
        self.assertEqual(core_test.pinned(["openupgradelib==3.13.7"]), set())
        self.assertEqual(len(core_test.pinned(lines)), sum(line.startswith(core_test.PREFIX) for line in lines))
