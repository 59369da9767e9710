"""Which institutions to invite for a set of needs: a small covering set, with reasons (K3D-219, K3D-221).

Plain data in, plain data out. The answer is a proposal: the social worker and the family choose (K3D-168).

How it works: a greedy cover. Again and again the institution is taken that answers most of what is still open,
weighing the needs by priority; among equals one that works with the family already comes first (K3D-163), then one
that answers more needs in all, then the one with the smaller id. The same input gives the same answer whatever the
order of the input. Greedy is within a factor of ``ln(needs) + 1`` of the smallest cover, and can be explained to a
family in one sentence, which the smallest cover cannot.
"""
from dataclasses import dataclass, field

# A "most important" need outweighs any three normal ones.
WEIGHT_BY_PRIORITY = {0: 1, 1: 2, 2: 4}


@dataclass(frozen=True)
class Need:
    id: int
    priority: int = 0


@dataclass(frozen=True)
class Offer:
    """A service as the suggestion sees it. ``age_to`` 0 means no upper limit; an empty ``territory`` serves all."""

    id: int
    institution: int
    needs: frozenset
    available: bool = True
    age_from: int = 0
    age_to: int = 0
    territory: str = ""


@dataclass(frozen=True)
class Choice:
    """An institution proposed: the services asked for, the needs it was chosen for, all needs it could answer."""

    institution: int
    services: tuple
    needs: tuple
    works_already: bool = False


@dataclass
class Suggestion:
    chosen: list = field(default_factory=list)
    alternatives: list = field(default_factory=list)
    uncovered: tuple = ()


def serves_age(offer, ages):
    """Whether the service takes anyone of ``ages``; with no age known nobody is excluded."""
    return not ages or any(
        age >= (offer.age_from or 0) and (not offer.age_to or age <= offer.age_to) for age in ages
    )


def serves_territory(offer, territory):
    """Whether a service placed in ``offer.territory`` is within reach of the family's TERYT code: the same commune, a
    unit above it, or the same county.
    """
    if not offer.territory or not territory:
        return True
    return territory.startswith(offer.territory) or offer.territory[:4] == territory[:4]


def is_eligible(offer, ages=(), territory=""):
    return offer.available and serves_age(offer, ages) and serves_territory(offer, territory)


def suggest(needs, offers, ages=(), territory="", working=()):
    """Propose institutions for ``needs``.

    :param needs: iterable of :class:`Need`
    :param offers: iterable of :class:`Offer`
    :param ages: ages of the persons to be served, in years
    :param territory: TERYT code of the family's commune
    :param working: ids of the institutions that already work with the family
    :return: :class:`Suggestion`; ``chosen`` covers every need that any eligible offer answers, ``alternatives`` are
        the other institutions that answer some need, ``uncovered`` the ids of needs that nothing answers
    """
    weight = {need.id: WEIGHT_BY_PRIORITY.get(need.priority, 1) for need in needs}
    services_by_need = {}  # institution → need → ids of services
    for offer in offers:
        if is_eligible(offer, ages, territory):
            for need in offer.needs & weight.keys():
                services_by_need.setdefault(offer.institution, {}).setdefault(need, set()).add(offer.id)
    working = set(working)

    def rank(institution, still_open):
        answered = services_by_need[institution].keys()
        return (
            -sum(weight[need] for need in answered & still_open), institution not in working, -len(answered),
            institution,
        )

    def choice(institution, wanted):
        answered = services_by_need[institution]
        needs_met = sorted(answered.keys() & wanted, key=lambda need: (-weight[need], need))
        services = sorted(set().union(*(answered[need] for need in needs_met)))
        return Choice(institution, tuple(services), tuple(needs_met), institution in working)

    suggestion = Suggestion()
    coverable = {need for answered in services_by_need.values() for need in answered}
    still_open = set(coverable)
    remaining = set(services_by_need)
    while still_open:
        best = min(remaining, key=lambda institution: rank(institution, still_open))
        suggestion.chosen.append(choice(best, still_open))
        still_open -= services_by_need[best].keys()
        remaining.remove(best)
    suggestion.chosen.sort(key=lambda chosen: not chosen.works_already)
    suggestion.alternatives = [
        choice(institution, coverable) for institution in sorted(remaining, key=lambda one: rank(one, coverable))
    ]
    suggestion.uncovered = tuple(sorted(weight.keys() - coverable))
    return suggestion
