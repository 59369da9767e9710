"""Address for electronic delivery: ``AE:PL-12345-67890-ABCDE-25``.

The pattern is public. How the last two digits follow from the rest is taken from the code of a public portal; of
thirteen addresses of institutions all agree, yet no official text says it. So a wrong pattern is refused, a wrong sum
only told.

>>> problem("AE:PL-12345-67890-ABCDE-25")
''
>>> problem("AE:PL-12345-67890-ABCDE-12")
'sum'
>>> problem("AE-PL:12345")
'pattern'
"""

import re

PATTERN = re.compile(r"AE:PL-(\d{5})-(\d{5})-([A-Z]{5})-(\d{2})", re.ASCII)


def tidy(text):
    """``text`` as it was pasted, without spaces, in capital letters, with plain hyphens."""
    return re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"\s", "", text or "")).upper()


def problem(address):
    """``pattern``, ``sum`` or, where nothing is wrong, an empty text."""
    found = PATTERN.fullmatch(address or "")
    if not found:
        return "pattern"
    first, second, letters, last = found.groups()
    return "" if check_sum(first, second, letters) == int(last) else "sum"


def check_sum(first, second, letters):
    """The last two digits: digits, added up, of the distance between the sum of the numbers and that of the letters."""
    return sum(map(int, str(abs(int(first) + int(second) - sum(map(ord, letters))))))
