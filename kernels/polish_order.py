"""The order of the Polish alphabet, for what is sorted in Python. Plain data in, plain data out.

The database sorts by its own collation (``docs/operations.md``); ``sorted`` in Python compares numbers of characters
and puts *Świetlica* after *Zespół*. Both orders are the same here, that of CLDR for Polish: *ą* is a letter of its own
after *a*, other marks and capitals decide last, and spaces and signs come before digits and these before letters.
"""
import unicodedata
from functools import lru_cache

_LETTERS = {letter: rank for rank, letter in enumerate("aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż")}
_SIGNS = {sign: rank for rank, sign in enumerate(" _-–,;:!?./'‘’\"“”„()[]{}@*\\&#%+<=>|~$")}
# Acute, grave, breve, circumflex, caron, ring, diaeresis, double acute, tilde, dot above.
_MARKS = {mark: rank for rank, mark in enumerate("\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307")}
# What is written with more than one letter elsewhere.
_SPELT = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d"}


@lru_cache(maxsize=8192)
def alphabetical(text):
    """Key by which ``text`` is sorted among Polish texts: ``names.sort(key=alphabetical)``. Nothing comes first.

    :param text: a text, ``False`` or ``None``
    """
    text = unicodedata.normalize("NFC", text or "")
    main, marks = [], []
    for letter in text.lower():
        for part in _SPELT.get(letter, letter):
            weight, mark = _weigh(part)
            if weight is not None:
                main.append(weight)
                marks.append(mark)
    # Small letters come before capitals.
    return tuple(main), tuple(marks), text.swapcase()


def _weigh(letter):
    """(Main weight, mark) of a small letter, digit or sign; no weight for what only marks what stands before it."""
    if letter in _LETTERS:
        return (2, _LETTERS[letter]), ()
    if letter.isdecimal():
        return (1, unicodedata.decimal(letter)), ()
    bare, *rest = unicodedata.normalize("NFD", letter)
    if bare in _LETTERS:
        return (2, _LETTERS[bare]), tuple(_MARKS.get(mark, ord(mark)) for mark in rest)
    if unicodedata.combining(letter) or not letter.isprintable():
        return None, ()
    if letter.isalpha():
        # Other alphabets stand after the Latin one.
        return (3, ord(letter)), ()
    return (0, _SIGNS.get(letter, len(_SIGNS) + ord(letter))), ()
