"""Which institutions to invite for a set of needs: a small covering set, with reasons (K3D-219, K3D-221).

Plain data in, plain data out. The answer is a proposal: the social worker and the family choose (K3D-168).

How it works: a greedy cover. Again and again the institution is taken that answers most of what is still open,
weighing the needs by priority; among equals one that works with the family already comes first (K3D-163), then one
that answers more needs in all, then the one with the smaller id. In the end whoever can be left out, because the
others answer the same needs, is left out. The same input gives the same answer whatever the order of the input.
Greedy is within a factor of ``ln(needs) + 1`` of the smallest cover, and can be explained to a family in one sentence,
which the smallest cover cannot.
"""
from dataclasses import dataclass, field

# A "most important" need outweighs any three normal ones.
WEIGHT_BY_PRIORITY = {0: 1, 1: 2, 2: 4}

# Why nothing covers a need. The nearest miss says most to those who mend the basket: a service that lacks a free place
# only comes before one for another age, that before none at all.
MISSING, REACH, AGE, STALE, FULL = "missing", "reach", "age", "stale", "full"
MISSES = (MISSING, REACH, AGE, STALE, FULL)


@dataclass(frozen=True)
class Need:
    id: int
    priority: int = 0


@dataclass(frozen=True)
class Offer:
    """A service as the suggestion sees it. ``age_to`` 0 means no upper limit; an empty ``territory`` serves all;
    ``foreign`` is one of another partnership's basket, which is never proposed nor counted as a near miss.
    """

    id: int
    institution: int
    needs: frozenset
    available: bool = True
    stale: bool = False
    full: bool = False
    foreign: bool = False
    age_from: int = 0
    age_to: int = 0
    territory: str = ""
    waiting_days: int = 0


@dataclass(frozen=True)
class Match:
    """A service beside a case: the needs of the case it answers, most important first."""

    id: int
    needs: tuple
    works_already: bool = False


@dataclass(frozen=True)
class Choice:
    """An institution proposed: the services asked for, the needs it was chosen for, and of these the ones that nobody
    else answers; ``also`` are needs it could answer too, though another was chosen for them.
    """

    institution: int
    services: tuple
    needs: tuple
    works_already: bool = False
    only_for: tuple = ()
    also: tuple = ()


@dataclass
class Suggestion:
    """``uncovered`` maps ids of needs to one of :data:`MISSES`; ``by_need`` maps each need that can be answered to all
    institutions that answer it, best first.
    """

    chosen: list = field(default_factory=list)
    alternatives: list = field(default_factory=list)
    uncovered: dict = field(default_factory=dict)
    by_need: dict = field(default_factory=dict)

    def instead_of(self, choice):
        """Institutions that could answer something of what ``choice`` was chosen for, those for most of it first."""
        counts = {}
        for need in choice.needs:
            for institution in self.by_need[need]:
                if institution != choice.institution:
                    counts[institution] = counts.get(institution, 0) + 1
        return tuple(sorted(counts, key=lambda institution: (-counts[institution], institution)))


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


def miss(offer, ages=(), territory=""):
    """What keeps a service of this basket from being proposed, one of :data:`MISSES`, or None.

    What the institution can mend (places, confirmation) is named only where nothing else is in the way.
    """
    if not serves_territory(offer, territory):
        return REACH
    if not serves_age(offer, ages):
        return AGE
    if offer.stale:
        return STALE
    if not offer.available or offer.foreign:
        return MISSING
    if offer.full:
        return FULL
    return None


