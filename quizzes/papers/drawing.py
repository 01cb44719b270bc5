"""Draw a paper from its blueprint. Pure: what is in a bank is given.

Draws may overlap: ten of any kind, five of them surely single choices. They are made from the
narrowest pool to the widest, so that a wide draw does not take what a narrow one needs.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple


class Need(NamedTuple):
    """A draw: how many, and the ids of the items that would do."""

    part: int
    draw: int
    pool: frozenset[int]


def missing(needs: Sequence[Need], fixed: frozenset[int]) -> dict[int, int]:
    """Return how many items each part might lack when it is its turn, by part.

    Nothing missing means that every drawing succeeds, whatever chance has taken before.
    """
    short: dict[int, int] = {}
    made: list[Need] = []
    for need in _in_turn(needs):
        taken = sum(other.draw for other in made if other.pool & need.pool)
        left = len(need.pool - fixed) - taken
        if left < need.draw:
            short[need.part] = need.draw - max(left, 0)
        made.append(need)
    return short


def drawn(needs: Sequence[Need], fixed: frozenset[int], chance: Random) -> dict[int, list[int]]:
    """Return the items of each part; no item twice. Fewer than asked where a pool runs out."""
    taken = set(fixed)
    found: dict[int, list[int]] = {}
    for need in _in_turn(needs):
        left = sorted(need.pool - taken)
        found[need.part] = chance.sample(left, min(need.draw, len(left)))
        taken.update(found[need.part])
    return found


def _in_turn(needs: Sequence[Need]) -> list[Need]:
    return sorted(needs, key=lambda need: (len(need.pool), need.part))
