"""`make core-test`: what Odoo's own applications do with the addon beside them, and without it.

1. Core's own Python suites run, one application after the other, in a database without the addon and in a copy of it
   with the addon: each test has to end the same way, and each of core's query counters has to see the same number.
   What cannot be the same stands in :data:`KNOWN` with its reason, and fails too once it no longer differs.
2. Forty requests of the web client, as a salesperson of a company that has nothing to do with the addon
   (``core_requests.py``): equal queries, and at most 5 % more time.
3. Addons of the community (``community.txt``) are installed beside the addon, whose closing doors have to stay closed.

`ONLY=suites`, `ONLY=requests` or `ONLY=community` runs one part, `ONLY=survey` the suite of one application; `KEEP=1`
runs on the databases of the last run.
"""

import json
import os
import subprocess
from pathlib import Path

from . import office as offices
from . import processes
from .checks import Outcome, read_odoo, summarise
from .only import Suite
from .places import ADDON
from .trouble import CommandFailed, Trouble, explain

WITHOUT, WITH, BESIDE = "kooperacje_core", "kooperacje_core_with", "kooperacje_core_beside"
MODULES = ("mail", "calendar", "survey", "portal", "contacts", "web", "base", "crm", "hr")
PREFIX = "odoo-addon-"
COMMUNITY = Path(__file__).with_name("community.txt")
# Tests of core that end or count otherwise with the addon, each with the reason why they must.
KNOWN = {
    "odoo.addons.base.tests.test_ir_attachment.TestPermissions.test_field_read_permission":
        "compares the text of a search for files, which bears a condition for everybody: the invitation of a private "
        "meeting of the Model is open to those who take part in it",
}
# What has to hold with other addons beside ours.
DOORS = (
    "TestBesideOthers", "TestClosingDoors", "TestMatrixAccess", "TestRedTeam", "TestRegistryAccess",
    "TestRegistryGrouping",
)


def core_test(office):
    office.ensure()
    only = os.environ.get("ONLY", "")
    if only and only not in (*PARTS, *MODULES):
        raise Trouble(f"There is no part ONLY={only}: choose one of {', '.join((*PARTS, *MODULES))}.")
    if os.environ.get("KEEP", "") in ("", "0") and only != "community":
        make_databases(office)
    if only in MODULES:
        outcomes = suites(office, (only,))
    else:
        outcomes = [outcome for name, part in PARTS.items() if only in ("", name) for outcome in part(office)]
    for outcome in outcomes:
        print("\n".join(outcome.report))
    office.rest()
    return summarise(outcomes)


def make_databases(office):
    """One without the addon, with a shop at work in it; and its copy, into which the addon is installed."""
    step, log = processes.Step("Databases"), office.places.log("core-database")
    step.say("making one with core's applications, and a copy with the addon")
    log.write_bytes(b"")
    office.create_empty(WITHOUT)
    install(office, WITHOUT, ",".join(MODULES), step, log)
    _requests(office, "prepare", WITHOUT)
    office.clone(WITHOUT, WITH)
    install(office, WITH, ADDON, step, log)
    step.done("made")


def install(office, database, modules, step, log, *options, variables=None):
    try:
        office.run_odoo(
            "-i", modules, "--stop-after-init", "--no-http", *options,
            database=database, what=f"installing {modules}", log=log, step=step, variables=variables,
        )
    except CommandFailed as failure:
        raise explain(failure, "PostgreSQL", office.places.cache) from failure
    # Odoo passes over a name it does not know.
    installed = office.cluster.psql("SELECT name FROM ir_module_module WHERE state = 'installed'", database).split()
    missing = sorted(set(modules.split(",")) - set(installed))
    if missing:
        raise Trouble(f"Odoo has not installed {', '.join(missing)}; the log is {log}.")


# ----------------------------------------------------------------
# Suites
# ----------------------------------------------------------------


def suites(office, modules=MODULES):
    """An outcome for each of ``modules``, told as soon as it is there: all of them take more than an hour."""
    outcomes = []
    for module in modules:
        without, beside = (run_suite(office, module, database) for database in (WITHOUT, WITH))
        outcomes.append(compare(module, without, beside))
        print(outcomes[-1], *outcomes[-1].report, sep="\n", flush=True)
    return outcomes


def run_suite(office, module, database):
    """What became of the tests of ``module`` in a copy of ``database``; see ``core_suite.py`` for the shape."""
    copy, step = f"{database}_run", processes.Step(f"Core's suite of {module} in {database}")
    log, found = office.places.log(f"core-{module}-{database}"), office.places.run / f"{database}-{module}.outcome"
    log.write_bytes(b"")
    found.unlink(missing_ok=True)
    office.clone(database, copy)
    command = office.command(
        "--test-tags", f"/{module}", "--stop-after-init", "--max-cron-threads=0",
        "--http-port", str(offices.free_port()), database=copy,
    )
    # In place of `-m odoo`: Odoo's own command line, with core's tests prepared for being compared.
    command[1:3] = [str(Path(__file__).with_name("core_suite.py"))]
    with processes.running(
        command, "core's suites", log, env={**office.environment, "KOOPERACJE_OUTCOME": str(found)},
        cwd=office.places.cache,
    ) as process:
        processes.wait(process, step, "running")
    office.drop(copy)
    if not found.exists():
        raise Trouble(f"Core's suite of {module} did not come to its end; the log is {log}.")
    step.done("run")
    return json.loads(found.read_text())


