"""Composition of a partnership: the three dimensions it has to realise (K3D-66). Pure Python, no ORM.

A member is ``(organisation, area, sector)``: who it is, the department it works in (social assistance, health,
education …) and the sector of the economy (public, social, private). What is not known of a member is ``None``.
"""

DIMENSIONS = ("sectors", "departments", "organisations")


def realised(members):
    """``{dimension: how many different ones are represented}``."""
    members = list(members)
    return {
        name: len({member[place] for member in members} - {None, False})
        for name, place in (("sectors", 2), ("departments", 1), ("organisations", 0))
    }


def missing(members):
    """Dimensions that ``members`` do not realise: between sectors, departments, organisations; two at least of each."""
    counts = realised(members)
    return [name for name in DIMENSIONS if counts[name] < 2]
