"""Loaded by every Python that `make clock` starts.

Under libfaketime 0.9.10 with the true monotonic clock (without it, waiting for a lock lasts as long as the clock is
moved) `time.sleep` ends at once with `OSError: Invalid argument`: it waits for a moment of that clock. To wait for a
file that never comes takes a length of time.
"""

import select
import time


def sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select((), (), (), seconds)


time.sleep = sleep
