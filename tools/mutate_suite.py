"""The addon's tests, run by Odoo as usual but for one override of core after another being switched off.

What is switched off, and the class of tests that has to notice, stands in ``tests/core_overrides.py``. No file is
edited: the definition is taken off its class in this process, and put back. A class stops at its first failure.
Written as JSON to KOOPERACJE_OUTCOME, ``broken`` being what fails with nothing switched off::

    {"broken": {class: test}, "noticed": {override: test}, "unnoticed": {override: class}}

KOOPERACJE_ONLY, a regular expression, chooses overrides by "model.name". With "rules" it is the record rules that are
opened, one by one, to whoever their group is; "rules:team" opens those whose name the expression finds. A rule is
noticed by a class of its own room first, then by those of privacy. Arguments are those of Odoo's command line.
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
    from odoo.addons.kooperacje.tests import warm

    if fields:
        with registry.cursor() as cr:
            registry._setup_models__(cr)
    registry.clear_all_caches()
    warm.forget()


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


@contextlib.contextmanager
def opened(registry, rule_id):
    """While the block lasts the record rule lets every record pass."""
    def change(domain):
        with registry.cursor() as cr:
            cr.execute("SELECT domain_force FROM ir_rule WHERE id = %s", [rule_id])
            [before] = cr.fetchone()
            cr.execute("UPDATE ir_rule SET domain_force = %s WHERE id = %s", [domain, rule_id])
        registry.clear_all_caches()
        return before

    before = change("[(1, '=', 1)]")
    try:
        yield
    finally:
        change(before)


def open_each_rule(tests, chosen):
    from odoo.addons.kooperacje.tests.house import ROOT

    registry = Registry(odoo.tools.config["db_name"][0])
    with registry.cursor() as cr:
        cr.execute(
            "SELECT name, res_id FROM ir_model_data WHERE module = 'kooperacje' AND model = 'ir.rule' ORDER BY name",
        )
        rules = [(name, rule_id) for name, rule_id in cr.fetchall() if chosen.search(name)]
    room_by_rule = {
        name: path.parent.name for path in (ROOT / "security").rglob("*.xml")
        for name in re.findall(r'<record id="(\w+)" model="ir.rule"', path.read_text(encoding="utf-8"))
    }
    by_class, room_by_class = {}, {}
    for test in tests:
        by_class.setdefault(type(test).__name__, []).append(test)
        room_by_class[type(test).__name__] = type(test).__module__.split(".")[4]
    outcome = {"broken": {}, "noticed": {}, "unnoticed": {}}
    for name in sorted(by_class):
        print(f"as it is: {name}", flush=True)
        if failed := first_failure(by_class[name]):
            outcome["broken"][name] = failed
    for rule, rule_id in rules:
        room = room_by_rule.get(rule, "")
        order = sorted(
            set(by_class) - set(outcome["broken"]),
            key=lambda name, room=room: (room_by_class[name] != room, room_by_class[name] != "privacy", name),
        )
        with opened(registry, rule_id):
            found = next(((name, failed) for name in order if (failed := first_failure(by_class[name]))), None)
        print(f"switched off: {rule}: {'.'.join(found) if found else 'NOT NOTICED'}", flush=True)
        if found:
            outcome["noticed"][rule] = ".".join(found)
        else:
            outcome["unnoticed"][rule] = ", ".join(order)
    return outcome


def switch_off(tests):
    wanted = os.environ.get("KOOPERACJE_ONLY") or ""
    if re.match(r"rules\b", wanted):
        return open_each_rule(tests, re.compile(wanted.partition(":")[2]))
    return switch_off_each(tests)


def main():
    def run_suite(tests, global_report=None):
        every = list(tests)
        if every:
            outcome = switch_off(every)
            Path(os.environ["KOOPERACJE_OUTCOME"]).write_text(json.dumps(outcome, indent=1))
        return result.OdooTestResult(global_report=global_report)

    loader.run_suite = run_suite
    odoo.cli.main()


if __name__ == "__main__":
    main()
