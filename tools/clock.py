"""`make clock`: the whole suite, or `ONLY=` of it, at moments that are still to come.

libfaketime moves the clock of PostgreSQL (Odoo's time is its `now()`), of Odoo and of Chromium by the same number of
seconds. They have a cluster of their own in the folder `clock` of the cache, so that no other database meets the moved
time. `CLOCK=+60d` or `CLOCK=2028-02-29` runs at one moment in place of the four of :func:`usual`.

At each moment the database is made anew, with the demo: this shows that the demo loads then. With `ONLY=` the database
of the last run is kept as long as `CLOCK=` names the same moment.
"""

import calendar
import contextlib
import datetime
import os
import re
import subprocess
import tempfile
from pathlib import Path
from types import MappingProxyType

from . import checks, odoo_source, postgres, processes, python_env, system
from .office import Office
from .only import Suite
from .places import Places
from .trouble import Trouble, disk_trouble

LIBRARY = "faketime/libfaketimeMT.so.1"
SITE = Path(__file__).with_name("moved")
NOON = datetime.time(12)
UTC = datetime.UTC


class MovedPlaces(Places):
    """Places in a folder of the cache ``shared``, with whose Odoo and Python packages the moved clock runs."""

    @property
    def shared(self):
        return Places(self.repo, self.cache.parent)

    @property
    def odoo(self):
        return self.shared.odoo

    @property
    def venv(self):
        return self.shared.venv


class MovedOffice(Office):
    @property
    def environment(self):
        """With ``moved/sitecustomize.py``, by which Python sleeps."""
        known = super().environment
        return MappingProxyType({**known, "PYTHONPATH": f"{known['PYTHONPATH']}{os.pathsep}{SITE}"})


def moved_places(places):
    return MovedPlaces(places.repo, places.cache / "clock")


def clock(office):
    now = datetime.datetime.now(UTC)
    moments = {name: moment(name, now) for name in [os.environ.get("CLOCK", "")] if name} or usual(now)
    only = os.environ.get("ONLY", "")
    chosen = Suite.read(office.places.repo).choose(only) if only else None
    _install(office)
    outcomes = []
    for name, then in moments.items():
        with disk_trouble(office.places.cache):
            outcomes.append(_at(office, name, then, chosen))
    return checks.summarise(outcomes)


def usual(now):
    """The moments at which a suite written today turns red: by name, in UTC.

    In two months and in eight, every day, month and year of a test written today has gone by; a leap day has no
    anniversary; at half past eleven on New Year's Eve by the clock of a server Warsaw has the new year already.
    """
    years = range(now.year, now.year + 9)
    dated = [
        [f"{year}-02-29" for year in years if calendar.isleap(year)], [f"{year}-12-31T23:30" for year in years],
    ]
    names = ["+60d", "+245d", *(next(name for name in row if moment(name, now) > now) for row in dated)]
    return {name: moment(name, now) for name in names}


def moment(setting, now):
    """The moment that ``CLOCK=`` names: so many days from now, noon of a day, or a minute of it, in UTC."""
    if found := re.fullmatch(r"([+-]\d{1,5})d", setting):
        return now + datetime.timedelta(days=int(found[1]))
    with contextlib.suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", setting):
            return datetime.datetime.combine(datetime.date.fromisoformat(setting), NOON, UTC)
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", setting):
            return datetime.datetime.fromisoformat(setting).replace(tzinfo=UTC)
    raise Trouble(f"CLOCK={setting} is no moment: say CLOCK=+60d, CLOCK=2028-02-29 or CLOCK=2027-12-31T23:30.")


def _install(office):
    """What is missing, by the true clock: by a moved one, servers' certificates and lists would have run out."""
    office.places.make()
    with processes.alone(office.places.cache / "lock", processes.Step("Set-up")):
        system.ensure(office.places, also=("libfaketime",))
        odoo_source.ensure(office.places)
        python_env.ensure(office.places)


