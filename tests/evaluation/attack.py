"""A reader with pencil and paper: what follows of whole, non-negative numbers from sums that were published.

Interval reasoning over linear conditions, without the ORM. It does not find all that follows (an integer programme
would), but everything that follows by taking one sum from another, again and again.
"""

from itertools import combinations


class Attack:
    """Unknown numbers of nobody or more, and what is known of their sums.

    >>> attack = Attack()
    >>> attack.learn({"a": 1, "b": 1}, 9)
    >>> attack.learn({"a": 1}, 5)
    >>> attack.solve()["b"]
    (4, 4)
    """

    def __init__(self, most=10_000):
        self.most = most
        self.bounds = {}
        self.conditions = []

    def learn(self, terms, low, high=None):
        """The sum of ``terms`` (``{unknown: factor 1 or -1}``) lies from ``low`` to ``high``, or is ``low``."""
        for name in terms:
            self.bounds.setdefault(name, (0, self.most))
        self.conditions.append((frozenset(terms.items()), low, low if high is None else high))

    def _with_differences(self):
        """Where one sum holds all of another, the rest is known too."""
        conditions = {}
        for terms, low, high in self.conditions:
            there = conditions.get(terms, (low, high))
            conditions[terms] = max(there[0], low), min(there[1], high)
        for one, other in combinations(list(conditions), 2):
            small, large = sorted((one, other), key=len)
            if len(small) > 1 and small < large:
                (low, high), (least, most) = conditions[large], conditions[small]
                rest = large - small
                there = conditions.get(rest, (low - most, high - least))
                conditions[rest] = max(there[0], low - most), min(there[1], high - least)
        return conditions

    def solve(self):
        """``{unknown: (least, most)}``; equal where the number is known.

        :raises AssertionError: what was learned contradicts itself: it was not published of one world
        """
        conditions = self._with_differences()
        bounds = dict(self.bounds)
        changed = True
        while changed:
            changed = False
            for terms, (low, high) in conditions.items():
                reach = {
                    name: tuple(sorted(factor * end for end in bounds[name])) for name, factor in terms
                }
                least, most = sum(one[0] for one in reach.values()), sum(one[1] for one in reach.values())
                for name, factor in terms:
                    ends = low - (most - reach[name][1]), high - (least - reach[name][0])
                    ends = ends if factor > 0 else (-ends[1], -ends[0])
                    narrower = max(bounds[name][0], ends[0]), min(bounds[name][1], ends[1])
                    assert narrower[0] <= narrower[1], f"{name}: {narrower}"
                    if narrower != bounds[name]:
                        bounds[name] = narrower
                        changed = True
        return bounds
