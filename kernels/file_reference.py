"""References of files (znak sprawy) and of papers in them, by the pattern of an office.

``GOPS.5021.7.2026`` is what an office writes: the unit, the class of its register of files, the number of the case in
the list of that class and year, the year (§ 5 of the office instruction of 2011). A paper of the case bears the number
of the letter after it: ``GOPS.5021.7.2026.3``.
"""
import re

PLACES = ("{jednostka}", "{klasa}", "{numer}", "{rok}")
NEEDED = ("{klasa}", "{numer}", "{rok}")
LETTER_PLACES = ("{znak}", "{pismo}")
DEFAULT = "{jednostka}.{klasa}.{numer}.{rok}"
LETTER_DEFAULT = "{znak}.{pismo}"
LONGEST = 60
# Letters, digits, and what offices put between them. No comma, no line end: a reference is one word of a list.
ALLOWED = re.compile(r"[^\W_][\w./\- ]*", re.UNICODE)


def _fits(pattern, places, needed):
    rest = pattern or ""
    for place in places:
        if rest.count(place) > 1 or (place in needed and place not in rest):
            return False
        rest = rest.replace(place, "")
    return not re.search(r"[{}]", rest) and len(rest) <= 20 and re.fullmatch(r"[\w./\- ]*", rest) is not None


def is_pattern(pattern):
    """Whether class, number and year stand once in ``pattern``, the unit at most once, and nothing in braces beside.

    Between two places there is something that tells where one ends: ``{klasa}{numer}`` is read in two ways.
    """
    return _fits(pattern, PLACES, NEEDED) and "}{" not in pattern


def is_letter_pattern(pattern):
    return _fits(pattern, LETTER_PLACES, LETTER_PLACES) and "}{" not in pattern


def written(pattern, unit, symbol, number, year):
    """The reference of case ``number`` in the list of class ``symbol`` and ``year``."""
    result = pattern
    for place, value in zip(PLACES, (unit, symbol, number, year), strict=True):
        result = result.replace(place, str(value))
    return result


def of_letter(pattern, reference, number):
    return pattern.replace("{znak}", reference).replace("{pismo}", str(number))


def read(pattern, unit, text):
    """``(symbol, number, year)`` of a reference that ``unit`` gave by ``pattern``; ``None`` for any other one."""
    shape = re.escape(pattern)
    for place, part in zip(PLACES, (
        re.escape(unit), r"(?P<symbol>\w+)", r"(?P<number>[1-9]\d{0,5})", r"(?P<year>(?:19|20)\d\d)",
    ), strict=True):
        shape = shape.replace(re.escape(place), part)
    found = re.fullmatch(shape, (text or "").strip())
    return found and (found["symbol"], int(found["number"]), int(found["year"]))


def cleaned(text):
    """The reference without spaces around it and doubled ones in it."""
    return " ".join((text or "").split())


def is_reference(text):
    """Whether ``text`` may be a reference at all: no longer than ``LONGEST``, a digit in it, nothing odd."""
    return bool(text) and len(text) <= LONGEST and ALLOWED.fullmatch(text) is not None and any(map(str.isdigit, text))


def names_person(text, names):
    """Whether a word of ``text`` is one of the first or last ``names`` of persons; those of two letters are no proof.
    """
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", text or "")}
    return any(
        word.casefold() in words for name in names for word in re.findall(r"[^\W\d_]+", name or "") if len(word) > 2
    )
