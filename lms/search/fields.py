"""The fields of a document in the index, and the weight of each of its terms."""

from collections.abc import Iterator
from typing import Any

from lms.search.analysis import fold, places_of_pairs, words
from lms.search.codec import NumberColumn, packed
from lms.search.engine import Existence, FieldType, Schema

PAIRS, WORDS, ID, GROUP = "pairs", "words", "id", "group"
Term = tuple[bytes, int, int, bytes]  # the term, how often, its impact, its places: Whoosh's order

TYPICAL_LENGTH = 200  # terms of a passage; only the ratio of a document's length to it matters
SATURATION, LENGTH_SHARE = 1.2, 0.75  # k1 and b of BM25
FULL_IMPACT = 255


def impact(times: int, length: int) -> int:
    """Return BM25's weight of a term that occurs so often in a document, as one byte.

    The length of documents is compared with a fixed typical one, not with the average of the
    index: so the weight is known when the document is indexed, and a new document changes no
    other.
    """
    relative = 1 - LENGTH_SHARE + LENGTH_SHARE * length / TYPICAL_LENGTH
    return max(1, round(FULL_IMPACT * times / (times + SATURATION * relative)))


class Pairs(FieldType):
    """Pairs of neighbouring characters, with the places where they stand."""

    def __init__(self) -> None:
        super().__init__(Existence(), analyzer=None)

    def index(self, value: str, **_options: object) -> Iterator[Term]:
        found = places_of_pairs(fold(value))
        length = sum(map(len, found.values()))
        for pair, places in found.items():
            times = len(places)
            yield pair.encode(), times, impact(times, length), packed(places)


class Words(FieldType):
    def __init__(self) -> None:
        super().__init__(Existence(), analyzer=None)

    def index(self, value: str, **_options: object) -> Iterator[Term]:
        found = words(fold(value))
        length = found.total()
        for word, times in found.items():
            yield word.encode(), times, impact(times, length), b""


class Number(FieldType):
    """A number that is read back, never searched for."""

    indexed = False

    def __init__(self) -> None:
        super().__init__(Existence(), analyzer=None, sortable=NumberColumn())

    def to_column_value(self, value: int) -> int:
        return value


def new_schema() -> Any:
    return Schema(**{PAIRS: Pairs(), WORDS: Words(), ID: Number(), GROUP: Number()})