def compare(module, without, beside, known=None):
    """The outcome of two runs of the tests of ``module``: what ends or counts otherwise with the addon is a failure."""
    known = KNOWN if known is None else known
    differ = {}
    for test in set(without["started"]) ^ set(beside["started"]):
        differ[test] = "ran on one side only"
    for test in beside["failed"].keys() - without["failed"].keys():
        differ[test] = f"fails with the addon: {beside['failed'][test]}"
    for test in without["failed"].keys() - beside["failed"].keys():
        differ[test] = f"fails without the addon only: {without['failed'][test]}"
    for test in without["queries"].keys() | beside["queries"].keys():
        counts, ours = (side["queries"].get(test, []) for side in (without, beside))
        if counts != ours:
            differ.setdefault(test, f"asks {counts} queries, with the addon {ours}")
    report = [f"{test} {how}" for test, how in sorted(differ.items()) if test not in known]
    started = set(without["started"]) | set(beside["started"])
    report += [
        f"{test} no longer differs: take it off the list of known differences ({known[test]})"
        for test in sorted(known.keys() & started - differ.keys())
    ]
    # The same on both sides: nothing differs where nothing has run.
    if not any(test.startswith(f"odoo.addons.{module}.") for test in without["started"]):
        report.append(f"None of the tests of {module} ran.")
    counters = sum(map(len, without["queries"].values()))
    print(f"{module}: {len(without['started'])} tests of core, {counters} query counters, "
          f"{len(without['failed'])} fail on a database like this one without the addon, "
          f"{len(differ.keys() & known.keys())} known to differ")
    return Outcome(f"core's suite of {module}", max(len(started) - len(report), 0), len(report), report=report)


# ----------------------------------------------------------------
# Requests of people who have nothing to do with the addon
# ----------------------------------------------------------------


def requests(office):
    done = _requests(office, "compare", WITHOUT, WITH)
    print(done.stdout, end="", flush=True)
    return [Outcome("requests", int(not done.returncode), int(bool(done.returncode)))]


def _requests(office, *arguments):
    done = subprocess.run(
        [office.places.python, Path(__file__).with_name("core_requests.py"), *arguments], env=office.environment,
        cwd=office.places.cache, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False,
    )
    if done.returncode and arguments[0] == "prepare":
        raise Trouble("The shop that works beside the addon could not be made; see above.")
    return done


# ----------------------------------------------------------------
# Addons of the community
# ----------------------------------------------------------------


def community(office):
    """Installed together, the doors that close stay closed."""
    step, log = processes.Step("Community"), office.places.log("core-community")
    log.write_bytes(b"")
    folder = office.places.cache / "community"
    modules = fetch(office, folder, step, log)
    with_them = "--addons-path=" + ",".join(map(str, [*office.odoo.addons, office.places.addons, folder_of(folder)]))
    office.create(BESIDE, step, log)
    install(office, BESIDE, ",".join(modules), step, log, with_them, variables=packages_of(office, folder))
    begun = log.stat().st_size
    with office.running_odoo(
        with_them, "--test-tags", ",".join(f"/{ADDON}:{name}" for name in DOORS), "--stop-after-init",
        "--http-port", str(offices.free_port()), database=BESIDE, what="closing doors", log=log,
        variables=packages_of(office, folder),
    ) as process:
        code = processes.wait(process, step, "running the tests of closing doors")
    text = log.read_text(errors="replace")[begun:]
    found, _tags = Suite.read(office.places.repo).choose(",".join(DOORS))
    outcome = read_odoo([(text, code)], expected=[test for tests in found.values() for test in tests])
    outcome.name = f"beside {', '.join(modules)}"
    step.done("run")
    return [outcome]


def fetch(office, folder, step, log):
    """The pinned addons in ``folder``; their names."""
    lines = [line for line in COMMUNITY.read_text().splitlines() if line and not line.startswith("#")]
    wanted = "\n".join(lines)
    stamp = folder / "complete"
    if not stamp.exists() or stamp.read_text() != wanted:
        folder.mkdir(exist_ok=True)
        processes.run(
            [office.places.python, "-m", "pip", "install", "--no-deps", "--upgrade", "--target", folder,
             "--disable-pip-version-check", *lines],
            "taking the community's addons", log, step, env=os.environ | {"PIP_ROOT_USER_ACTION": "ignore"},
        )
        stamp.write_text(wanted)
    names = {path.parent.name for path in folder_of(folder).glob("*/__manifest__.py")}
    missing = sorted(pinned(lines) - names)
    if missing:
        raise Trouble(f"{', '.join(missing)} of {COMMUNITY.name} did not come; remove {folder} and try again.")
    return sorted(names)


def pinned(lines):
    """Names of addons, of lines such as ``odoo-addon-partner-firstname==19.0.1.0.0``."""
    names = (line.partition("==")[0] for line in lines)
    return {name.removeprefix(PREFIX).replace("-", "_") for name in names if name.startswith(PREFIX)}


def folder_of(folder):
    return folder / "odoo" / "addons"


def packages_of(office, folder):
    """What Odoo's environment holds so that the addons find the packages they need, behind Odoo's own."""
    return {"PYTHONPATH": f"{office.environment['PYTHONPATH']}{os.pathsep}{folder}"}


PARTS = {"suites": suites, "requests": requests, "community": community}
