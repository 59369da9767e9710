"""How often one caller may ask. Pure Python, in the memory of one process: a limit for the careless, not for attackers,
whom the web server in front keeps out.
"""
import time
from collections import OrderedDict
from math import ceil


def per_process(limit, workers, machines=1):
    """The part of ``limit`` for each process, so that all ``workers`` of all ``machines`` together keep to it."""
    return ceil(limit / max(1, workers) / max(1, machines))


class RateLimit:
    """At most ``limit`` requests of a caller in ``seconds``; the oldest of more than ``callers`` are forgotten."""

    def __init__(self, limit, seconds=60, callers=10_000, clock=time.monotonic):
        self.limit = limit
        self.seconds = seconds
        self.callers = callers
        self.clock = clock
        self._windows = OrderedDict()  # caller → (begin of the window, requests in it)

    def wait(self, caller):
        """Seconds until ``caller`` may ask again: 0 when this request may pass."""
        now = self.clock()
        begun, count = self._windows.pop(caller, (now, 0))
        if now - begun >= self.seconds:
            begun, count = now, 0
        self._windows[caller] = begun, count + 1
        while len(self._windows) > self.callers:
            self._windows.popitem(last=False)
        return 0 if count < self.limit else max(1, round(self.seconds - (now - begun)))
