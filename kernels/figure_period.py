"""Periods of figures: months, quarters and years, and what each is fairly compared with.

A period that is still running is compared with as many days of the one before: half a quarter beside a whole one
would always look like a fall.
"""

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, counted until ``until``; ``kind`` is a key of ``MONTHS``."""

    kind: str
    first: date
    last: date
    until: date

    @property
    def is_running(self):
        return self.until < self.last

    @property
    def key(self):
        return f"{self.kind}:{self.first.isoformat()}"


def period(kind, day, today):
    """The period of ``kind`` that ``day`` lies in, counted until ``today`` at most.

    :raises KeyError: for a kind that is none
    """
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    last = _months_later(first, months) - timedelta(days=1)
    return Period(kind, first, last, max(first, min(last, today)))


def before(chosen):
    """The period before ``chosen``; of a running one only as many days as have passed of it."""
    earlier = period(chosen.kind, chosen.first - timedelta(days=1), chosen.first)
    if not chosen.is_running:
        return earlier
    until = min(earlier.last, earlier.first + (chosen.until - chosen.first))
    return Period(earlier.kind, earlier.first, earlier.last, until)


def offered(today):
    """Periods to choose from: this month, quarter and year and those before, the shortest first."""
    result = []
    for kind in MONTHS:
        now = period(kind, today, today)
        result += [now, period(kind, now.first - timedelta(days=1), today)]
    return result


def _months_later(first, months):
    months += first.month - 1
    return date(first.year + months // 12, months % 12 + 1, 1)
