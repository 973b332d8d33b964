"""Dice in whole numbers of 32 bits: the same numbers for the same seed in Python and, by the same lines in js/draw.js, in the page."""
from __future__ import annotations

LARGEST = 2 ** 32 - 1


def dice(seed: int):
    """A function that gives the next number below n; the same numbers for the same seed, everywhere."""
    x = (seed * 2654435761 + 2654435769) & LARGEST or 1

    def below(n: int) -> int:
        nonlocal x
        x ^= x << 13 & LARGEST
        x ^= x >> 17
        x ^= x << 5 & LARGEST
        return x % n
    return below


def shuffled(seed: int, items: list) -> list:
    """The items in an order that depends on the seed alone."""
    found, below = list(items), dice(seed)
    for last in range(len(found) - 1, 0, -1):
        other = below(last + 1)
        found[last], found[other] = found[other], found[last]
    return found
