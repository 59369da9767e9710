"""What may be typed at all, whatever the field is for: dates that a calendar reckons with, numbers and texts that the
database holds. Beyond it a database or a library fails in words of its own, often far from where the value came in.
"""

import math
from datetime import date, datetime

FIRST_YEAR, LAST_YEAR = 1900, 2200
# Stands for "never ends" in keys that the program itself writes.
FAR_FUTURE = date(9998, 12, 31)
# Far below the largest integer of the database, so that sums and months counted from it stay inside as well.
LARGEST_COUNT = 100_000_000
LARGEST_AMOUNT = 10 ** 12
# Days, months or years that are counted from a date and have to stay in the calendar.
LARGEST_SPAN = 5_000
SPANS = ("days", "weeks", "month", "months", "years")
# Indexes of the database hold some 2,700 bytes of a line; a letter may take four.
LONGEST_LINE = 600
LONGEST_TEXT = 1_000_000


def fault(kind, value):
    """What is wrong with ``value`` for a field of type ``kind``; None where nothing is, or nothing was given.

    One of ``no_date``, ``far_date``, ``no_number``, ``large_count``, ``large_amount``, ``long_line``, ``long_text`` and
    ``unreadable`` (a sign that no text holds).
    """
    check = _CHECKS.get(kind)
    return check(value) if check and value not in (None, False, True, "") else None


def _date_fault(value):
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return "no_date"
    if not isinstance(value, date):
        return "no_date"
    return None if FIRST_YEAR <= value.year <= LAST_YEAR or value == FAR_FUTURE else "far_date"


def _span_fault(value):
    return _count_fault(value, LARGEST_SPAN)


def _count_fault(value, largest=LARGEST_COUNT):
    try:
        number = int(value)
    except (OverflowError, TypeError, ValueError):
        return "no_number"
    return None if abs(number) <= largest else "large_count"


def _amount_fault(value):
    try:
        number = float(value)
    except (OverflowError, TypeError, ValueError):
        return "no_number"
    if not math.isfinite(number):
        return "no_number"
    return None if abs(number) <= LARGEST_AMOUNT else "large_amount"


def _line_fault(value):
    return _text_fault(value, LONGEST_LINE, "long_line")


def _text_fault(value, longest=LONGEST_TEXT, too_long="long_text"):
    if not isinstance(value, str):
        return None
    if "\x00" in value:
        return "unreadable"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "unreadable"
    return None if len(value) <= longest else too_long


_CHECKS = {
    "date": _date_fault, "datetime": _date_fault, "integer": _count_fault, "span": _span_fault, "float": _amount_fault,
    "monetary": _amount_fault, "char": _line_fault, "text": _text_fault, "html": _text_fault,
}
