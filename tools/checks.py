"""`make test` and `make lint`: every runner's outcome, summed into one last line and one exit code."""

import contextlib
import hashlib
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass, field

from . import office as offices
from . import processes, shards, system, upgrade
from .only import Suite
from .places import ADDON, TEST_DATABASE
from .trouble import CommandFailed, Trouble, disk_trouble

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:]{8},\d{3} \d+ (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>\S+): (?P<message>.*?) *$"
)
TALLY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
STARTING = re.compile(r"Starting (\S+) \.\.\.$")
CLASS_SET_UP = re.compile(r"setUpClass \((\S+)\)")
REPORTED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\S+)")
FUZZED = 10_000
# Of these tests each reads so many of them: the models take their time, and memory is measured on few.
BAD_INPUT = {
    "TestDamagedFiles.test_workbooks_of_the_basket": lambda files: files,
    "TestDamagedFiles.test_service_cards": lambda files: files,
    "TestDamagedFiles.test_lists_of_services": lambda files: files,
    "TestDamagedFiles.test_none_takes_much_memory": lambda files: min(files, 60),
    "TestNothingHalfImported.test_baskets": lambda files: files // 6,
    "TestNothingHalfImported.test_lists_of_services": lambda files: files // 6,
    # Stories of cases, of which each takes a second.
    "TestStories.test_no_way_leads_to_a_forbidden_state": lambda files: files // 100,
}
FILES_READ = re.compile(r"(?:Read (\d+) damaged files|Told (\d+) stories from the seed (\d+)) in (\S+)\.$")
# A second shard is worth its copy of the database when the tests take longer than this, in seconds.
LONG = 60
# What Odoo says when it skips a tour for want of a browser: then the tours have not been run.
NO_BROWSER = re.compile(r"skipped .* : .*(chrom|devtools|dev tools|websocket-client)", re.IGNORECASE)


# The people and institutions that most tests tell of, founded once for all; and what was read to found them.
OFFICE = """
from odoo.addons.kooperacje.tests.common import KooperacjeCommon
KooperacjeCommon.stand_office(env.cr)
env.cr.commit()
"""
STANDING = "SELECT value::json ->> 'plan' FROM ir_config_parameter WHERE key = 'kooperacje_tests.office'"


@dataclass
class Outcome:
    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    report: list[str] = field(default_factory=list)

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.name}: {self.passed} passed, {self.failed} failed{skipped} ({self.seconds:.0f} s)"


def test(office):
    """Every check from set-up to tours. The last line is always `N passed, N failed`; returns the exit code.

    With `ONLY=` the tests of a room, of a class or one alone, on the database that the last run left, without lint.
    """
    outcomes = []
    try:
        only = os.environ.get("ONLY", "")
        chosen = Suite.read(office.places.repo).choose(only) if only else None
        with disk_trouble(office.places.cache):
            office.ensure()
        if not system.chromium():
            raise Trouble("No Chromium is found, so the browser tours could not run.")
        if chosen:
            with disk_trouble(office.places.cache):
                outcomes.append(_timed(lambda office: odoo_again(office, *chosen), office))
        else:
            _everything(office, outcomes)
    except Trouble as trouble:
        print(f"make test: {trouble}")
        outcomes.append(Outcome("set-up", failed=1))
    except KeyboardInterrupt:
        print("make test: interrupted.")
        outcomes.append(Outcome("interrupted", failed=1))
    office.rest()
    return summarise(outcomes)


def _everything(office, outcomes):
    """All checks; those that need one core and no database of the tests run while that is made and after it."""
    reference = Future()

    def upgrading(office):
        return upgrade.upgrade(office, reference=reference.result, quiet=True)

    beside = Beside(office, (ruff, pylint, tooling, upgrading))
    beside.start()
    try:
        with disk_trouble(office.places.cache):
            outcomes.append(_timed(lambda office: odoo(office, reference=reference), office))
    finally:
        if not reference.done():
            reference.set_exception(Trouble("There is no new database to compare with."))
        beside.is_wanted = sys.exc_info()[0] is None
        beside.join()
        outcomes[:0] = beside.outcomes


class Beside(threading.Thread):
    """Checks that run one after the other beside something else.

    A trouble is a failure of the check that has it. Of a run that was broken off no further check is begun.
    """

    def __init__(self, office, checks):
        super().__init__()
        self.office, self.checks, self.outcomes, self.is_wanted = office, checks, [], True

    def run(self):
        for check in self.checks:
            if not self.is_wanted:
                break
            try:
                with disk_trouble(self.office.places.cache):
                    self.outcomes.append(_timed(check, self.office))
            except Exception as error:  # noqa: BLE001
                # Whatever it is: a check that did not end has failed.
                print(f"make test: {error}", flush=True)
                self.outcomes.append(Outcome("set-up", failed=1))


