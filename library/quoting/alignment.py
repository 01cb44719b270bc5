"""Where in a text a quotation stands, and which of its characters answer which of the text's.

The least number of characters to add, drop or replace, found for a whole column at once: the
differences between neighbouring cells of Levenshtein's table are the bits of two long integers
(Myers 1999, in Hyyrö's form). The quotation may begin and end anywhere in the text, and where it
leaves something out any stretch of the text may be passed over.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

Pair = tuple[int | None, int | None]
"""A place in the text and one in the quotation; None where one of them has no such character."""


class Alignment(NamedTuple):
    """How the pieces of a quotation lie on a text, each from its first place to its last."""

    distance: int
    pieces: list[list[Pair]]


class Column(NamedTuple):
    """Of the cells below one character of the text: which are one more, and less, than above."""

    more: int
    less: int


def align(text: str, pieces: Sequence[str]) -> Alignment:
    """Lay the pieces on the text, in their order and apart, at the least distance."""
    tables: list[_Table] = []
    free = [0] * (len(text) + 1)
    for piece in pieces:
        tables.append(_Table(text, piece, free))
        free = list(accumulate(tables[-1].distances, min))
    laid, stop = [], len(text)
    for table in reversed(tables):
        pairs, stop = table.walk_back(_end(table.distances[: stop + 1]))
        laid.append(pairs)
    return Alignment(free[-1], laid[::-1])


def _end(distances: Sequence[int]) -> int:
    """Return where the least distance is reached, a replaced last character included."""
    least = min(distances)
    end = distances.index(least)
    while end + 1 < len(distances) and distances[end + 1] == least:
        end += 1
    return end


class _Table:
    """All columns for one piece; `free` is what it costs to begin after each character."""

    def __init__(self, text: str, piece: str, free: Sequence[int]) -> None:
        self._length = len(piece)
        places: defaultdict[str, int] = defaultdict(int)
        for place, character in enumerate(piece):
            places[character] |= 1 << place
        self.columns = [Column((1 << self._length) - 1, 0)]
        self.distances = [free[0] + self._length]
        for at, character in enumerate(text):
            self._add(places.get(character, 0), is_cheaper=free[at + 1] < free[at])

    def _add(self, equal: int, *, is_cheaper: bool) -> None:
        """Add the column of a character that equals the piece at the places `equal`."""
        all_rows, last_row = (1 << self._length) - 1, 1 << self._length - 1
        more, less = self.columns[-1]
        diagonal = equal | less
        equal |= is_cheaper
        same = (((equal & more) + more) ^ more) | equal
        right_more, right_less = less | ~(same | more), more & same
        step = bool(right_more & last_row) - bool(right_less & last_row)
        self.distances.append(self.distances[-1] + step)
        right_more, right_less = right_more << 1, right_less << 1 | is_cheaper
        self.columns.append(
            Column((right_less | ~(diagonal | right_more)) & all_rows, right_more & diagonal)
        )

    def walk_back(self, at: int) -> tuple[list[Pair], int]:
        """Return the pairs of the piece that ends at `at`, and where it begins."""
        pairs: list[Pair] = []
        row = self._length
        while row:
            bit = 1 << row - 1
            if self.columns[at].more & bit:
                row -= 1
                pairs.append((None, row))
            elif self.columns[at - 1].less & bit:
                at -= 1
                pairs.append((at, None))
            else:
                row, at = row - 1, at - 1
                pairs.append((at, row))
        return pairs[::-1], at
