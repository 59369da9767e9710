"""Turns taken one after the other."""


def from_turn(people, last):
    """``people`` in their order, beginning after ``last``; from the top when ``last`` is not among them."""
    people = list(people)
    start = people.index(last) + 1 if last in people else 0
    return people[start:] + people[:start]


def pairs(people, count):
    """``count`` pairs (moderator, minute-taker): who takes the minutes moderates the next time.

    One person alone does both; without people there is nobody: pairs of ``None``.
    """
    people = list(people)
    size = len(people)
    if not size:
        return [(None, None)] * count
    return [(people[turn % size], people[(turn + 1) % size]) for turn in range(count)]
