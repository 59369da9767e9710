"""Working days of a Polish office: neither weekend nor public holiday (act of 18 January 1951 on days off work)."""
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

# (month, day) of the holidays with a date of their own.
FIXED = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
# Days after Easter Sunday: Easter itself and its Monday, Pentecost, Corpus Christi.
MOVABLE = (0, 1, 49, 60)
CHRISTMAS_EVE_SINCE = 2025


def public_holidays(year):
    days = {date(year, month, day) for month, day in FIXED}
    days |= {easter(year) + timedelta(days=after) for after in MOVABLE}
    if year >= CHRISTMAS_EVE_SINCE:
        days.add(date(year, 12, 24))
    return days


def is_working_day(day):
    return day.weekday() < 5 and day not in public_holidays(day.year)


def next_working_day(day):
    """``day`` itself, or else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_every(first, months, until):
    """Pairs (day by the rhythm, working day it is moved to) from ``first`` on, every ``months``, up to ``until``.

    Counted from ``first``, so that one day moved does not move those after it. Limits are on the day by the rhythm.

    :raises ValueError: a rhythm of less than a month
    """
    if months < 1:
        raise ValueError("months")
    pairs, number = [], 0
    while (day := first + relativedelta(months=months * number)) <= until:
        pairs.append((day, next_working_day(day)))
        number += 1
    return pairs
