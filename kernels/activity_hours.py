"""Hours of the activity card (tool 15): plain sums, in whole minutes so that no card is off by a rounding error."""
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

MINUTES = 60


@dataclass(frozen=True)
class Entry:
    """One action: how long it took (hours, as the database keeps them), with the family or for it."""

    hours: float
    is_direct: bool
    kind: str
    case: str


@dataclass
class Summary:
    """Minutes by kind and by case, each as ``[with the family, for it]``; ``count`` by the same keys."""

    by_kind: dict = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    by_case: dict = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    count_by_kind: dict = field(default_factory=lambda: defaultdict(int))
    count_by_case: dict = field(default_factory=lambda: defaultdict(int))
    total: list = field(default_factory=lambda: [0, 0])
    count: int = 0


def minutes(hours):
    """Whole minutes of ``hours``; what a person types as 0:20 is kept by the database as 0.333…"""
    return round(hours * MINUTES)


def clock(number):
    """``75`` minutes as ``1:15``."""
    return f"{number // MINUTES}:{number % MINUTES:02d}"


def summarise(entries):
    summary = Summary()
    for entry in entries:
        column, length = 0 if entry.is_direct else 1, minutes(entry.hours)
        summary.by_kind[entry.kind][column] += length
        summary.by_case[entry.case][column] += length
        summary.total[column] += length
        summary.count_by_kind[entry.kind] += 1
        summary.count_by_case[entry.case] += 1
        summary.count += 1
    return summary


def month_start(day):
    return day.replace(day=1)


def month_end(day):
    """Last day of the month of ``day``."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)