def suggest(needs, offers, ages=(), territory="", working=()):
    """Propose institutions for ``needs``.

    :param needs: iterable of :class:`Need`
    :param offers: iterable of :class:`Offer`
    :param ages: ages of the persons to be served, in years
    :param territory: TERYT code of the family's commune
    :param working: ids of the institutions that already work with the family
    :return: :class:`Suggestion`; ``chosen`` covers every need that any eligible offer answers, nobody in it can be left
        out, and ``alternatives`` are the other institutions that answer some need
    """
    weight = {need.id: WEIGHT_BY_PRIORITY.get(need.priority, 1) for need in needs}
    services_by_need, misses = _sift(weight, offers, ages, territory)
    working = set(working)

    def rank(institution, still_open):
        answered = services_by_need[institution].keys()
        return (
            -sum(weight[need] for need in answered & still_open), institution not in working, -len(answered),
            institution,
        )

    def in_order(found):
        return tuple(sorted(found, key=lambda need: (-weight[need], need)))

    coverable = {need for answered in services_by_need.values() for need in answered}
    order = sorted(services_by_need, key=lambda institution: rank(institution, coverable))
    suggestion = Suggestion(by_need={
        need: tuple(institution for institution in order if need in services_by_need[institution])
        for need in in_order(coverable)
    })

    def choice(institution, wanted):
        answered = services_by_need[institution]
        met = in_order(answered.keys() & wanted)
        return Choice(
            institution, tuple(sorted(set().union(*(answered[need] for need in met)))), met, institution in working,
            tuple(need for need in met if len(suggestion.by_need[need]) == 1), in_order(answered.keys() - wanted),
        )

    taken = _cover(services_by_need, coverable, rank)
    still_open = set(coverable)
    for institution in taken:
        suggestion.chosen.append(choice(institution, still_open))
        still_open -= services_by_need[institution].keys()
    suggestion.chosen.sort(key=lambda chosen: not chosen.works_already)
    suggestion.alternatives = [choice(institution, coverable) for institution in order if institution not in taken]
    suggestion.uncovered = {
        need: misses.get(need, MISSING) for need in sorted(weight.keys() - coverable)
    }
    return suggestion


def rank(needs, offers, territory="", working=()):
    """``offers`` as :class:`Match`, the fittest first.

    What answers more, or more important, needs comes first; then what the family has already, then what is nearest,
    then the order given (how well the words fit), then what is to be had soonest.
    """
    weight = {need.id: WEIGHT_BY_PRIORITY.get(need.priority, 1) for need in needs}
    working = set(working)
    ranked = []
    for place, offer in enumerate(offers):
        met = tuple(sorted(offer.needs & weight.keys(), key=lambda need: (-weight[need], need)))
        ranked.append((
            (
                -sum(weight[need] for need in met), offer.institution not in working,
                distance(offer.territory, territory), place, offer.waiting_days, offer.id,
            ),
            Match(offer.id, met, offer.institution in working),
        ))
    return [match for _key, match in sorted(ranked, key=lambda pair: pair[0])]


def distance(place, territory):
    """How far from the family's commune a service is placed: 0 there or nowhere in particular, 1 in the county, 2 in
    the voivodeship, 3 beyond.
    """
    if not place or not territory or place == territory:
        return 0
    for length, far in ((4, 1), (2, 2)):
        if place[:length] == territory[:length]:
            return far
    return 3


def _sift(weight, offers, ages, territory):
    """Eligible services as ``institution → need → ids of services``, and the nearest miss of each need."""
    services_by_need, misses = {}, {}
    for offer in offers:
        wanted = offer.needs & weight.keys()
        if not wanted or offer.foreign:
            continue
        why = miss(offer, ages, territory)
        for need in wanted:
            if why is None:
                services_by_need.setdefault(offer.institution, {}).setdefault(need, set()).add(offer.id)
            else:
                misses[need] = max(misses.get(need, MISSING), why, key=MISSES.index)
    return services_by_need, misses


def _cover(services_by_need, coverable, rank):
    """Institutions of the greedy cover in the order they were taken, without those the others make needless."""
    taken, still_open, remaining = [], set(coverable), set(services_by_need)
    while still_open:
        best = min(remaining, key=lambda institution: rank(institution, still_open))
        taken.append(best)
        still_open -= services_by_need[best].keys()
        remaining.remove(best)
    # Who was taken later was needed less; one who works with the family already is the last to be left out.
    for institution in sorted(taken, key=lambda one: (not rank(one, coverable)[1], -taken.index(one))):
        others = set().union(*(services_by_need[one].keys() for one in taken if one != institution))
        if others >= coverable:
            taken.remove(institution)
    return taken
