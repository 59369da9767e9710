"""The split of the addon's tests: nothing falls out of it, nothing runs twice, and the parts are about as long."""

import random
import tempfile
import unittest
from pathlib import Path

from tools import checks, shards
from tools.tests.test_checks import log, record

EVERYTHING = "/kooperacje"


def collection(**methods):
    """What the loader would find: classes with a number of tests each, in a module of cases or one of tours."""
    return {
        name: [
            (f"odoo.addons.kooperacje.tests.test_{'tours' if name.endswith('Tours') else 'case'}", f"{name}.test_{i}")
            for i in range(number)
        ]
        for name, number in methods.items()
    }


def chosen(tags, names):
    """The classes that Odoo would run: those named, or all but those named with a minus."""
    tags = tags.split(",")
    without = {tag.removeprefix(f"-{EVERYTHING}:") for tag in tags if tag.startswith("-")}
    named = {tag.removeprefix(f"{EVERYTHING}:") for tag in tags if not tag.startswith("-")}
    return {name for name in names if (EVERYTHING in named or name in named) and name not in without}


class Split(unittest.TestCase):
    def test_each_class_runs_in_one_shard_and_a_new_one_in_the_first(self):
        rng = random.Random(7)
        for classes in (1, 2, 3, 10, 180):
            seconds = {f"Test{i}": rng.expovariate(0.2) for i in range(classes)}
            for number in (1, 2, 4):
                parts = shards.split(seconds, EVERYTHING, number)
                runs = [chosen(part.tags, [*seconds, "TestNew"]) for part in parts]
                with self.subTest(classes=classes, number=number):
                    self.assertLessEqual(len(parts), number)
                    self.assertEqual(sorted(name for run in runs for name in run), sorted([*seconds, "TestNew"]))
                    self.assertIn("TestNew", runs[0])
                    self.assertEqual(len({part.database for part in parts}), len(parts))
                    self.assertEqual(len({part.log for part in parts}), len(parts))

    def test_tags_that_choose_a_few_classes(self):
        rest, other = shards.split({"TestA": 100, "TestB": 90}, f"{EVERYTHING}:TestA,{EVERYTHING}:TestB", 2)
        self.assertEqual(other.tags, f"{EVERYTHING}:TestB")
        self.assertEqual(chosen(rest.tags, ["TestA", "TestB", "TestNew"]), {"TestA"})

    def test_parts_are_about_as_long(self):
        rng = random.Random(19)
        seconds = {f"Test{i}": rng.expovariate(0.2) for i in range(180)}
        for number in (2, 3, 4):
            lengths = [part.seconds for part in shards.split(seconds, EVERYTHING, number)]
            self.assertLess(max(lengths) - min(lengths), 5, number)
            self.assertAlmostEqual(sum(lengths), sum(seconds.values()))

    def test_what_the_machine_bears(self):
        self.assertIn(shards.affordable(), range(1, shards.MOST + 1))


class Weights(unittest.TestCase):
    def test_measured_ones_win_over_a_guess(self):
        found = collection(TestPlan=10, TestNew=4, TestNewTours=2)
        self.assertEqual(
            shards.weights(found, {"TestPlan": 33.5, "TestGone": 12}),
            {"TestPlan": 33.5, "TestNew": 4 * shards.TEST, "TestNewTours": 2 * shards.TOUR},
        )

    def test_a_run_is_remembered_for_the_next(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "seconds.json"
            self.assertEqual(shards.measured(path), {})
            shards.remember(path, [record(
                "Detailed Tests Report:\n"
                "\tkooperacje: 99.00s 999 queries\n"
                "\tkooperacje.casework.test_plan.TestPlan: 12.34s 567 queries\n"
                "\tkooperacje.casework.test_plan.TestPlan.setUpClass: 2.00s 34 queries\n"
                "\tkooperacje.casework.test_plan.TestPlan.test_plan: 1.00s 3 queries\n"
                "\tkooperacje.test_translation.TestTranslation: 0.50s 0 queries",
                "DEBUG", "odoo.tests.stats",
            )])
            self.assertEqual(shards.measured(path), {"TestPlan": 12.34, "TestTranslation": 0.5})
            shards.remember(path, ["", "\tkooperacje.test_translation.TestTranslation: 0.75s 0 queries"])
            self.assertEqual(shards.measured(path), {"TestPlan": 12.34, "TestTranslation": 0.75})

    def test_a_file_that_broke_off(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "seconds.json"
            path.write_text('{"TestPlan": 12')
            self.assertEqual(shards.measured(path), {})


class Once(unittest.TestCase):
    """Each test that the loader found has to start once, whatever the shards' logs are like otherwise."""

    EXPECTED = [test for tests in collection(TestPlan=2, TestTeam=1).values() for test in tests]

    def read(self, *runs):
        outcome = checks.read_odoo([(log(*run), 0) for run in runs], expected=self.EXPECTED)
        return outcome.passed, outcome.failed

    def setUp(self):
        self.plan = [record(f"Starting TestPlan.test_{i} ...") for i in range(2)]
        self.team = [record("Starting TestTeam.test_0 ...")]

    def test_all_shards_together_run_everything(self):
        self.assertEqual(self.read(self.plan, self.team), (3, 0))

    def test_an_idle_shard_is_no_failure(self):
        self.assertEqual(self.read([*self.plan, *self.team], []), (3, 0))

    def test_a_class_that_fell_out(self):
        self.assertEqual(self.read(self.plan, []), (2, 1))
        self.assertEqual(self.read(self.plan), (2, 1))

    def test_a_test_that_ran_twice(self):
        self.assertEqual(self.read(self.plan, [*self.team, self.plan[0]]), (4, 1))

    def test_a_shard_that_was_killed(self):
        runs = [(log(*self.plan), 0), ("", -9)]
        outcome = checks.read_odoo(runs, expected=self.EXPECTED)
        self.assertEqual((outcome.passed, outcome.failed), (2, 1))
        self.assertEqual(checks.read_odoo(runs).failed, 1)

    def test_failures_of_all_shards_are_summed(self):
        fails = [record(f"FAIL: {name}.test_0\nAssertionError", "ERROR") for name in ("TestPlan", "TestTeam")]
        runs = [(log(*self.plan, fails[0], failed=1), 1), (log(*self.team, fails[1], failed=1), 1)]
        outcome = checks.read_odoo(runs, expected=self.EXPECTED)
        self.assertEqual((outcome.passed, outcome.failed), (1, 2))
        self.assertEqual([line.partition("FAIL")[2][:16] for line in outcome.report],
                         [": TestPlan.test_", ": TestTeam.test_"])

    def test_a_warning_of_every_shard_counts_once(self):
        warning = record("addons/kooperacje/models/case.py:3: DeprecationWarning", "WARNING", "py.warnings")
        self.assertEqual(self.read([warning, *self.plan], [warning, *self.team]), (3, 1))

    def test_a_class_that_did_not_come_up_is_reported_once(self):
        broken = record("ERROR: setUpClass (odoo.addons.kooperacje.tests.test_case.TestPlan)", "ERROR")
        runs = [(log(broken, errors=1, ran=0), 1), (log(*self.team), 0)]
        outcome = checks.read_odoo(runs, expected=self.EXPECTED)
        self.assertEqual((outcome.passed, outcome.failed), (1, 1))
