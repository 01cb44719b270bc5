"""What of a passage to mark for a reader who searched, and which part of a long one to show."""

from dataclasses import dataclass
from itertools import pairwise

from lms.search.analysis import PAIR, fold, words_of
from lms.search.query import PHRASE, Part, Query

Marks = list[tuple[int, int]]
"""[from, to) of each marked stretch, in characters, in order, apart from each other."""

MARGIN = 60


def marks_of(text: str, query: Query) -> Marks:
    """Return where the query's words, and longer stretches of it, stand in the text."""
    folded = fold(text)
    stretches = [mark for part in query.parts for mark in _marks_of_part(folded, part)]
    return _joined(stretches)


def _marks_of_part(folded: str, part: Part) -> Marks:
    if part.is_exact or len(part.text) <= PAIR or not part.run.is_han:
        return _standing(folded, part.text)
    stretches = _common(folded, part.text)
    words = set(words_of(part.run))
    return [
        (start, stop)
        for start, stop in stretches
        if stop - start >= PHRASE or folded[start:stop] in words
    ]


def _standing(folded: str, text: str) -> Marks:
    found = []
    at = folded.find(text)
    while at >= 0:
        found.append((at, at + len(text)))
        at = folded.find(text, at + len(text))
    return found


def _common(folded: str, text: str) -> Marks:
    """Return the longest stretches, two characters at least, that are also in `text`."""
    found, at = [], 0
    while at < len(folded) - 1:
        length = _common_length(folded, at, text)
        if length:
            found.append((at, at + length))
        at += max(1, length)
    return found


def _common_length(folded: str, at: int, text: str) -> int:
    length = PAIR
    while at + length <= len(folded) and folded[at : at + length] in text:
        length += 1
    return length - 1 if length > PAIR else 0


def _joined(stretches: Marks) -> Marks:
    joined: Marks = []
    for start, stop in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text with its marks; whether something was left out before and after."""

    text: str
    marks: Marks
    is_cut_before: bool
    is_cut_after: bool

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """Return the text in pieces, each with whether it is marked: what a page prints."""
        edges = sorted({0, len(self.text), *(at for mark in self.marks for at in mark)})
        starts = {start for start, _stop in self.marks}
        return [(self.text[start:stop], start in starts) for start, stop in pairwise(edges)]


def excerpt(text: str, marks: Marks, longest: int | None = None) -> Excerpt:
    """Return the stretch of at most `longest` characters that holds the most marked ones."""
    if longest is None or len(text) <= longest:
        return Excerpt(text, marks, is_cut_before=False, is_cut_after=False)
    start = _best_start(marks, longest)
    start = max(0, min(start, len(text) - longest))
    stop = start + longest
    shown = [
        (max(a, start) - start, min(b, stop) - start) for a, b in marks if a < stop and b > start
    ]
    return Excerpt(text[start:stop], shown, is_cut_before=start > 0, is_cut_after=stop < len(text))


def _best_start(marks: Marks, longest: int) -> int:
    def _marked_from(first: int) -> int:
        return sum(
            stop - start for start, stop in marks if first <= start and stop <= first + longest
        )

    starts = [start for start, _stop in marks] or [0]
    return max(starts, key=_marked_from) - MARGIN
