"""What is not shown of small groups, so that a result leads back to nobody, not even by subtraction."""
from __future__ import annotations

LEAST = 5  # people below which a group is not shown


def hidden(counts: dict, least: int = LEAST) -> set:
    """Which parts of a whole to hide, where the whole is shown: each that is too small, and as many more as it takes that none can be worked out.

    A part of nobody is shown, unless it has to stand in for another.
    """
    gone = {name for name, n in counts.items() if 0 < n < least}
    others = sorted((n for n in counts if n not in gone), key=lambda name: (counts[name] == 0, counts[name]))
    while gone and others and (len(gone) < 2 or sum(counts[name] for name in gone) < least):
        gone.add(others.pop(0))
    return gone


def may_split(counts: dict, least: int = LEAST) -> bool:
    """Whether a whole may be shown by its parts, all of them or none."""
    return len([n for n in counts.values() if n]) > 1 and not hidden(counts, least)


def without_few(people: dict, partners: dict, least: int = LEAST) -> set:
    """Who to leave out where a whole and those of it who have a partner are both shown: the few without one, by group, if they are too few.

    people: the group of each; partners: the group of each who has a partner.
    """
    alone: dict = {}
    for name, group in people.items():
        if name not in partners:
            alone.setdefault(group, set()).add(name)
    return {name for names in alone.values() if len(names) < least for name in names}
