"""Which paragraph of a new edition is which of the old one."""

from collections import defaultdict, deque
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import NamedTuple

ALIKE = 0.6  # of two paragraphs in the same place: one is the other, corrected
LOOK_AHEAD = 5  # paragraphs of the old edition
MOST_COMPARED = 3_000  # characters; comparing takes the square of them


class Carried(NamedTuple):
    """An anchor for each paragraph, and the first one that is free after them."""

    anchors: list[int]
    next_anchor: int


class Old(NamedTuple):
    anchor: int
    text: str


def carry(old: Sequence[Old], new: Sequence[str], next_anchor: int) -> Carried:
    """Give each new paragraph the anchor of the old one that it is, or a fresh one.

    In this order: what stands unchanged in the same sequence, what was moved unchanged, what was
    corrected in its place. No anchor goes to two paragraphs, and none is ever used again.
    """
    taken: dict[int, int] = {}  # place in the new edition -> anchor
    gaps = _unchanged(old, new, taken)
    _moved(old, new, taken)
    for gap in gaps:
        _corrected(old, new, gap, taken)
    anchors = []
    for place in range(len(new)):
        anchor = taken.get(place)
        if anchor is None:
            anchor, next_anchor = next_anchor, next_anchor + 1
        anchors.append(anchor)
    return Carried(anchors, next_anchor)


class Gap(NamedTuple):
    """A stretch of the old edition and what stands in its place in the new one."""

    old_from: int
    old_to: int
    new_from: int
    new_to: int


def _unchanged(old: Sequence[Old], new: Sequence[str], taken: dict[int, int]) -> list[Gap]:
    """Take over what is equal in both, and return what lies between."""
    gaps = []
    matcher = SequenceMatcher(None, [text for _anchor, text in old], new, autojunk=False)
    for how, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if how == "equal":
            for offset in range(old_to - old_from):
                taken[new_from + offset] = old[old_from + offset].anchor
        elif how == "replace":
            gaps.append(Gap(old_from, old_to, new_from, new_to))
    return gaps


def _moved(old: Sequence[Old], new: Sequence[str], taken: dict[int, int]) -> None:
    used = set(taken.values())
    free: defaultdict[str, deque[int]] = defaultdict(deque)
    for anchor, text in old:
        if anchor not in used:
            free[text].append(anchor)
    for place, text in enumerate(new):
        if place not in taken and free[text]:
            taken[place] = free[text].popleft()


def _corrected(old: Sequence[Old], new: Sequence[str], gap: Gap, taken: dict[int, int]) -> None:
    """Pair the paragraphs of a gap in order, each with the first that is alike enough."""
    used = set(taken.values())
    waiting = deque(item for item in old[gap.old_from : gap.old_to] if item.anchor not in used)
    for place in range(gap.new_from, gap.new_to):
        if place in taken:
            continue
        ahead = enumerate(islice(waiting, LOOK_AHEAD))
        match = next((n for n, item in ahead if _alike(item.text, new[place])), None)
        if match is not None:
            taken[place] = waiting[match].anchor
            for _ in range(match + 1):
                waiting.popleft()


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one[:MOST_COMPARED], other[:MOST_COMPARED], autojunk=False)
    quick = matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE
    return quick and matcher.ratio() >= ALIKE
