"""What changed from one version of a plan to the next, part by part."""
from typing import NamedTuple


class Part(NamedTuple):
    """A goal, a service or an action of one version.

    ``key`` is its own in the older version, and in the newer one that of the part it was copied from (``None`` for a
    new one). ``values`` are ``{what it is called: text}``; an empty text is no value.
    """

    key: object
    label: str
    values: dict


class Change(NamedTuple):
    """``kind`` is "added", "removed" or "changed"; ``fields`` are ``(what, before, after)`` of a changed part."""

    kind: str
    label: str
    fields: tuple = ()


def compare(before, after):
    """Changes from the parts ``before`` to the parts ``after``, in the order of ``after``, removed ones at the end.

    A part copied twice (a goal split in two) is compared with its origin both times. What has not changed is not
    mentioned.
    """
    origins = {part.key: part for part in before}
    changes, kept = [], set()
    for part in after:
        origin = origins.get(part.key) if part.key is not None else None
        if origin is None:
            changes.append(Change("added", part.label))
            continue
        kept.add(part.key)
        names = list(dict.fromkeys([*origin.values, *part.values]))
        fields = tuple(
            (name, origin.values.get(name) or "", part.values.get(name) or "") for name in names
            if (origin.values.get(name) or "") != (part.values.get(name) or "")
        )
        if fields:
            changes.append(Change("changed", part.label, fields))
    changes += [Change("removed", part.label) for part in before if part.key not in kept]
    return changes
