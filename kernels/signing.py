"""Who signs a consent for whom.

An adult signs for himself. For a minor and for a person fully deprived of legal capacity the statutory representative
signs; a person deprived of it in part signs together with the curator. A child is asked for its opinion once it can
form one, and from an age that the office sets it signs beside its representative. Informal guardians help a person to
take part (K3D-167); they sign for nobody.

The ages come from the civil code (art. 11, 12, 15, 16), their use here from tool 14, part J.
"""
from dataclasses import dataclass, field

ADULT_AGE = 18
COSIGN_AGE = 16


@dataclass(frozen=True)
class Party:
    """A person of the household as the paper sees it.

    :param capacity: ``full``, ``partial`` or ``none``, as a court has found; age is counted apart
    :param represents: keys of those whom this person represents by law: children, wards
    """

    key: object
    age: int | None = None
    capacity: str = "full"
    in_household: bool = True
    represents: frozenset = field(default_factory=frozenset)

    @property
    def is_minor(self):
        """A person of unknown age counts as an adult: the office would have noticed a child."""
        return self.age is not None and self.age < ADULT_AGE

    @property
    def acts_alone(self):
        return not self.is_minor and self.capacity == "full"


def representatives(party, parties):
    """Those of ``parties`` who may sign for ``party``: they act for themselves and represent it by law."""
    return {other.key for other in parties if other.acts_alone and party.key in other.represents}


def required(party, cosign_age=COSIGN_AGE):
    """``(signs itself, a representative signs)`` for the data of ``party``."""
    if party.is_minor:
        return party.age >= cosign_age and party.capacity == "full", True
    return party.capacity != "none", party.capacity != "full"


def gaps(parties, signers, cosign_age=COSIGN_AGE):
    """What the signatures of ``signers`` (keys) lack, as a list of ``(problem, key)``.

    ``not_able``: signs, but may not even for itself; ``own``: its own signature is missing; ``representative``: none
    of its representatives signs; ``no_representative``: the case names none. Only the household's data are shared,
    so only its members need a signature; an adult who does not sign is left out of the sharing, not a gap.
    """
    result = []
    signers = set(signers)
    for party in parties:
        itself, by_other = required(party, cosign_age)
        if party.key in signers and not itself:
            result.append(("not_able", party.key))
        if not party.in_household and party.key not in signers:
            continue
        if by_other:
            able = representatives(party, parties)
            if not able:
                result.append(("no_representative", party.key))
            elif not able & signers:
                result.append(("representative", party.key))
            if itself and party.key not in signers:
                result.append(("own", party.key))
    return result


def household_speaks(parties, signers, cosign_age=COSIGN_AGE):
    """Whether somebody of the household who may sign for itself does, or one who represents somebody of it.

    Nobody else shares its data, nor refuses in its name. True as well where nobody lives together, as in a group:
    there each signs for himself.
    """
    signers = set(signers)
    household = [party for party in parties if party.in_household]
    return not household or any(
        (party.key in signers and required(party, cosign_age)[0]) or representatives(party, parties) & signers
        for party in household
    )


def capacity_in(party, signers, parties):
    """For whom ``party`` signs: itself, and the keys of those it represents."""
    itself, _by_other = required(party)
    signed_for = [other.key for other in parties if party.key in representatives(other, parties)]
    return itself and party.key in signers, signed_for
