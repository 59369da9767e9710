"""The goals of the Makefile. Settings come from variables: KOOPERACJE_CACHE, ODOO_HOME, PORT, RESET."""

import contextlib
import os
import shutil
import subprocess
import sys

from . import checks, demo, postgres
from . import office as offices
from .places import BENCH_DATABASE, DEMO_DATABASE
from .trouble import Trouble, disk_trouble


def bench(office):
    script = office.places.repo / "tools" / "bench.py"
    if not script.exists():
        raise Trouble("There is no tools/bench.py in this checkout.")
    office.ensure()
    environment = {**office.environment, "KOOPERACJE_DATABASE": BENCH_DATABASE}
    command = [office.places.python, script]
    return subprocess.run(command, env=environment, cwd=office.places.cache, check=False).returncode


def shell(office):
    return _interactive(office, office.command("shell", "--no-http", database=DEMO_DATABASE))


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
    shutil.rmtree(office.places.cache, ignore_errors=True)
    print(f"Removed {office.places.cache}.")


GOALS = {
    "demo": demo.demo, "stop": demo.stop, "test": checks.test, "fuzz": checks.fuzz, "lint": checks.lint,
    "bench": bench, "shell": shell, "psql": psql, "clean": clean,
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
