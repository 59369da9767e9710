"""The day it is in the office, on which consents, memberships and roles begin and end.

Never the day of the caller's time zone, which the caller sets: claiming to live further west must not keep a door
open after midnight.
"""
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFICE_TZ = ZoneInfo("Europe/Warsaw")


def office_today():
    return datetime.now(OFFICE_TZ).date()


def office_time(moment):
    """``moment`` by the clock of the office; without a time zone it is UTC, as the database keeps it."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(OFFICE_TZ)


def office_day(moment):
    """Day at the office of ``moment``, read as in ``office_time``."""
    return office_time(moment).date()


def office_day_start(day):
    """First moment of ``day`` at the office, as the database keeps it: in UTC, without a time zone."""
    return datetime.combine(day, time.min, OFFICE_TZ).astimezone(UTC).replace(tzinfo=None)


def office_moment(day, hour):
    """``hour`` (as a float, 9.5 is half past nine) of ``day`` by the clock of the office, as the database keeps it."""
    minutes = round(hour * 60)
    clock = datetime.combine(day, time.min) + timedelta(minutes=minutes)
    return clock.replace(tzinfo=OFFICE_TZ).astimezone(UTC).replace(tzinfo=None)
