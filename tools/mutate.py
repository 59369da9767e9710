"""`make mutate`: does anybody notice when an override of core is not there?

Each override listed in ``tests/core_overrides.py`` is switched off, one by one, and the class of tests named beside it
runs (see ``mutate_suite.py``). One that nothing notices is a failure: core could drop its name without a word.

`ONLY=rules` opens each record rule instead, `ONLY=rules:team` those of that name; some class that tells of rights has
to notice. `ONLY=mail.thread` runs those overrides whose "model.name" the regular expression finds, `KEEP=1` on the
database of the last run.
"""

import json
import os
import re
from pathlib import Path

from . import office as offices
from . import processes
from .checks import Outcome, summarise
from .places import ADDON
from .trouble import Trouble

DATABASE = "kooperacje_mutate"
RIGHTS = re.compile(r"Rights|Refus|Door|Access$|Matrix|RedTeam|Attempts|Secrecy|Scope|Sharing|Anonymity|Guards")
TABLE = Path(__file__).parents[1] / "tests" / "core_overrides.py"


def mutate(office):
    office.ensure()
    step, log = processes.Step("Overrides"), office.places.log("mutate")
    found = office.places.run / "mutate.outcome"
    found.unlink(missing_ok=True)
    if os.environ.get("KEEP", "") in ("", "0") or not office.made_from(DATABASE):
        step.say("making a database, in Polish and with the demo")
        office.create(DATABASE, step, office.places.log("mutate-database"))
    log.write_bytes(b"")
    command = office.command(
        "--test-tags", ",".join(f"/{ADDON}:{name}" for name in classes(os.environ.get("ONLY", ""))),
        "--stop-after-init",
        "--max-cron-threads=0", "--http-port", str(offices.free_port()), database=DATABASE,
    )
    # In place of `-m odoo`: Odoo's own command line, with the tests run once for each override.
    command[1:3] = [str(Path(__file__).with_name("mutate_suite.py"))]
    environment = {
        **office.environment, "KOOPERACJE_OUTCOME": str(found), "KOOPERACJE_ONLY": os.environ.get("ONLY", ""),
    }
    with processes.running(
        command, "switching overrides off", log, env=environment, cwd=office.places.cache,
    ) as process:
        processes.wait(process, step, "switching off", lambda: last_line(log))
    step.clear()
    if not found.exists():
        raise Trouble(f"The tests did not come to their end; the log is {log}.")
    outcome = judge(json.loads(found.read_text()))
    print("\n".join(outcome.report))
    office.rest()
    return summarise([outcome])


def classes(only=""):
    """The classes of tests that the table names; for record rules those that tell who may do what."""
    if re.match(r"rules\b", only):
        return sorted({
            name for path in TABLE.parent.rglob("test_*.py")
            for name in re.findall(r"^class (Test\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
            if RIGHTS.search(name)
        })
    return sorted(set(re.findall(r'^        "(Test\w+)",$', TABLE.read_text(encoding="utf-8"), re.MULTILINE)))


def last_line(log):
    told = re.findall(r"^(?:as it is|switched off): (.*)$", log.read_text(errors="replace"), re.MULTILINE)
    return f"switching off, {len(told)}: {told[-1]}" if told else "switching off"


def judge(found):
    """The outcome of a run, whose shape ``mutate_suite.py`` tells."""
    report = [f"{name} fails with nothing switched off: {test}" for name, test in sorted(found["broken"].items())]
    report += [
        f"{name} can go unnoticed: {test} passes without it" for name, test in sorted(found["unnoticed"].items())
    ]
    if not found["noticed"] and not report:
        report.append("No override was switched off.")
    return Outcome("overrides", len(found["noticed"]), len(report), report=report)
