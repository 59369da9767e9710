"""Runs programs, tells how they are getting on, and remembers those that stay, so that they can be ended by id."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .trouble import CommandFailed, Trouble

TAIL = 20_000


class Step:
    """One line of progress: rewritten on a terminal, and a fresh line every half minute anywhere else."""

    EVERY = 30

    def __init__(self, title, stream=None):
        self.title = title
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()
        self.begun = self.last = time.monotonic()

    def say(self, text):
        if self.live:
            self._rewrite(text)
        else:
            print(f"{self.title}: {text}", file=self.stream, flush=True)
        self.last = time.monotonic()

    def tick(self, text):
        now = time.monotonic()
        if self.live:
            self._rewrite(f"{text} ({now - self.begun:.0f} s)")
        elif now - self.last >= self.EVERY:
            self.say(f"{text} ({now - self.begun:.0f} s)")

    def done(self, text="ready"):
        seconds = time.monotonic() - self.begun
        self.clear()
        print(f"{self.title}: {text}" + (f" ({seconds:.0f} s)" if seconds >= 1 else ""), file=self.stream, flush=True)

    def clear(self):
        if self.live:
            print("\r\033[K", end="", file=self.stream, flush=True)

    def _rewrite(self, text):
        width = shutil.get_terminal_size().columns - 1
        print(f"\r\033[K{f'{self.title}: {text}'[:width]}", end="", file=self.stream, flush=True)


def run(command, what, log, step=None, progress=None, **options):
    """Run a program to its end with its output in the file `log`, and return that output's tail.

    `progress` is asked every second for a few words on how far it is.
    """
    begun = log.stat().st_size if log.exists() else 0
    with running(command, what, log, **options) as process:
        code = wait(process, step, what, progress)
    output = tail(log, begun)
    if code:
        raise CommandFailed(what, code, output, log)
    return output


@contextlib.contextmanager
def running(command, what, log, **options):
    """A program at work while the block lasts, and not after it.

    It is told to stop when this process dies, however that happens, so that the next run does not meet it.
    """
    with log.open("ab") as sink:
        try:
            process = subprocess.Popen(
                [*_dies_with_parent(), *map(str, command)],
                stdin=options.pop("stdin", subprocess.DEVNULL), stdout=sink, stderr=subprocess.STDOUT, **options,
            )
        except FileNotFoundError as error:
            raise Trouble(f"{what} needs the program {command[0]}, which is not on this machine.") from error
    try:
        yield process
    finally:
        if process.poll() is None:
            end(process.pid)


def wait(process, step, what, progress=None):
    """A running program's exit code, once it has ended."""
    while True:
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if step:
                step.tick((progress and progress()) or what)


def _dies_with_parent():
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []


def tail(path, start=0):
    """The last part of a file, from `start` on."""
    with path.open("rb") as source:
        size = source.seek(0, os.SEEK_END)
        source.seek(max(start, size - TAIL))
        return source.read().decode(errors="replace")


def fresh_folder(folder):
    """An empty folder beside `folder`, to be renamed to it when what it holds is whole.

    It never is the one that a run broken off was filling: a grandchild of that run may still be at it.
    """
    _remove_partials(folder)
    path = Path(tempfile.mkdtemp(prefix=f"{folder.name}.partial-", dir=folder.parent))
    path.chmod(0o755)
    return path


def settle(partial, folder):
    """Give a folder made by :func:`fresh_folder` its name, now that it is whole."""
    partial.rename(folder)
    _remove_partials(folder)


def _remove_partials(folder):
    for old in folder.parent.glob(f"{folder.name}.partial-*"):
        shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def alone(path, step):
    """Hold the lock file `path`: of two runs in one cache folder, the second waits for the first."""
    with path.open("a+") as lock:
        waited = False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not waited:
                    lock.seek(0)
                    step.say(f"waiting for another run in this folder (process {lock.read().strip() or '?'})")
                waited = True
                time.sleep(0.5)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


# Processes that stay: each has a file with its id and the moment it was born, for ids are used again.


def remember(path, pid, **more):
    path.write_text(json.dumps({"pid": pid, "born": born(pid), **more}))


def recall(path):
    """What was remembered of a process that still runs, else None."""
    try:
        known = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return None
    if known.get("born") and born(known["pid"]) == known["born"]:
        return known
    path.unlink(missing_ok=True)
    return None


def born(pid):
    """When a process was started, in clock ticks since the machine's; None for one that has ended."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def forget(path):
    """End a remembered process and drop its file; True if it was running."""
    known = recall(path)
    if known:
        end(known["pid"])
    path.unlink(missing_ok=True)
    return bool(known)


def end(pid, patience=20):
    """Ask a process to end, and make it end if it has not within `patience` seconds."""
    was_born = born(pid)
    for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5)):
        if was_born is None or born(pid) != was_born:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        limit = time.monotonic() + seconds
        while born(pid) == was_born and time.monotonic() < limit:
            time.sleep(0.1)
