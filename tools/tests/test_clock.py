"""The moments of `make clock`, and the clock that a program started by it sees."""

import os
import subprocess
import sys
import tempfile
import unittest
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from tools import clock, system
from tools.places import Places
from tools.trouble import Trouble

NOW = datetime(2026, 11, 30, 19, 45, tzinfo=UTC)
MOVED = any(Path("/usr/lib").glob(f"*/{clock.LIBRARY}"))


class Moments(unittest.TestCase):
    def test_days_from_now(self):
        self.assertEqual(clock.moment("+60d", NOW), datetime(2027, 1, 29, 19, 45, tzinfo=UTC))
        self.assertEqual(clock.moment("-1d", NOW), datetime(2026, 11, 29, 19, 45, tzinfo=UTC))

    def test_a_day_is_its_noon_and_a_minute_is_itself(self):
        self.assertEqual(clock.moment("2028-02-29", NOW), datetime(2028, 2, 29, 12, tzinfo=UTC))
        self.assertEqual(clock.moment("2026-12-31T23:30", NOW), datetime(2026, 12, 31, 23, 30, tzinfo=UTC))

    def test_what_is_no_moment_is_refused_with_an_example(self):
        for setting in ("60", "+60", "d", "tomorrow", "2027-02-29", "2027-13-01", "2027-01-01T25:00", "2027-1-1"):
            with self.subTest(setting), self.assertRaisesRegex(Trouble, r"say CLOCK=\+60d"):
                clock.moment(setting, NOW)

    def test_the_usual_four(self):
        self.assertEqual(clock.usual(NOW), {
            "+60d": datetime(2027, 1, 29, 19, 45, tzinfo=UTC), "+245d": datetime(2027, 8, 2, 19, 45, tzinfo=UTC),
            "2028-02-29": datetime(2028, 2, 29, 12, tzinfo=UTC),
            "2026-12-31T23:30": datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
        })

    def test_all_four_are_still_to_come_whenever_they_are_asked_for(self):
        for day in (
            datetime(2027, 12, 31, 23, 59), datetime(2028, 2, 28), datetime(2028, 2, 29, 12), datetime(2096, 3, 1),
        ):
            now = day.replace(tzinfo=UTC)
            moments = clock.usual(now)
            self.assertEqual(len(moments), 4)
            self.assertTrue(all(then > now for then in moments.values()), (now, moments))
        self.assertIn("2104-02-29", clock.usual(datetime(2096, 3, 1, tzinfo=UTC)), "2100 is no leap year")


class MovedClock(unittest.TestCase):
    def told(self):
        """What a program sees: the moment, and how long it has waited in two ways."""
        script = (
            "import threading, time; begun = time.monotonic(); time.sleep(0.2); threading.Event().wait(0.2)\n"
            "print(time.time(), time.monotonic() - begun)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=900,
            env={**os.environ, "PYTHONPATH": str(clock.SITE)},
        )
        moment, waited = map(float, done.stdout.split())
        return datetime.fromtimestamp(moment, UTC), waited

    @unittest.skipUnless(MOVED, "libfaketime is installed by `make clock`")
    def test_programs_live_at_the_moment_as_long_as_the_block_lasts(self):
        then = datetime(2028, 2, 29, 12, tzinfo=UTC)
        with clock.moving(then):
            for _program in range(2):
                told, waited = self.told()
                self.assertLess(abs(told - then), timedelta(minutes=15), "each goes on, none begins anew")
                self.assertTrue(0.35 < waited < 900, waited)
        self.assertLess(abs(self.told()[0] - datetime.now(UTC)), timedelta(minutes=15))
        self.assertNotIn("FAKETIME", os.environ)


    def test_a_clock_that_was_not_moved_is_noticed(self):
        still = SimpleNamespace(cluster=SimpleNamespace(psql=lambda _sql: str(datetime.now(UTC).timestamp())))
        with self.assertRaisesRegex(Trouble, "clock of PostgreSQL says"):
            clock._check(still, datetime.now(UTC) + timedelta(days=1))


class ItsPackage(unittest.TestCase):
    def test_it_is_asked_for_by_this_goal_alone(self):
        with mock.patch.dict(system.NEEDED, {name: lambda: True for name in system.NEEDED}), \
                mock.patch.dict(system.BESIDE, {"libfaketime": lambda: False}):
            self.assertEqual(system.missing(), [])
            self.assertEqual(system.missing(("libfaketime",)), ["libfaketime"])


class ItsPlaces(unittest.TestCase):
    def test_a_cluster_of_its_own_with_the_odoo_and_python_of_all(self):
        with tempfile.TemporaryDirectory() as folder:
            shared = Places(Path("/repo"), Path(folder))
            moved = clock.moved_places(shared)
            self.assertEqual((moved.odoo, moved.venv, moved.python), (shared.odoo, shared.venv, shared.python))
            for place in ("data", "config", "run", "addons", "key"):
                self.assertNotEqual(getattr(moved, place), getattr(shared, place), place)
            self.assertTrue(moved.cache.is_relative_to(shared.cache), "`make clean` removes it too")


if __name__ == "__main__":
    unittest.main()
