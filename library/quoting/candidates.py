"""A place in the library that a quotation may come from, and how it fits."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from library.quoting.comparison import Comparison, Difference, Stretch, Weight, compare
from library.quoting.given import Given
from library.searching.shelf import Shelved

DIFFERS, NEAR = 0.3, 0.5  # share of the quotation's characters that are wrong, at most
BETWEEN = "\n"  # passages of a text


class Verdict(StrEnum):
    """与原文一致, 有 N 处差别, 相近表述, 未找到: the better first."""

    exact = "exact"
    differs = "differs"
    near = "near"
    none = "none"


ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


class Line(NamedTuple):
    """A passage, and where it begins in the text of its region."""

    n: int
    anchor: int
    text: str
    page: int | None
    start: int

    @property
    def stop(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Region:
    """Passages that stand one after the other."""

    lines: list[Line] = field(default_factory=list)

    def add(self, n: int, anchor: int, text: str, page: int | None) -> None:
        start = self.lines[-1].stop + len(BETWEEN) if self.lines else 0
        self.lines.append(Line(n, anchor, text, page, start))

    @property
    def text(self) -> str:
        return BETWEEN.join(line.text for line in self.lines)

    def touched(self, start: int, stop: int) -> list[Line]:
        return [line for line in self.lines if line.start < stop and line.stop > start]


@dataclass(frozen=True, slots=True)
class Candidate:
    """The passages that hold the quotation's source; places are counted in their `text`."""

    work: Shelved
    first: Line
    last: Line
    text: str
    stretches: list[Stretch]
    verdict: Verdict
    score: float

    @property
    def differences(self) -> list[Difference]:
        return [one for stretch in self.stretches for one in stretch.differences]

    @property
    def weights(self) -> set[Weight]:
        return {one.weight for one in self.differences}

    @property
    def source(self) -> str:
        """What stands in the text where the quotation was taken from."""
        return self.text[self.stretches[0].start : self.stretches[-1].stop]

    @property
    def longest_same(self) -> int:
        """Return the length of the longest run of characters that stands in both."""
        return max(stop - start for stretch in self.stretches for start, stop in stretch.same)

    @property
    def rank(self) -> tuple[int, float, int]:
        return ORDER[self.verdict], -self.score, len(self.differences)


def judged(work: Shelved, region: Region, given: Given) -> Candidate | None:
    """Return the candidate of a region; its verdict is `none` when it is no source.

    Nothing when not even a place can be named that it should be compared with.
    """
    comparison = compare(region.text, given.pieces)
    verdict = _verdict(comparison, given)
    touched = region.touched(comparison.stretches[0].start, comparison.stretches[-1].stop)
    if not touched:
        return None
    return Candidate(
        work,
        touched[0],
        touched[-1],
        BETWEEN.join(line.text for line in touched),
        [stretch.moved(-touched[0].start) for stretch in comparison.stretches],
        verdict,
        _score(comparison, given),
    )


def _verdict(comparison: Comparison, given: Given) -> Verdict:
    if not any(stretch.differences for stretch in comparison.stretches):
        return Verdict.exact
    if comparison.wrong <= DIFFERS * given.length:
        return Verdict.differs
    return Verdict.near if comparison.wrong <= NEAR * given.length else Verdict.none


def _score(comparison: Comparison, given: Given) -> float:
    """Return the share of the quotation that is right: 1 when all of it is."""
    differences = (one for stretch in comparison.stretches for one in stretch.differences)
    errors = sum(max(len(one.source), len(one.given)) for one in differences)
    return max(0.0, 1 - errors / given.length)
