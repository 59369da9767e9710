"""Programs that are run, waited for, and ended by id."""

import errno
import io
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from tools import office, processes
from tools.places import Places
from tools.trouble import CommandFailed, Trouble, disk_trouble, explain

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


class WithFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.log = self.folder / "log"


class Run(WithFolder):
    def run_shell(self, script):
        return processes.run(["sh", "-c", script], "working", self.log)

    def test_output_goes_to_the_log(self):
        self.assertEqual(self.run_shell("echo one"), "one\n")
        self.assertEqual(self.run_shell("echo two >&2"), "two\n")
        self.assertEqual(self.log.read_text(), "one\ntwo\n")

    def test_a_failure_tells_the_line_that_matters_in_one_line(self):
        with self.assertRaises(CommandFailed) as caught:
            self.run_shell("echo 'E: it broke'; echo bye; exit 3")
        self.assertEqual(caught.exception.code, 3)
        self.assertIn("E: it broke", str(caught.exception))
        self.assertNotIn("\n", str(caught.exception))

    def test_a_program_that_is_not_there(self):
        with self.assertRaises((Trouble, CommandFailed)):
            processes.run(["no-such-program"], "working", self.log)

    def test_a_child_dies_with_its_parent(self):
        script = (
            "import pathlib, sys; from tools import processes;"
            "processes.run(['sh', '-c', 'echo $$; exec sleep 60'], 'working', pathlib.Path(sys.argv[1]))"
        )
        parent = subprocess.Popen([sys.executable, "-c", script, self.log], cwd=Path(__file__).parents[2])
        limit = time.monotonic() + 10
        while not (self.log.exists() and self.log.read_text().strip()) and time.monotonic() < limit:
            time.sleep(0.05)
        child = int(self.log.read_text())
        self.assertIsNotNone(processes.born(child))
        parent.kill()
        parent.wait()
        while processes.born(child) and time.monotonic() < limit:
            time.sleep(0.05)
        self.assertIsNone(processes.born(child))


class Explain(WithFolder):
    def explained(self, output):
        return str(explain(CommandFailed("downloading", 100, output, self.log), "The package server", self.folder))

    def test_no_network(self):
        for output in (
            "E: Failed to fetch http://x Temporary failure resolving 'x'", "E: Unable to locate package odoo-19",
            "ERROR: Could not find a version\nNewConnectionError: Failed to establish a new connection",
        ):
            self.assertIn("The package server cannot be reached", self.explained(output))

    def test_full_disk(self):
        for output in ("dpkg: error: No space left on device", "OSError: [Errno 28] No space left on device"):
            self.assertRegex(self.explained(output), r"is full \(\d+ MB left\)")

    def test_a_write_that_finds_the_disk_full(self):
        with self.assertRaisesRegex(Trouble, "is full"), disk_trouble(self.folder):
            raise OSError(errno.ENOSPC, "No space left on device")
        with self.assertRaises(PermissionError), disk_trouble(self.folder):
            raise PermissionError(errno.EACCES, "Permission denied")

    def test_anything_else_is_told_as_it_is(self):
        self.assertIn("E: Version 'x' was not found", self.explained("E: Version 'x' was not found"))


class Remembered(WithFolder):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "server.json"
        self.process = subprocess.Popen(SLEEP)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)

    def test_is_ended_by_its_id(self):
        processes.remember(self.file, self.process.pid, port=1)
        self.assertEqual(processes.recall(self.file)["port"], 1)
        self.assertTrue(processes.forget(self.file))
        self.assertEqual(self.process.wait(5), -signal.SIGTERM)
        self.assertFalse(processes.forget(self.file))

    def test_another_process_with_the_same_id_is_left_alone(self):
        processes.remember(self.file, self.process.pid)
        self.file.write_text(self.file.read_text().replace('"born": ', '"born": 1'))
        self.assertIsNone(processes.recall(self.file))
        self.assertFalse(processes.forget(self.file))
        self.assertIsNone(self.process.poll())

    def test_a_file_broken_off_is_no_process(self):
        self.file.write_text('{"pid": ')
        self.assertIsNone(processes.recall(self.file))

    def test_one_that_does_not_listen_is_killed(self):
        deaf = subprocess.Popen(
            [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN);"
             "print(flush=True); time.sleep(60)"], stdout=subprocess.PIPE)
        self.addCleanup(deaf.stdout.close)
        deaf.stdout.readline()
        processes.end(deaf.pid, patience=0.3)
        self.assertEqual(deaf.wait(5), -signal.SIGKILL)


class Alone(WithFolder):
    def test_the_second_waits_for_the_first(self):
        lock, out = self.folder / "lock", io.StringIO()
        holder = "import sys, time, pathlib; from tools import processes\n" \
                 "with processes.alone(pathlib.Path(sys.argv[1]), None): print(flush=True); time.sleep(1)"
        first = subprocess.Popen([sys.executable, "-c", holder, lock], stdout=subprocess.PIPE,
                                 cwd=Path(__file__).parents[2])
        self.addCleanup(first.stdout.close)
        first.stdout.readline()
        with processes.alone(lock, processes.Step("Set-up", out)):
            self.assertIsNotNone(first.wait(5))
        self.assertEqual(out.getvalue(), f"Set-up: waiting for another run in this folder (process {first.pid})\n")


class CacheFolder(unittest.TestCase):
    def test_default_and_override(self):
        def cache(**environ):
            return Places.from_environment(environ).cache

        self.assertEqual(cache(XDG_CACHE_HOME="/x"), Path("/x/kooperacje"))
        self.assertEqual(cache(KOOPERACJE_CACHE="/y", XDG_CACHE_HOME="/x"), Path("/y"))
        self.assertEqual(cache(KOOPERACJE_CACHE="", XDG_CACHE_HOME="/x"), Path("/x/kooperacje"))
        self.assertEqual(cache(KOOPERACJE_CACHE="/x/../y"), Path("/y"))

    def test_never_inside_the_repository(self):
        repo = Path(__file__).parents[2]
        with self.assertRaisesRegex(Trouble, "inside the repository"):
            Places.from_environment({"KOOPERACJE_CACHE": str(repo / ".cache")})

    def test_a_comma_would_split_the_addons_path(self):
        with self.assertRaisesRegex(Trouble, "comma"):
            Places.from_environment({"KOOPERACJE_CACHE": "/a,b"})


class Ports(unittest.TestCase):
    def test_a_port_in_use_is_not_free(self):
        with office.socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.assertFalse(office.is_free(taken.getsockname()[1]))
        self.assertTrue(office.is_free(office.free_port()))


class Fingerprint(WithFolder):
    def test_changes_with_what_a_database_depends_on(self):
        places = Places(self.folder, self.folder / "cache")
        model = self.folder / "models" / "case.py"
        model.parent.mkdir()
        model.write_text("one")
        first = office.Office(places).fingerprint()
        for other in ("tests/test_case.py", "tools/demo.py", "README.md", ".git/x.py", "models/__pycache__/c.py"):
            path = self.folder / other
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("anything")
        self.assertEqual(office.Office(places).fingerprint(), first)
        model.write_text("two")
        self.assertNotEqual(office.Office(places).fingerprint(), first)


class Progress(unittest.TestCase):
    def test_one_line_per_step_where_there_is_no_terminal(self):
        out = io.StringIO()
        step = processes.Step("Odoo", out)
        step.say("downloading")
        step.tick("downloading, 5 MB")
        step.done()
        self.assertEqual(out.getvalue(), "Odoo: downloading\nOdoo: ready\n")
