"""The algebra of watched time.

An interval is [start, stop) in milliseconds of content, not of clock: at 1.5 times the speed a
second of film is still a second. A union is a list of intervals in order that neither overlap nor
touch; every function here that gives intervals gives a union.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Interval(NamedTuple):
    start: int
    stop: int


Union = Sequence[Interval]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Return what the intervals cover, whatever their order; empty ones cover nothing."""
    covered: list[Interval] = []
    for start, stop in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if covered and start <= covered[-1].stop:
            covered[-1] = Interval(covered[-1].start, max(covered[-1].stop, stop))
        else:
            covered.append(Interval(start, stop))
    return covered


def minus(whole: Union, gone: Union) -> list[Interval]:
    """Return what of `whole` lies outside `gone`; both are unions."""
    left: list[Interval] = []
    cuts = list(gone)
    for start, stop in whole:
        at = start
        for cut in _within(cuts, start, stop):
            if at < cut.start:
                left.append(Interval(at, cut.start))
            at = max(at, cut.stop)
        if at < stop:
            left.append(Interval(at, stop))
    return left


def common(one: Union, other: Union) -> list[Interval]:
    """Return what both unions cover."""
    return minus(one, minus(one, other))


def length(covered: Union) -> int:
    return sum(stop - start for start, stop in covered)


def inside(covered: Union, end: int) -> list[Interval]:
    """Return the part of a union within [0, end)."""
    clipped = (Interval(max(0, start), min(end, stop)) for start, stop in covered)
    return [interval for interval in clipped if interval.start < interval.stop]


def split(covered: Union, budget: int) -> tuple[list[Interval], list[Interval]]:
    """Return the first `budget` milliseconds of a union, and the rest."""
    fits: list[Interval] = []
    rest: list[Interval] = []
    for start, stop in covered:
        middle = min(stop, start + budget)
        budget -= middle - start
        if start < middle:
            fits.append(Interval(start, middle))
        if middle < stop:
            rest.append(Interval(middle, stop))
    return fits, rest


def _within(cuts: list[Interval], start: int, stop: int) -> Iterable[Interval]:
    return (cut for cut in cuts if cut.start < stop and cut.stop > start)
