"""Periods of keeping by the categories of the register of files (rozporządzenie z 18.01.2011, instrukcja kancelaryjna).

Without the ORM: which categories there are, how long each is kept, and the day on which that time is over.
"""

import re
from datetime import date

CATEGORY = re.compile(r"A|Bc|B(?P<years>[1-9]\d?)|BE(?P<expert>[1-9]\d?)")
# The log of reads is kept so long at least (KRI, logs of systems).
LOG_YEARS = 2


def is_category(text):
    """Whether ``text`` is a category: ``A``, ``Bc``, ``B`` or ``BE`` with the number of years."""
    return bool(CATEGORY.fullmatch(text or ""))


def years_of(category):
    """Full years of keeping after the year of closing; ``None`` for what is kept for ever (``A``), 0 for ``Bc``.

    :raises ValueError: no such category
    """
    found = CATEGORY.fullmatch(category or "")
    if not found:
        raise ValueError(category)
    if category == "A":
        return None
    return int(found["years"] or found["expert"] or 0)


def kept_until(category, closed_on):
    """The last day of keeping: the period runs from the end of the year of closing.

    ``None`` where nothing was closed or where it is kept for ever.
    """
    years = years_of(category)
    if years is None or not closed_on:
        return None
    return date(closed_on.year + years, 12, 31)


def in_words(category):
    """The period as a Polish clause says it after “Dane przechowuje się”."""
    years = years_of(category)
    if years is None:
        return "wieczyście"
    if not years:
        return "do utraty przydatności"
    few = years % 10 in (2, 3, 4) and years % 100 not in (12, 13, 14)
    text = f"przez {years} {'rok' if years == 1 else 'lata' if few else 'lat'} od końca roku, w którym sprawę zamknięto"
    return text + (", po czym decyduje archiwum państwowe" if category.startswith("BE") else "")
