"""Amounts of money in Polish words, as they stand on papers that are signed. Pure Python, no ORM."""
from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

from .polish_number import polish_number

ZLOTY = ("złoty", "złote", "złotych")
GROSZ = ("grosz", "grosze", "groszy")
CENT = Decimal("0.01")


def plural(number, forms):
    """The form of a noun after ``number``: one, a few (2–4, but not 12–14), many."""
    if number == 1:
        return forms[0]
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return forms[1]
    return forms[2]


def amount_in_words(amount):
    """``1234.05`` → “tysiąc dwieście trzydzieści cztery złote pięć groszy”; half a grosz is rounded up.

    :raise ValueError: a negative amount, of which no budget speaks
    """
    exact = Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)
    if exact < 0:
        raise ValueError("an amount in words is not negative")
    zloty, grosz = divmod(int(exact * 100), 100)
    return " ".join((
        num2words(zloty, lang="pl"), plural(zloty, ZLOTY), num2words(grosz, lang="pl"), plural(grosz, GROSZ),
    ))


def amount_in_digits(amount):
    """``1234.5`` → “1 234,50 zł”, spaces that do not break the line."""
    exact = Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)
    return f"{polish_number(exact, 2, fixed=True)}\N{NO-BREAK SPACE}zł"
