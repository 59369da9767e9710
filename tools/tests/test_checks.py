"""What `make test` makes of its runners' output: the count, and what fails it though no test failed."""

import contextlib
import io
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path
from types import SimpleNamespace

from tools import checks
from tools.checks import Outcome
from tools.office import Office
from tools.places import Places
from tools.trouble import Trouble


def record(message, level="INFO", logger="odoo.addons.kooperacje.tests.test_case"):
    return f"2026-01-02 03:04:05,678 99 {level} database {logger}: {message} "


def log(*records, failed=0, errors=0, ran=None):
    ran = sum("Starting" in line for line in records) if ran is None else ran
    level = "ERROR" if failed or errors else "INFO"
    tally = record(f"{failed} failed, {errors} error(s) of {ran} tests when loading database 'database'", level,
                   "odoo.tests.result")
    return "\n".join([*records, tally])


STARTS = [record("Starting TestCase.test_opened ..."), record("Starting TestCase.test_closed ...")]


class OdooLog(unittest.TestCase):
    def read(self, text, code=0, loading=""):
        outcome = checks.read_odoo([(text, code)], loading)
        return outcome.passed, outcome.failed

    def test_all_green(self):
        self.assertEqual(self.read(log(*STARTS)), (2, 0))

    def test_a_failed_test_is_counted_once(self):
        text = log(*STARTS, record("FAIL: TestCase.test_opened\nTraceback:\nAssertionError", "ERROR"), failed=1)
        self.assertEqual(self.read(text, code=1), (1, 1))

    def test_two_failed_subtests_spoil_one_test(self):
        text = log(
            *STARTS, record("FAIL: Subtest TestCase.test_opened (role='manager')", "ERROR"),
            record("FAIL: Subtest TestCase.test_opened (role='admin')", "ERROR"), failed=2,
        )
        self.assertEqual(self.read(text, code=1), (1, 2))

    def test_a_broken_class_takes_no_passed_test_away(self):
        text = log(*STARTS, record("ERROR: setUpClass (odoo.addons.kooperacje.tests.test_plan.TestPlan)", "ERROR"),
                   errors=1)
        self.assertEqual(self.read(text, code=1), (2, 1))

    def test_the_same_name_in_two_modules_is_two_tests(self):
        other = "odoo.addons.kooperacje.tests.test_other"
        text = log(
            STARTS[0], record("Starting TestCase.test_opened ...", logger=other),
            record("ERROR: TestCase.test_opened", "ERROR", other), errors=1,
        )
        self.assertEqual(self.read(text, code=1), (1, 1))

    def test_no_test_ran(self):
        self.assertEqual(self.read(log(ran=0)), (0, 1))
        self.assertEqual(self.read(""), (0, 1))

    def test_an_exit_code_that_nothing_explains(self):
        self.assertEqual(self.read(log(*STARTS), code=1), (2, 1))

    def test_an_error_logged_beside_the_tests(self):
        self.assertEqual(self.read(log(*STARTS, record("bad query: SELECT", "ERROR", "odoo.sql_db"))), (2, 1))

    def test_an_error_logged_while_the_demo_was_loaded(self):
        loading = record("Some modules are not loaded", "ERROR", "odoo.modules.loading")
        self.assertEqual(self.read(log(*STARTS), loading=loading), (2, 1))

    def test_a_warning_about_the_addon_while_it_was_loaded(self):
        warning = record("The models ['kooperacje.case'] have no access rules", "WARNING", "odoo.modules.loading")
        self.assertEqual(self.read(log(warning, *STARTS)), (2, 1))
        self.assertEqual(self.read(log(*STARTS), loading=warning), (2, 1))

    def test_the_same_warning_twice_counts_once(self):
        warning = record("Two fields of kooperacje.case() have the same label", "WARNING", "odoo.registry")
        self.assertEqual(self.read(log(warning, *STARTS), loading=warning), (2, 1))

    def test_a_warning_about_a_view_names_it_in_a_later_line(self):
        warning = record("An alert must have a role\nView error context: 'kooperacje/views/case.xml'", "WARNING",
                         "odoo.addons.base.models.ir_ui_view")
        self.assertEqual(self.read(log(warning, *STARTS)), (2, 1))

    def test_warnings_of_others_are_theirs(self):
        warning = record("wkhtmltopdf is not patched", "WARNING", "odoo.addons.base.models.ir_actions_report")
        self.assertEqual(self.read(log(warning, *STARTS)), (2, 0))

    def test_a_refusal_logged_during_a_test_is_what_the_test_is_about(self):
        refusal = record("You may not read kooperacje.case", "WARNING", "odoo.http")
        self.assertEqual(self.read(log(*STARTS, refusal)), (2, 0))

    def test_a_deprecation_in_the_addon_at_any_time(self):
        warning = record("addons/kooperacje/models/case.py:3: DeprecationWarning", "WARNING", "py.warnings")
        self.assertEqual(self.read(log(*STARTS, warning)), (2, 1))

    def test_a_skipped_test_has_not_passed(self):
        outcome = checks.read_odoo([(log(*STARTS, record("skipped TestCase.test_closed : no such font")), 0)])
        self.assertEqual((outcome.passed, outcome.failed, outcome.skipped), (1, 0, 1))

    def test_a_tour_without_a_browser_fails(self):
        for reason in ("Chrome executable not found", "Failed to detect chrome devtools port after 10.0s."):
            text = log(*STARTS, record(f"skipped TestCase.test_closed : {reason}"))
            self.assertEqual(self.read(text), (1, 1), reason)


