"""The goals of the Makefile. Settings come from variables: KOOPERACJE_CACHE, ODOO_HOME, PORT, RESET, ONLY, KEEP, CLOCK.
"""

import contextlib
import os
import shutil
import subprocess
import sys

from . import checks, clock, core_test, demo, mutate, postgres, processes, references, uninstall, upgrade
from . import office as offices
from .places import BENCH_DATABASE, BENCH_TEMPLATE, DEMO_DATABASE, KILL_DATABASE, LOAD_DATABASE, TWIN_DATABASE
from .trouble import Trouble, disk_trouble


def bench(office):
    """Measure everything, or with `ONLY=` one part; with `KEEP=1` on the databases of the last run."""
    return _measure(office, "bench", BENCH_DATABASE)


def load(office):
    """Many people at once; `ONLY=` and `KEEP=1` as for the bench."""
    return _measure(office, "load", LOAD_DATABASE)


def kill(office):
    """Writes ended in their middle; KILLS= says how many times."""
    return _measure(office, "kill", KILL_DATABASE)


def twin(office):
    """Two Odoos on one database."""
    return _measure(office, "twin", TWIN_DATABASE)


def _measure(office, name, database):
    """Run the script ``name``.py on copies of a database without the demo, which is made when the addon has changed."""
    only = os.environ.get("ONLY", "")
    folder = office.places.repo / "tools"
    if only and not (folder / f"{name}_{only}.py").exists():
        parts = sorted(path.stem.removeprefix(f"{name}_") for path in folder.glob(f"{name}_*.py"))
        raise Trouble(f"There is no part ONLY={only}: choose one of {', '.join(parts)}.")
    office.ensure()
    if os.environ.get("KEEP", "") in ("", "0") and office.made_from(BENCH_TEMPLATE) != office.fingerprint():
        step = processes.Step("Database")
        step.say("making it, in Polish and without the demo; this takes a minute or two")
        office.create(BENCH_TEMPLATE, step, office.places.log("bench-database"), demo=False)
        step.done("made")
    environment = {
        **office.environment, "KOOPERACJE_DATABASE": database, "KOOPERACJE_TEMPLATE": BENCH_TEMPLATE,
    }
    command = [office.places.python, folder / f"{name}.py", *([only] if only else [])]
    return subprocess.run(command, env=environment, cwd=office.places.cache, check=False).returncode


def shell(office):
    return _interactive(office, office.command("shell", "--no-http", database=DEMO_DATABASE))


def doctor(office):
    """The state of the demo's system, what can be mended being mended; the exit code says whether something is red."""
    return _interactive(office, office.command("kooperacje", "--repair", "--log-level=warn", database=DEMO_DATABASE))


def psql(office):
    office.ensure()
    return _interactive(office, [str(office.cluster.programs / "psql"), "-d", DEMO_DATABASE])


def _interactive(office, command):
    if not office.cluster:
        office.ensure()
    return subprocess.run(command, env=office.environment, cwd=office.places.cache, check=False).returncode


def clean(office):
    demo.stop(office)
    with contextlib.suppress(KeyError):  # no user postgres, so no cluster
        postgres.Cluster(office.places).remove()
    clock.remove(office.places)
    shutil.rmtree(office.places.cache, ignore_errors=True)
    print(f"Removed {office.places.cache}.")


GOALS = {
    "demo": demo.demo, "stop": demo.stop, "test": checks.test, "fuzz": checks.fuzz, "lint": checks.lint,
    "core-test": core_test.core_test, "mutate": mutate.mutate, "clock": clock.clock,
    "upgrade-test": upgrade.upgrade_test, "uninstall-test": uninstall.uninstall_test, "bench": bench, "load": load,
    "kill": kill, "twin": twin,
    "doctor": doctor, "shell": shell, "psql": psql, "where": references.where, "clean": clean,
}


def main(arguments):
    if len(arguments) != 1 or arguments[0] not in GOALS:
        print(f"usage: python3 -m tools {'|'.join(GOALS)}", file=sys.stderr)
        return 2
    goal = arguments[0]
    # Set by make and by an activated environment, and no business of what is started here.
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"):
        os.environ.pop(name, None)
    try:
        office = offices.Office()
        with disk_trouble(office.places.cache):
            return GOALS[goal](office) or 0
    except Trouble as trouble:
        sys.stdout.flush()
        print(f"make {goal}: {trouble}", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"\nmake {goal}: interrupted; the same command goes on from here.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
