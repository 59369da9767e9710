"""Goal-attainment scaling: one score for goals that each have their own scale.

Kiresuk and Sherman (1968), with the formulas as corrected in Clinical Rehabilitation 2009; 23: 362–370:

    T = 50 + 10 Σ(w·x) / √((1 − ρ) Σw² + ρ (Σw)²)

``x`` is the level reached on a scale of five described levels, from −2 (much less than expected) over 0 (what was
expected) to +2 (much more). ``w`` is the weight of the goal and ``ρ`` the expected correlation of the scales.
"""
from math import sqrt

LEVELS = (-2, -1, 0, 1, 2)
# What Kiresuk and Sherman assume between the scales of one person.
CORRELATION = 0.3


def t_score(goals, correlation=CORRELATION):
    """The T-score of ``goals``: 50 when everything was reached as expected, ten points to a standard deviation.

    :param goals: pairs of level (one of ``LEVELS``) and weight (a positive number)
    :param correlation: from 0 up to and including 1
    :return: the unrounded score, ``None`` without a goal
    :raises ValueError: a level off the scale, a weight that is not positive, a correlation out of range
    """
    goals = list(goals)
    if not 0 <= correlation <= 1:
        raise ValueError(f"a correlation between 0 and 1 is needed, not {correlation!r}")
    for level, weight in goals:
        if level not in LEVELS:
            raise ValueError(f"a level from -2 to 2 is needed, not {level!r}")
        if not 0 < weight < float("inf"):
            raise ValueError(f"a positive weight is needed, not {weight!r}")
    if not goals:
        return None
    total = sum(weight for _level, weight in goals)
    squares = sum(weight * weight for _level, weight in goals)
    raw = sum(weight * level for level, weight in goals)
    return 50 + 10 * raw / sqrt((1 - correlation) * squares + correlation * total * total)
