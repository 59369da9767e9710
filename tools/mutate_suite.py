"""The addon's tests, run by Odoo as usual but for one override of core after another being switched off.

What is switched off, and the class of tests that has to notice, stands in ``tests/core_overrides.py``. No file is
edited: the definition is taken off its class in this process, and put back. A class stops at its first failure.
Written as JSON to KOOPERACJE_OUTCOME, ``broken`` being what fails with nothing switched off::

    {"broken": {class: test}, "noticed": {override: test}, "unnoticed": {override: class}}

KOOPERACJE_ONLY, a regular expression, chooses overrides by "model.name". Arguments are those of Odoo's command line.
"""

import contextlib
import json
import os
import re
from pathlib import Path

import odoo.cli
from odoo.fields import Field
from odoo.modules.registry import Registry
from odoo.tests import loader, result, suite


class FirstFailure(result.OdooTestResult):
    """Remembers the first test that fails, and stops there."""

    failed = None

    def addError(self, test, err):
        self._stop(test)
        super().addError(test, err)

    def addFailure(self, test, err):
        self._stop(test)
        super().addFailure(test, err)

    def _stop(self, test):
        about = getattr(test, "test_case", test)  # a subtest is counted with its test
        self.failed = self.failed or getattr(about, "_testMethodName", str(about))
        self.shouldStop = True


def first_failure(tests):
    """The name of the first of ``tests`` that fails, run anew; nothing if all pass."""
    found = FirstFailure()
    run_as_usual(suite.OdooSuite([type(test)(test._testMethodName) for test in tests]), found)
    return found.failed


def run_as_usual(tests, found):
    from odoo.modules import module

    module.current_test = True
    try:
        tests(found)
    finally:
        module.current_test = False


@contextlib.contextmanager
def switched_off(registry, name, one):
    """While the block lasts ``one``, a definition of ours, is not there, and core's own is met in its place."""
    is_field = isinstance(one.value, Field)
    definitions = one.owner._field_definitions if is_field else None
    if is_field:
        place = definitions.index(one.value)
        del definitions[place]
    else:
        delattr(one.owner, name)
    try:
        refresh(registry, is_field)
        yield
    finally:
        if is_field:
            definitions.insert(place, one.value)
        else:
            setattr(one.owner, name, one.value)
        refresh(registry, is_field)


def refresh(registry, fields):
    if fields:
        with registry.cursor() as cr:
            registry._setup_models__(cr)
    registry.clear_all_caches()


def switch_off_each(tests):
    from odoo.addons.kooperacje.tests import core_overrides as core

    registry = Registry(odoo.tools.config["db_name"][0])
    chosen = re.compile(os.environ.get("KOOPERACJE_ONLY") or "")
    found = core.of_models(registry) | core.of_controllers()
    wanted = {key: found[key] for key in core.OVERRIDES if key in found and chosen.search(".".join(key))}
    by_class = {}
    for test in tests:
        by_class.setdefault(type(test).__name__, []).append(test)
    needed = sorted({core.OVERRIDES[key].test for key in wanted})
    outcome = {"broken": {}, "noticed": {}, "unnoticed": {}}
    for name in needed:
        print(f"as it is: {name}", flush=True)
        failed = first_failure(by_class[name]) if name in by_class else "there is no such test"
        if failed:
            outcome["broken"][name] = failed
    for (label, name), definitions in wanted.items():
        test = core.OVERRIDES[label, name].test
        for one in definitions if test not in outcome["broken"] else ():
            override = f"{label}.{name}"
            if len(definitions) > 1:
                override += f" of {one.owner.__module__.removeprefix(core.OURS)}"
            with switched_off(registry, name, one):
                failed = first_failure(by_class[test])
            print(f"switched off: {override}: {failed or 'NOT NOTICED'}", flush=True)
            if failed:
                outcome["noticed"][override] = f"{test}.{failed}"
            else:
                outcome["unnoticed"][override] = test
    return outcome


def main():
    def run_suite(tests, global_report=None):
        every = list(tests)
        if every:
            outcome = switch_off_each(every)
            Path(os.environ["KOOPERACJE_OUTCOME"]).write_text(json.dumps(outcome, indent=1))
        return result.OdooTestResult(global_report=global_report)

    loader.run_suite = run_suite
    odoo.cli.main()


if __name__ == "__main__":
    main()
