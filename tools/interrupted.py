"""Ends a piece of work in the middle and judges what it has left: what `make kill` does without Odoo."""

import contextlib
import os
import select
import signal
import time
import traceback
from dataclasses import dataclass, field

BEGUN, DONE = b"b", b"d"
# The work reports within this time, or something else is wrong.
PATIENCE = 120


@dataclass
class Tally:
    """What the kills of one kind of work have left."""

    nothing: int = 0
    all: int = 0
    late: int = 0  # the work had ended before; not a kill
    half: list = field(default_factory=list)

    @property
    def kills(self):
        return self.nothing + self.all + len(self.half)


def start(work):
    """Begin ``work(begun)`` in a process of its own; it calls ``begun`` when what is to be ended begins.

    :return: the process' id and the pipe it reports on
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        os.close(reading)
        work(lambda: os.write(writing, BEGUN))
        os.write(writing, DONE)
        code = 0
    except BaseException:  # noqa: BLE001 the child must not go on as if it were the parent
        if os.environ.get("KILL_VERBOSE"):
            traceback.print_exc()
    finally:
        os._exit(code)


def _report(pipe, seconds):
    """What the work has said within ``seconds``; nothing when it has not, or has ended."""
    ready, _write, _error = select.select([pipe], [], [], seconds)
    return os.read(pipe, 1) if ready else b""


def run_through(work):
    """Let the work end by itself.

    :return: seconds from its beginning to its end
    :raises RuntimeError: it did not end well
    """
    child, pipe = start(work)
    try:
        begun = _report(pipe, PATIENCE)
        started = time.monotonic()
        ended = _report(pipe, PATIENCE) if begun == BEGUN else b""
        seconds = time.monotonic() - started
    finally:
        os.close(pipe)
        with contextlib.suppress(ProcessLookupError):
            if not begun or ended != DONE:
                os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if ended != DONE:
        raise RuntimeError("The work does not end well when it is left alone.")
    return seconds


def interrupt(work, delay, end=None, ready=None):
    """End the work ``delay`` seconds after its beginning, with SIGKILL or by ``end(process id)``.

    :param ready: asked again and again; the delay begins when it says yes
    :return: its process' id, and whether it had ended by itself before
    :raises RuntimeError: it never began
    """
    child, pipe = start(work)
    late = False
    try:
        if _report(pipe, PATIENCE) != BEGUN:
            os.kill(child, signal.SIGKILL)
            raise RuntimeError("The work does not begin.")
        while ready and not late and not ready():
            late = _report(pipe, 0.002) == DONE
        late = late or _report(pipe, delay) == DONE
        if not late:
            if end:
                end(child)
                # What has been ended does not say that it is done; an end that does nothing is no kill.
                late = _report(pipe, PATIENCE) == DONE
            else:
                os.kill(child, signal.SIGKILL)
    finally:
        os.close(pipe)
        os.waitpid(child, 0)
    return child, late


def judge(tally, before, after, whole, faults):
    """Enter into ``tally`` what one kill has left.

    :param dict before: what each table held; :param dict after: what it holds now
    :param whole: asked, if something has been written, whether all of it has been
    :param faults: what does not hold now although nothing may ever break it, in words
    :return: whether something has been written
    """
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if faults:
        tally.half.append("; ".join(faults))
    elif not changed:
        tally.nothing += 1
    elif whole():
        tally.all += 1
    else:
        tally.half.append(f"written in part: {', '.join(changed)}")
    return bool(changed)
