"""Terms of an agreement: its phases and the end of a notice. Pure Python, no ORM; periods include both ends."""
from datetime import timedelta

from dateutil.relativedelta import relativedelta


def end_of_months(start, months):
    """Last day of ``months`` months that begin on ``start``; 15 January and one month: 14 February.

    :raise ValueError: no month at all
    """
    if months < 1:
        raise ValueError("a period has at least one month")
    return start + relativedelta(months=months) - timedelta(days=1)


def phases(start, months):
    """``[(first day, last day)]`` of phases that follow each other; one of no months is ``None``."""
    result, done = [], 0
    for length in months:
        if length < 1:
            result.append(None)
            continue
        first = start + relativedelta(months=done)
        done += length
        result.append((first, end_of_months(start, done)))
    return result


def end_of_notice(given, months):
    """Day an agreement ends at the earliest: notice is counted in whole months, to the end of the last one.

    Without a period of notice it ends on the day the notice is given.
    """
    if months < 1:
        return given
    return given + relativedelta(months=months, day=31)
