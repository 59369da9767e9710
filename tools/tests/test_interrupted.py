"""Work is ended in its middle: what was written in one go is whole or not there, and what was not is found out."""

import contextlib
import os
import signal
import sqlite3
import tempfile
import time
import unittest
from pathlib import Path

from tools.interrupted import Tally, interrupt, judge, run_through

ROWS = 20


class TestKill(unittest.TestCase):
    """The database is SQLite's: its transactions too are whole or not there, whoever is killed."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "office.sqlite"
        with self._database() as database:
            database.execute("CREATE TABLE service (name)")

    @contextlib.contextmanager
    def _database(self):
        with contextlib.closing(sqlite3.connect(self.path)) as database, database:
            yield database

    def _write(self, begun, commit_each=False):
        with self._database() as database:
            for number in range(ROWS):
                # Begun is what has written its first row: a busy machine may take long to come so far.
                if number == commit_each:
                    begun()
                database.execute("INSERT INTO service VALUES (?)", (number,))
                time.sleep(0.01)
                if commit_each:
                    database.commit()

    def _contents(self):
        with self._database() as database:
            return {"service": database.execute("SELECT count(*) FROM service").fetchone()[0]}

    def _is_whole(self):
        return self._contents()["service"] == ROWS

    def _kills(self, work, count=4, end=None):
        tally = Tally()
        for number in range(count):
            before = self._contents()
            _process, late = interrupt(work, 0.03 + 0.03 * number, end)
            self.assertFalse(late)
            if judge(tally, before, self._contents(), self._is_whole, []):
                with self._database() as database:
                    database.execute("DELETE FROM service")
        return tally

    def test_one_transaction_leaves_nothing(self):
        tally = self._kills(self._write)
        self.assertEqual((tally.kills, tally.nothing, tally.half), (4, 4, []))

    def test_what_commits_on_its_way_is_found_out(self):
        tally = self._kills(lambda begun: self._write(begun, commit_each=True))
        self.assertEqual(len(tally.half), 4)
        self.assertIn("service", tally.half[0])

    def test_any_other_end(self):
        ended = []

        def end(process):
            ended.append(process)
            os.kill(process, signal.SIGTERM)

        self.assertEqual(self._kills(self._write, 2, end).nothing, 2)
        self.assertEqual(len(ended), 2)

    def test_work_that_was_over_is_no_kill(self):
        _process, late = interrupt(lambda begun: begun(), 5)
        self.assertTrue(late)

    def test_an_end_that_does_nothing_is_no_kill(self):
        _process, late = interrupt(self._write, 0.03, lambda process: None)
        self.assertTrue(late)
        self.assertTrue(self._is_whole())

    def test_the_delay_begins_with_the_first_row(self):
        """Of what commits each row: ended right after the first one that is seen."""
        _process, late = interrupt(
            lambda begun: (begun(), time.sleep(0.2), self._write(lambda: None, commit_each=True)), 0,
            ready=lambda: self._contents()["service"],
        )
        self.assertFalse(late)
        self.assertIn(self._contents()["service"], range(1, ROWS))

    def test_what_is_never_ready_is_no_kill(self):
        _process, late = interrupt(self._write, 0, ready=lambda: False)
        self.assertTrue(late)

    def test_left_alone_it_ends(self):
        seconds = run_through(self._write)
        self.assertGreaterEqual(seconds, ROWS * 0.01)
        self.assertTrue(self._is_whole())

    def test_work_that_fails_by_itself_is_an_error(self):
        with self.assertRaisesRegex(RuntimeError, "does not end well"):
            run_through(lambda begun: (begun(), 1 / 0))
        with self.assertRaisesRegex(RuntimeError, "does not begin"):
            interrupt(lambda begun: 1 / 0, 1)

    def test_a_fault_counts_whatever_was_written(self):
        tally = Tally()
        self.assertFalse(judge(tally, {"a": 1}, {"a": 1}, lambda: True, ["2 rows of access are wrong"]))
        self.assertEqual(tally.half, ["2 rows of access are wrong"])
        self.assertTrue(judge(tally, {"a": 1}, {"a": 2, "b": 1}, lambda: False, []))
        self.assertIn("a, b", tally.half[1])
        judge(tally, {"a": 1}, {"a": 2}, lambda: True, [])
        judge(tally, {"a": 1}, {"a": 1}, lambda: False, [])
        self.assertEqual((tally.kills, tally.all, tally.nothing), (4, 1, 1))


if __name__ == "__main__":
    unittest.main()