class UnittestOutput(unittest.TestCase):
    def read(self, output, code):
        outcome = checks.read_unittest(output, code)
        return outcome.passed, outcome.failed, outcome.skipped

    def test_counts(self):
        self.assertEqual(self.read("...\nRan 3 tests in 0.1s\n\nOK\n", 0), (3, 0, 0))
        self.assertEqual(self.read("Ran 1 test in 0.1s\n\nOK\n", 0), (1, 0, 0))
        self.assertEqual(self.read("Ran 5 tests in 1s\n\nFAILED (failures=1, errors=2, skipped=1)\n", 1), (1, 3, 1))

    def test_nothing_ran_or_it_broke_off(self):
        self.assertEqual(self.read("\nRan 0 tests in 0.0s\n\nOK\n", 0), (0, 1, 0))
        self.assertEqual(self.read("ImportError", 1), (0, 1, 0))


class Fuzz(unittest.TestCase):
    """Nobody sees by the time it took whether 300 files were read or 10,000: each test says it, and is held to it."""

    TESTS = list(checks.BAD_INPUT)

    def read(self, counts, files=600, tests=None):
        logs = [record(
            f"Told {number} stories from the seed 7 in {name}." if "Stories" in name
            else f"Read {number} damaged files in {name}."
        ) for name, number in counts.items()]
        return checks.read_fuzz(["\n".join(logs[:2]), "\n".join(logs[2:])], tests or self.TESTS, files)

    def counts(self, files=600):
        return {name: share(files) for name, share in checks.BAD_INPUT.items()}

    def test_all_were_read(self):
        told, amiss = self.read(self.counts())
        self.assertEqual(amiss, [])
        self.assertIn("TestDamagedFiles.test_service_cards read 600 damaged files.", told)
        self.assertIn("TestNothingHalfImported.test_baskets read 100 damaged files.", told)
        self.assertIn(
            "TestStories.test_no_way_leads_to_a_forbidden_state told 6 stories; SEED=7 tells them again.", told)

    def test_the_number_did_not_arrive(self):
        _told, amiss = self.read(self.counts(300), files=10_000)
        self.assertEqual(len(amiss), len(self.TESTS) - 1, "all but memory, which is measured on sixty files")
        self.assertIn("TestDamagedFiles.test_service_cards read or told 300, not 10000.", amiss)

    def test_one_read_fewer_or_said_nothing(self):
        for name in self.TESTS:
            for counts in ({**self.counts(), name: 1}, {key: n for key, n in self.counts().items() if key != name}):
                with self.subTest(name=name):
                    self.assertEqual(len(self.read(counts)[1]), 1)

    def test_a_test_that_nobody_has_counted_on(self):
        _told, amiss = self.read(self.counts(), tests=[*self.TESTS, "TestDamagedFiles.test_new"])
        self.assertEqual(len(amiss), 1)

    def test_how_many_is_a_number(self):
        with unittest.mock.patch.dict("os.environ", {"FILES": "250"}):
            self.assertEqual(checks._number("FILES", checks.FUZZED), 250)
        with unittest.mock.patch.dict("os.environ", {"FILES": ""}):
            self.assertEqual(checks._number("FILES", checks.FUZZED), 10_000)
        for wrong in ("0", "-1", "many", "1e4"):
            with unittest.mock.patch.dict("os.environ", {"FILES": wrong}), self.assertRaises(Trouble):
                checks._number("FILES", checks.FUZZED)


