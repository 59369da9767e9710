"""After-care (K3D-190): contacts after one, three and six months, then every half a year, and what they found."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

FIRST_MONTHS = (1, 3, 6)
LATER_EVERY = 6
# A contact this many days before its date stands for it: nobody calls a family twice in a fortnight.
EARLY_DAYS = 14


def planned_contacts(start, until):
    """Dates on which the family is to be asked, the last one on ``until``; none if ``until`` is not after ``start``.

    A date less than ``EARLY_DAYS`` before ``until`` gives way to it.
    """
    if until <= start:
        return []
    dates, months, index = [], 0, 0
    while True:
        months = FIRST_MONTHS[index] if index < len(FIRST_MONTHS) else months + LATER_EVERY
        index += 1
        day = start + relativedelta(months=months)
        if day + timedelta(days=EARLY_DAYS) >= until:
            return [*dates, until]
        dates.append(day)


def next_contact(start, until, last_contact=None):
    """The first planned date that ``last_contact`` does not stand for, or ``None`` when all are done."""
    reached = last_contact + timedelta(days=EARLY_DAYS) if last_contact else start
    return next((day for day in planned_contacts(start, until) if day > reached), None)


def overall(scores):
    """The score of all goals together: their mean, a half counting up.

    :raises ValueError: without a score
    """
    if not scores:
        raise ValueError("no score to take the mean of")
    return (2 * sum(scores) + len(scores)) // (2 * len(scores))
