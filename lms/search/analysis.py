"""How Chinese text becomes terms: folded characters, overlapping pairs, words.

Everything here keeps positions: folding maps each character to one character, so a place found
in the folded text is the same place in the text that people read.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN_CHARACTER = re.compile(rf"[{HAN}]")
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
TRADITIONAL = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
FULL_WIDTH = range(0xFF01, 0xFF5F)
TO_HALF_WIDTH = 0xFF01 - 0x21
PAIR = 2


class Run(NamedTuple):
    """A stretch without spaces or punctuation: Han characters, or letters and digits."""

    start: int
    text: str

    @property
    def is_han(self) -> bool:
        return is_han(self.text[0])


def is_han(character: str) -> bool:
    return HAN_CHARACTER.match(character) is not None


@cache
def _folding() -> dict[int, str]:
    """Map full-width forms, capitals and traditional characters to plain ones, one to one."""
    lower = ((code, chr(code).lower()) for code in range(0x10000))
    table = {code: plain for code, plain in lower if len(plain) == 1 and plain != chr(code)}
    table |= {code: chr(code - TO_HALF_WIDTH).lower() for code in FULL_WIDTH}
    return table | _simplified()


def _simplified() -> dict[int, str]:
    """Map each traditional character to its simplified one.

    Each by itself: as words some become others (乾 stays in 乾坤), but then a text and a query
    that is cut elsewhere would differ.
    """
    # Here, not above: the dictionary takes 0.1 s, for searches and indexing only.
    from opencc import OpenCC  # noqa: PLC0415

    characters = list(map(chr, chain(*TRADITIONAL)))
    plain = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs_of_characters = zip(characters, plain, strict=True)
    return {ord(one): other for one, other in pairs_of_characters if one != other}


def fold(text: str) -> str:
    return text.translate(_folding())


def runs(folded: str) -> Iterator[Run]:
    for match in RUN.finditer(folded):
        yield Run(match.start(), match.group())


def pairs(run: str) -> list[str]:
    """Return the overlapping pairs of a run and its last character alone.

    The lone last character lets a search for one character find every place where it stands: as
    the first of a pair, or at the end of a run.
    """
    return [run[at : at + PAIR] for at in range(len(run))]


def places_of_pairs(folded: str) -> dict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for run in runs(folded):
        if run.is_han:
            for offset, pair in enumerate(pairs(run.text)):
                places[pair].append(run.start + offset)
    return places


def words(folded: str) -> Counter[str]:
    """Count words of two characters or more, with the shorter words inside long ones."""
    found: Counter[str] = Counter()
    for run in runs(folded):
        found.update(words_of(run))
    return found


def words_of(run: Run) -> list[str]:
    if not run.is_han:
        return [run.text]
    return [word for word in _segment(run.text) if len(word) >= PAIR]


def _segment(run: str) -> list[str]:
    # Here, not above: the dictionary takes 30 MB and 0.07 s, for searches and indexing only.
    import rjieba  # noqa: PLC0415

    pieces: list[str] = rjieba.cut_for_search(run)
    return pieces
