"""The day it is in the office, on which consents, memberships and roles begin and end.

Never the day of the caller's time zone, which the caller sets: claiming to live further west must not keep a door
open after midnight.
"""
from datetime import datetime
from zoneinfo import ZoneInfo

OFFICE_TZ = ZoneInfo("Europe/Warsaw")


def office_today():
    return datetime.now(OFFICE_TZ).date()
