"""Which services of one provider are the same, or nearly (K3D-213): said twice, spelled otherwise, on two cards.

Plain data in, plain data out. The answer is a proposal: the leader looks at the two and merges them or not.

How it works: a name is compared as a set of stems and as a set of letter triples, both without diacritics, case and
the words that every service has, and the better of the two counts: stems forgive another order or ending of the words,
triples forgive a typo. Another form and other needs lower the result, where both services state them. Services for
people of ages that do not meet are two services, whatever they are called.
"""
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

# At and above it two services are shown to the leader as possibly the same.
THRESHOLD = 0.7
# A Polish ending is seldom longer than what is cut off beyond this.
STEM = 6
# What another form, and needs that have nothing in common, take away from the likeness of the names.
LOSS_FORM, LOSS_NEEDS = 0.1, 0.2
# Words that tell nothing apart: prepositions and what any service may be called.
EMPTY_WORDS = frozenset({
    "a", "albo", "dla", "do", "i", "lub", "m", "in", "na", "nad", "o", "od", "oraz", "po", "pod", "przez", "przy", "u",
    "w", "z", "za", "ze", "usluga", "uslugi", "uslug", "swiadczenie", "swiadczenia", "prowadzenie", "udzielanie",
    "organizowanie", "zapewnienie",
})
FIXED = str.maketrans("łŁ", "lL")  # the one Polish letter that Unicode does not take apart


@dataclass(frozen=True)
class Item:
    """A service as the comparison sees it. ``age_to`` 0 means no upper limit; an empty ``form`` is not stated."""

    id: int
    provider: int
    name: str
    form: str = ""
    needs: frozenset = frozenset()
    age_from: int = 0
    age_to: int = 0


def words(text):
    """Words of ``text`` in lower case, without diacritics and punctuation."""
    plain = unicodedata.normalize("NFKD", (text or "").translate(FIXED).casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char)).translate(FIXED)
    return re.findall(r"[^\W_]+", plain)


def normalised(text):
    """The words of ``text`` that tell services apart, in alphabetical order, as one string."""
    found = words(text)
    return " ".join(sorted(word for word in found if word not in EMPTY_WORDS) or sorted(found))


@lru_cache(maxsize=65536)
def _fingerprint(text):
    """``(normalised, stems, letter triples)`` of a name; a name is compared with all others of its provider."""
    name = normalised(text)
    padded = f"  {name} "
    triples = frozenset(padded[index:index + 3] for index in range(len(padded) - 2)) if name else frozenset()
    return name, frozenset(word[:STEM] for word in name.split()), triples


def _dice(left, right):
    """Share of what the two sets have in common, 0 to 1; two empty sets have nothing to compare: 0."""
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 0.0


def name_similarity(left, right):
    """0 (nothing in common) to 1 (the same words, in whatever order and spelling)."""
    (name, stems, triples), (other_name, other_stems, other_triples) = _fingerprint(left), _fingerprint(right)
    if name == other_name:
        return 1.0 if name else 0.0
    return max(_dice(stems, other_stems), _dice(triples, other_triples))


def ages_meet(left, right):
    """Whether somebody could be of an age that both services take."""
    return (not left.age_to or right.age_from <= left.age_to) and (not right.age_to or left.age_from <= right.age_to)


def similarity(left, right):
    """How much ``left`` and ``right`` look like the same service, 0 to 1; symmetric.

    Services of two providers, and those for ages that do not meet, have 0.
    """
    if left.provider != right.provider or not ages_meet(left, right):
        return 0.0
    likeness = name_similarity(left.name, right.name)
    if left.form and right.form and left.form != right.form:
        likeness *= 1 - LOSS_FORM
    if left.needs and right.needs:
        likeness *= 1 - LOSS_NEEDS * (1 - _dice(left.needs, right.needs))
    return likeness


def similar_pairs(items, threshold=THRESHOLD, distinct=()):
    """Pairs of services that look the same, the most alike first; the order of ``items`` does not matter.

    :param items: iterable of :class:`Item`
    :param distinct: pairs of ids already found to be different, in either order
    :return: ``[(id, id, similarity)]``, the smaller id first
    """
    known = {frozenset(pair) for pair in distinct}
    by_provider = {}
    for item in sorted(items, key=lambda item: item.id):
        by_provider.setdefault(item.provider, []).append(item)
    found = []
    for group in by_provider.values():
        for left, right in combinations(group, 2):
            if frozenset((left.id, right.id)) not in known:
                score = similarity(left, right)
                if score >= threshold:
                    found.append((left.id, right.id, score))
    return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))
