"""Today as the office counts it.

Roles and consents end at midnight in Poland, whatever clock the server runs on and whatever time zone a caller claims
in the context of a request: with ``tz`` of a distant place a role that has ended would stay open for half a day more.
"""

from datetime import datetime

import pytz

OFFICE_TZ = pytz.timezone("Europe/Warsaw")


def office_today():
    """The date in Poland now."""
    return datetime.now(OFFICE_TZ).date()