def lint(office):
    office.ensure()
    outcomes = [_timed(check, office) for check in (ruff, pylint)]
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def summarise(outcomes):
    print()
    for outcome in outcomes:
        print(outcome)
    passed, failed = (sum(getattr(outcome, name) for outcome in outcomes) for name in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if passed and not failed else 1


def _timed(check, office):
    begun = time.monotonic()
    outcome = check(office)
    outcome.seconds = time.monotonic() - begun
    for line in outcome.report:
        print(line)
    print(outcome, flush=True)
    return outcome


def ruff(office):
    """Counts as one check."""
    return _linter("ruff", [office.places.venv / "bin" / "ruff", "check", "--no-cache", "--output-format=concise", "."],
                   office)


def pylint(office):
    """Counts as one check. The addon is named by its link, for pylint-odoo takes the module's name from the path."""
    rc = office.places.repo / ".pylintrc"
    addon = office.places.addons / ADDON
    return _linter("pylint-odoo", [office.places.python, "-m", "pylint", f"--rcfile={rc}", addon], office)


def _linter(name, command, office):
    done = subprocess.run(
        list(map(str, command)), cwd=office.places.repo, env=office.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )
    if done.returncode:
        return Outcome(name, failed=1, report=done.stdout.strip().splitlines())
    return Outcome(name, passed=1)


def tooling(office):
    """The tests of this package, which need neither Odoo nor a database."""
    done = subprocess.run(
        [sys.executable, "-m", "unittest", "discover", "-s", "tools/tests", "-t", "."], cwd=office.places.repo,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )
    return read_unittest(done.stdout, done.returncode)


def read_unittest(output, code):
    """The outcome in what plain unittest printed."""
    ran = re.search(r"^Ran (\d+) tests?", output, re.MULTILINE)
    counts = dict(re.findall(r"(failures|errors|skipped|unexpected successes)=(\d+)", output.rpartition("\nRan ")[2]))
    skipped = int(counts.pop("skipped", 0))
    failed = sum(map(int, counts.values()))
    total = int(ran[1]) if ran else 0
    if (code and not failed) or not total:
        failed += 1
    passed = max(total - failed - skipped, 0)
    return Outcome("tooling", passed, failed, skipped, report=output.splitlines() if failed else [])


def fuzz(office):
    """The tests of bad input with 10,000 damaged files of each kind, or `FILES=` of them; returns the exit code.

    And a hundred stories of cases, which `SEED=` tells again.
    """
    files = _number("FILES", FUZZED)
    variables = {"KOOPERACJE_FUZZ": str(files)}
    if os.environ.get("SEED"):
        variables["KOOPERACJE_SEED"] = str(_number("SEED", 1))
    office.ensure()
    names = sorted({test.partition(".")[0] for test in BAD_INPUT})
    chosen = Suite.read(office.places.repo).choose(",".join(names))
    outcome = _timed(lambda office: odoo_again(
        office, *chosen, variables=variables, judge=lambda runs, found: read_fuzz(
            [text for text, _code in runs], [name for tests in found.values() for _logger, name in tests], files,
        ),
    ), office)
    office.rest()
    return summarise([outcome])


def _number(setting, default):
    """A setting that is a whole number above nought."""
    text = os.environ.get(setting, "") or str(default)
    if not re.fullmatch(r"[1-9]\d*", text):
        raise Trouble(f"{setting}={text} is no whole number above nought: say {setting}={default}, for example.")
    return int(text)


def read_fuzz(logs, tests, files):
    """How many files each test of bad input has read, by its own words; and what is amiss: fewer than it should."""
    read, seeds = Counter(), {}
    for text in logs:
        for block in blocks(text):
            if found := FILES_READ.match(block["message"]):
                read[found[4]] += int(found[1] or found[2])
                seeds[found[4]] = found[3]
    told = [
        f"{name} told {read[name]} stories; SEED={seeds[name]} tells them again." if seeds.get(name)
        else f"{name} read {read[name]} damaged files." for name in tests
    ]
    amiss = [f"Nobody says how many files {name} is to read." for name in tests if name not in BAD_INPUT]
    for name, share in BAD_INPUT.items():
        if read[name] < share(files):
            amiss.append(f"{name} read or told {read[name]}, not {share(files)}.")
    return told, amiss


def odoo(office, tags=f"/{ADDON}", reference=None):
    """The addon's tests in Odoo's own runner, on a database made from scratch as the demo's is.

    They are split into shards, which run side by side on copies of that database.

    :param reference: a Future that is told what the new database holds, before any test has run in it
    """
    made = office.places.log("test-database")
    with processes.alone(office.places.cache / "test.lock", processes.Step("Tests")):
        step = processes.Step("Test database")
        step.say("making it, in Polish and with the demo")
        try:
            _make(office, step, made, then=shards.collecting(office, tags) + upgrade.looking(office, TEST_DATABASE))
            found = shards.collected(office)
            if reference:
                reference.set_result(upgrade.looked(office, TEST_DATABASE, made))
        except CommandFailed as failure:
            step.clear()
            return Outcome("odoo", failed=1, report=[*_last_blocks(made), str(failure)])
        step.done("made")
        parts = _split(office, found, tags, shards.affordable())
        return _judged(office, found, parts, _run_tests(office, parts, found), made)


def _make(office, step, log, then=""):
    """The database of the tests: with their office standing, and the pages' scripts, which each shard would bundle."""
    office.create(TEST_DATABASE, step, log, warm=True, then=then + OFFICE)
    if not _stands(office):
        # Each class would found it for itself, and the run only be slower.
        raise CommandFailed("Founding the office of the tests", 1, processes.tail(log), log)


def odoo_again(office, found, tags, variables=None, judge=None):
    """The tests ``found``, by class, on the database of the run before, which is updated when the addon has changed.

    :param variables: what the tests find in their environment
    :param judge: told the runs and ``found``, gives lines to print, and lines of what is amiss
    """
    made = office.places.log("test-database")
    with processes.alone(office.places.cache / "test.lock", processes.Step("Tests")):
        step = processes.Step("Test database")
        made.write_bytes(b"")
        try:
            known = office.made_from(TEST_DATABASE)
            if not known or os.environ.get("RESET", "") not in ("", "0") or not _stands(office):
                step.say("making it, in Polish and with the demo")
                _make(office, step, made)
                step.done("made")
            elif known != office.fingerprint():
                step.say("updating it, for the addon has changed")
                office.update(TEST_DATABASE, step, made)
                step.done("updated")
            else:
                step.done("as it is, for the addon has not changed")
        except (CommandFailed, Trouble) as failure:
            step.clear()
            return Outcome("odoo", failed=1, report=[*_last_blocks(made), str(failure)])
        weights = _weights(office, found)
        parts = _split(office, found, tags, shards.affordable() if sum(weights.values()) > LONG else 1)
        runs = _run_tests(office, parts, found, variables=variables)
        outcome = _judged(office, found, parts, runs, made)
    if judge:
        told, amiss = judge(runs, found)
        outcome.failed += len(amiss)
        outcome.report += told + amiss
    return outcome


def _stands(office):
    """Whether the office of the tests stands in their database, as `tests/common.py` founds it today."""
    plan = hashlib.sha256((office.places.repo / "tests" / "common.py").read_bytes()).hexdigest()[:16]
    return office.cluster.psql(STANDING, TEST_DATABASE) == plan


def _measures(office):
    return office.places.cache / "test-seconds.json"


def _split(office, found, tags, number):
    return shards.split(_weights(office, found), tags, number)


def _weights(office, found):
    return shards.weights(found, shards.measured(shards.ELSEWHERE) | shards.measured(_measures(office)))


def _judged(office, found, parts, runs, made):
    shards.remember(_measures(office), [text for text, _code in runs])
    outcome = read_odoo(runs, _without_paths(office, made), [test for tests in found.values() for test in tests])
    if outcome.failed:
        outcome.report.append(f"The whole log: {' '.join(str(office.places.log(part.log)) for part in parts)}")
    return outcome


def _run_tests(office, parts, found, variables=None):
    """Each shard's log and exit code."""
    total = sum(map(len, found.values()))
    logs = [office.places.log(part.log) for part in parts]
    step = processes.Step("Tests")
    step.say(f"running {total} in Odoo" + (f", in {len(parts)} shards" if len(parts) > 1 else ""))

    def progress():
        texts = [log.read_text(errors="replace") for log in logs]
        begun, failed = (
            sum(len(re.findall(pattern, text)) for text in texts)
            for pattern in (r": Starting \S+ \.\.\.", r" ERROR \S+ \S+: (?:FAIL|ERROR): ")
        )
        return f"{begun} of {total} begun" + (f", {failed} failed" if failed else "")

    for log in logs:
        log.write_bytes(b"")
    for part in parts[1:]:
        office.clone(TEST_DATABASE, part.database)
    with contextlib.ExitStack() as stack:
        running = [
            stack.enter_context(office.running_odoo(
                "--test-tags", part.tags, "--stop-after-init",
                "--http-port", str(offices.free_port()), "--log-handler", shards.MEASURING,
                database=part.database, what="running tests", log=log, variables=variables,
            ))
            for part, log in zip(parts, logs, strict=True)
        ]
        codes = [processes.wait(process, step, "running", progress) for process in running]
    step.clear()
    for part in parts[1:]:
        office.drop(part.database)
    return [(_without_paths(office, log), code) for log, code in zip(logs, codes, strict=True)]


def _without_paths(office, path):
    """A log's text in which the addon's name only stands for the addon, not for a folder or a database."""
    text = path.read_text(errors="replace")
    for folder in (office.places.addons, office.places.cache, office.odoo.root):
        text = text.replace(f"{folder}{os.sep}", "")
    return text.replace(TEST_DATABASE, "database")


def read_odoo(runs, loading="", expected=()):
    """The outcome of Odoo's test runs, out of the log and the exit code of each.

    Beside failed tests these fail it: an error that Odoo logged outside a test's own report, a warning about
    the addon while it was loaded (before the first test) or from Python, a tour skipped for want of a browser,
    a bad exit code that nothing explains, a run in which no test ran, and tests of `expected` (logger and name)
    that did not start exactly once over all runs.
    """
    before, tests = blocks(loading), []
    failed = total = 0
    for text, _code in runs:
        records = blocks(text)
        first = next((i for i, block in enumerate(records) if STARTING.match(block["message"])), len(records))
        before += records[:first]
        tests += records[first:]
        tally = [tuple(map(int, found)) for found in TALLY.findall(text)]
        failures, errors, ran = tally[-1] if tally else (0, 0, 0)
        failed += failures + errors
        total += ran
    skips = [block for block in before + tests if re.match(r"skipped \S+.* : ", block["message"])]
    without_browser = [block for block in skips if NO_BROWSER.match(block["message"])]
    logged = [block for block in before + tests if is_error(block)]
    warned = _once(
        [block for block in before if is_warning(block)]
        + [block for block in tests if block["logger"] == "py.warnings" and is_warning(block)]
    )
    reported = [block for block in before + tests if is_test_report(block)]
    started = [(block["logger"], found[1]) for block in tests if (found := STARTING.match(block["message"]))]
    amiss = _not_once(expected, started, reported + skips)

    failed += len(logged) + len(warned) + len(without_browser) + len(amiss)
    report = [block["text"] for block in (*reported, *logged, *warned, *without_browser)] + amiss
    codes = [code for _text, code in runs if code]
    if not total:
        failed += 1
        report.append("No test ran.")
    elif codes and not failed:
        failed += 1
        report.append(f"Odoo ended with exit code {codes[0]}.")
    bad = {(block["logger"], found[1]) for block in reported if (found := REPORTED.match(block["message"]))}
    passed = max(sum(test not in bad for test in started) - len(skips), 0)
    return Outcome("odoo", passed, failed, len(skips) - len(without_browser), report=report)


def _not_once(expected, started, reported):
    """A line for each expected test that started twice or never, but for those whose class did not come up."""
    times = Counter(started)
    broken = {found[1] for block in reported if (found := CLASS_SET_UP.search(block["message"]))}
    return [
        f"{logger}: {name} started {times[logger, name]} times."
        for logger, name in expected
        if times[logger, name] != 1 and f"{logger}.{name.rpartition('.')[0]}" not in broken
    ]


def _once(records):
    """Records without those that only repeat another's words."""
    return list({record["message"]: record for record in records}.values())


def blocks(text):
    """A log's records, each with the lines that follow it."""
    records = []
    for line in text.splitlines():
        found = RECORD.match(line)
        if found:
            records.append({**found.groupdict(), "text": line})
        elif records:
            records[-1]["text"] += f"\n{line}"
    return records


def is_test_report(block):
    """A failed test's own record, which Odoo has counted."""
    return block["level"] == "ERROR" and re.match(r"(FAIL|ERROR): ", block["message"]) is not None


def is_error(block):
    return block["level"] in ("ERROR", "CRITICAL") and not is_test_report(block) and not TALLY.search(block["text"])


def is_warning(block):
    """A warning that names the addon: a file, a model, an external id or a logger of its own."""
    about = rf"(^|[^\w.-]){ADDON}[./]|addons[./]{ADDON}\b|\b{ADDON}\.\w"
    return block["level"] == "WARNING" and re.search(about, f"{block['logger']} {block['text']}") is not None


def _last_blocks(log):
    return [block["text"] for block in blocks(log.read_text(errors="replace")) if is_error(block)]
