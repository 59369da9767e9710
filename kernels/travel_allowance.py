"""Allowance for a journey in one's own vehicle (RUR-125). Pure Python, no ORM."""
from decimal import ROUND_HALF_UP, Decimal

GROSZ = Decimal("0.01")


def allowance(kilometres, rate):
    """Kilometres times the rate of a kilometre, in zlotys, rounded half up to a grosz.

    :param kilometres: driven, there and back, as a number or text; tenths count
    :param rate: zlotys for one kilometre, with up to four decimals
    :return: Decimal with two places
    :raises ValueError: a negative number

    >>> allowance(23, 1.15)
    Decimal('26.45')
    """
    # By way of text: 1.15 is no binary number, and 0.005 of it would round the other way.
    kilometres, rate = Decimal(str(kilometres)), Decimal(str(rate))
    if kilometres < 0 or rate < 0:
        raise ValueError("kilometres and rate are not negative")
    return (kilometres * rate).quantize(GROSZ, ROUND_HALF_UP)