class Environment(unittest.TestCase):
    """What a run is given arrives in it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.office = Office(Places(Path(folder.name), Path(folder.name)))
        self.office.cluster = SimpleNamespace(environment={})
        self.office.odoo = SimpleNamespace(root=folder.name)
        self.log = Path(folder.name) / "log"

    def test_what_is_put_together_at_each_use_takes_nothing(self):
        with self.assertRaises(TypeError):
            self.office.environment["KOOPERACJE_FUZZ"] = "10000"

    def test_variables_reach_the_program(self):
        self.office.command = lambda *arguments, database: [sys.executable, "-c", (
            "import os; print(os.environ['KOOPERACJE_FUZZ'], os.environ['ODOO_RC'])"
        )]
        with self.office.running_odoo(
            database="x", what="testing", log=self.log, variables={"KOOPERACJE_FUZZ": "10000"},
        ) as process:
            self.assertEqual(process.wait(), 0)
        self.assertEqual(self.log.read_text().split(), ["10000", str(self.office.places.config)])

    def test_a_file_of_any_kind_that_a_database_is_made_of(self):
        repo = self.office.places.repo
        (repo / "demo" / "cards").mkdir(parents=True)
        before = self.office.fingerprint()
        for name in ("demo/cards/school.xlsx", "static/page.html", "models/case.py", "hooks.py"):
            (repo / name).parent.mkdir(exist_ok=True)
            (repo / name).write_bytes(b"x")
            after = self.office.fingerprint()
            self.assertNotEqual(after, before, name)
            before = after
        for name in ("docs/plan.md", "tests/test_case.py", "README.md", "models/__pycache__/case.pyc"):
            (repo / name).parent.mkdir(exist_ok=True)
            (repo / name).write_bytes(b"x")
            self.assertEqual(self.office.fingerprint(), before, name)


class SideBySide(unittest.TestCase):
    """What runs beside the making of the database."""

    def run_beside(self, *steps, is_wanted=True):
        office = SimpleNamespace(places=SimpleNamespace(cache=Path("/nowhere")))
        beside = checks.Beside(office, steps)
        beside.is_wanted = is_wanted
        with contextlib.redirect_stdout(io.StringIO()):
            beside.start()
            beside.join()
        return [(outcome.name, outcome.passed, outcome.failed) for outcome in beside.outcomes]

    def test_each_in_its_turn(self):
        found = self.run_beside(lambda _office: checks.Outcome("ruff", 1), lambda _office: checks.Outcome("tooling", 9))
        self.assertEqual(found, [("ruff", 1, 0), ("tooling", 9, 0)])

    def test_one_that_breaks_has_failed_and_the_next_is_run(self):
        def broken(_office):
            raise Trouble("The disk is full.")

        found = self.run_beside(broken, lambda _office: checks.Outcome("tooling", 9))
        self.assertEqual(found, [("set-up", 0, 1), ("tooling", 9, 0)])

    def test_none_is_begun_when_the_run_was_broken_off(self):
        self.assertEqual(self.run_beside(lambda _office: checks.Outcome("ruff", 1), is_wanted=False), [])


class LastLine(unittest.TestCase):
    def summarise(self, *outcomes):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = checks.summarise(list(outcomes))
        return code, out.getvalue().splitlines()[-1]

    def test_sums_every_runner(self):
        self.assertEqual(self.summarise(Outcome("a", passed=2), Outcome("b", passed=3)), (0, "5 passed, 0 failed"))

    def test_one_failure_anywhere_fails(self):
        self.assertEqual(self.summarise(Outcome("a", passed=2), Outcome("b", failed=1)), (1, "2 passed, 1 failed"))

    def test_nothing_passed_is_no_success(self):
        self.assertEqual(self.summarise(), (1, "0 passed, 0 failed"))
