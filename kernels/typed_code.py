"""Codes that people copy from paper by hand: short, and without letters that are mistaken for others."""

import secrets

# Letters and figures nobody mistakes for another, in whichever hand they are copied.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
# Three groups of four: 59 bits, which nobody guesses over a network at whatever pace.
GROUPS, GROUP = 3, 4


def _grouped(letters):
    return "-".join("".join(letters[at:at + GROUP]) for at in range(0, len(letters), GROUP))


def new_code():
    """A code such as ``3kfm-9xwp-tz72``, never drawn twice."""
    return _grouped([secrets.choice(LETTERS) for _number in range(GROUPS * GROUP)])


def typed_code(text):
    """``text`` as a code: whatever the case, the blanks and however it was grouped. Takes any text; what a database
    does not keep (NUL) is in none.
    """
    return _grouped("".join(sign for sign in text.lower() if sign.isalnum()))