def _at(office, name, then, chosen):
    """The outcome of the suite, or of the ``chosen`` tests, with the clock moved to ``then``."""
    moved = MovedOffice(moved_places(office.places))
    moved.places.make()
    kept = moved.places.cache / "moment"
    with processes.alone(moved.places.cache / "clock.lock", processes.Step("Clock")):
        # One of a run that was broken off goes by another clock.
        if cluster := moved.existing_cluster():
            cluster.stop()
        _take_measures(office.places, moved.places)
        is_kept = chosen and kept.exists() and kept.read_text() == name
        kept.unlink(missing_ok=True)
        with moving(then):
            try:
                moved.ensure()
                _check(moved, then)
                print(f"Clock: {name}, {then:%Y-%m-%d %H:%M} UTC", flush=True)
                if chosen and not is_kept:
                    moved.drop(checks.TEST_DATABASE)
                run = (lambda moved: checks.odoo_again(moved, *chosen)) if chosen else checks.odoo
                outcome = checks._timed(run, moved)
            finally:
                if moved.cluster:
                    moved.cluster.stop()
        kept.write_text(name)
    outcome.name = name
    return outcome


def _take_measures(shared, moved):
    """Of how long each class takes, so that the shards are of one length at the first run too."""
    known, mine = shared.cache / "test-seconds.json", moved.cache / "test-seconds.json"
    if known.exists() and not mine.exists():
        mine.write_bytes(known.read_bytes())


@contextlib.contextmanager
def moving(then):
    """Every program that is started in the block lives at ``then``, and goes on from there."""
    seconds = (then - datetime.datetime.now(UTC)).total_seconds()
    variables = {
        "LD_PRELOAD": str(_library()),
        # The distance, not the moment: the latter would begin anew with each program.
        "FAKETIME": f"{seconds:+.0f}",
        # Waiting lasts as long as ever, with no correction that hangs Chromium; files keep the time of the disk.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0", "NO_FAKE_STAT": "1",
    }
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            os.environ.pop(name, None)


def _library():
    found = sorted(Path("/usr/lib").glob(f"*/{LIBRARY}"))
    if not found:
        raise Trouble(f"{LIBRARY} is not found in /usr/lib: it comes with Debian's package libfaketime.")
    return found[0]


def _check(moved, then):
    """That the clocks are moved: else all would be green and nothing shown."""
    for name, look in CLOCKS.items():
        told = datetime.datetime.fromtimestamp(look(moved), UTC)
        if abs(told - then) > datetime.timedelta(minutes=10):
            raise Trouble(f"The clock of {name} says {told:%Y-%m-%d %H:%M}, not {then:%Y-%m-%d %H:%M}.")


def postgresql_time(moved):
    return float(moved.cluster.psql("SELECT extract(epoch FROM now())"))


def python_time(moved):
    return float(_output(moved, moved.places.python, "-c", "import time; print(time.time())") or 0)


def chromium_time(moved):
    """By the clock of a page."""
    with tempfile.TemporaryDirectory() as profile:
        page = _output(
            moved, system.chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={profile}", "--dump-dom", "data:text/html,<script>document.write(Date.now())</script>",
        )
    found = re.search(r">(\d{12,14})<", page)
    return int(found[1]) / 1000 if found else 0


# How to ask each for its seconds since 1970.
CLOCKS = {"PostgreSQL": postgresql_time, "Python": python_time, "Chromium": chromium_time}


def _output(moved, *command):
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            check=False, timeout=300, env=moved.environment, cwd=moved.places.cache,
        ).stdout
    except subprocess.TimeoutExpired as error:
        raise Trouble(f"{Path(command[0]).name} does not end under a moved clock.") from error


def remove(places):
    """End and remove the cluster of the moved clock, if there is one."""
    with contextlib.suppress(KeyError):  # no user postgres, so no cluster
        postgres.Cluster(moved_places(places)).remove()
