"""Core's own tests, run by Odoo as usual but for three things that `make core-test` needs.

- Both positions run once all modules are loaded: at their own time, tests of installation would run before the addon
  is there.
- Browser tests are skipped: they are core's JavaScript, slow, and the same with and without the addon.
- What became of each test, and how many queries each counter saw, is written as JSON to KOOPERACJE_OUTCOME once all
  have run::

      {"started": [test, …], "failed": {test: reason}, "queries": {test: [count, …]}}

Arguments are those of Odoo's own command line.
"""

import contextlib
import json
import os
import unittest
from collections import defaultdict
from pathlib import Path

import odoo.cli
from odoo.tests import common, loader, result, suite

OUTCOME = {"started": [], "failed": {}, "queries": defaultdict(list)}


def run_both_positions():
    of_one_position = loader.make_suite

    def make_suite(module_names, position="at_install"):
        names = list(module_names)
        if position == "at_install":
            return suite.OdooSuite()
        return suite.OdooSuite([*of_one_position(names, "at_install"), *of_one_position(names, "post_install")])

    loader.make_suite = make_suite


def skip_browser():
    def skip(self, *args, **kwargs):
        raise unittest.SkipTest("core's JavaScript is not what is compared")

    common.HttpCase.browser_js = skip
    common.HttpCase.start_tour = skip


def record_outcomes():
    class Recorded(result.OdooTestResult):
        def startTest(self, test):
            OUTCOME["started"].append(test.id())
            super().startTest(test)

        def addError(self, test, err):
            self._remember(test, err)
            super().addError(test, err)

        def addFailure(self, test, err):
            self._remember(test, err)
            super().addFailure(test, err)

        def _remember(self, test, err):
            about = getattr(test, "test_case", test)  # a subtest is counted with its test
            reason = (str(err[1]).strip() or err[0].__name__).splitlines()[0]
            OUTCOME["failed"].setdefault(about.id(), f"{err[0].__name__}: {reason}")

    loader.OdooTestResult = Recorded


def record_queries():
    of_core = common.BaseCase.assertQueryCount

    @contextlib.contextmanager
    def counting(self, default=0, flush=True, **counters):
        if not self.warm:
            with of_core(self, default, flush, **counters):
                yield
            return
        if flush:
            self.env.flush_all()
            self.env.cr.flush()
        before = self.cr.sql_log_count
        try:
            with of_core(self, default, flush, **counters):
                yield
        finally:
            OUTCOME["queries"][self.id()].append(self.cr.sql_log_count - before)

    common.BaseCase.assertQueryCount = counting


def main():
    run_both_positions()
    skip_browser()
    record_outcomes()
    record_queries()
    try:
        odoo.cli.main()
    except SystemExit as ended:
        # 1 says that tests failed; anything else, that Odoo did not come to the end of them.
        if ended.code not in (None, 0, 1):
            raise
    Path(os.environ["KOOPERACJE_OUTCOME"]).write_text(json.dumps(OUTCOME))


if __name__ == "__main__":
    main()
