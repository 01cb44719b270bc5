"""A quotation compared with the text it was taken from, character by character."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple
from unicodedata import normalize

from library.quoting.alignment import Pair, align
from lms.search import fold

# Marks that say the same, and words of one character that were written either way.
_ALIKE = {
    **dict.fromkeys("“”„‟「」『』〝〞‘’'", '"'),
    **dict.fromkeys("。．", "."),
    **dict.fromkeys("、，", ","),
    **dict.fromkeys("—–―－─", "-"),
    **dict.fromkeys("•・‧∙", "·"),
    **dict.fromkeys("〈＜", "《"),
    **dict.fromkeys("〉＞", "》"),
    "像": "象",
    "账": "帐",
    "惟": "唯",
    "著": "着",  # 著落; a 著作 stays one, for both sides become the same
}
ALIKE = str.maketrans(_ALIKE)


class Kind(StrEnum):
    """Seen from the quotation: it lacks something, has something more, or something else."""

    missing = "missing"
    extra = "extra"
    replaced = "replaced"


class Weight(StrEnum):
    """What differs: words, marks only, or only how a character is written (没 and 沒)."""

    words = "words"
    punctuation = "punctuation"
    variant = "variant"


class Difference(NamedTuple):
    """`source` stands at `at` in the text, where the quotation has `given`."""

    kind: Kind
    weight: Weight
    source: str
    given: str
    at: int

    @property
    def until(self) -> int:
        return self.at + len(self.source)


class Stretch(NamedTuple):
    """Where one piece of a quotation stands, and how it differs from there."""

    start: int
    stop: int
    differences: list[Difference]

    @property
    def same(self) -> list[tuple[int, int]]:
        """Return where the text and the quotation are the same: [from, to) in the text."""
        edges = [self.start]
        for one in self.differences:
            edges += [one.at, one.until]
        edges.append(self.stop)
        return list(zip(edges[::2], edges[1::2], strict=True))

    def moved(self, by: int) -> "Stretch":
        """Return the same, with places counted from elsewhere."""
        moved = [one._replace(at=one.at + by) for one in self.differences]
        return Stretch(self.start + by, self.stop + by, moved)


class Comparison(NamedTuple):
    """How a quotation stands in a text, piece by piece.

    `wrong` counts the characters that are other words; marks and variants are left aside.
    """

    stretches: list[Stretch]
    wrong: int


class Bare(NamedTuple):
    """A text as it is compared: folded, without spaces; and where its characters really stand."""

    text: str
    places: list[int]

    @classmethod
    def of(cls, text: str) -> "Bare":
        places = [place for place, character in enumerate(text) if not character.isspace()]
        folded = fold(text).translate(ALIKE)
        return cls("".join(folded[place] for place in places), places)


class Step(NamedTuple):
    """One character of the text, of the quotation, or of each; `at` is the place in the text."""

    at: int
    source: str
    given: str
    weight: Weight | None  # none: they are the same

    @property
    def until(self) -> int:
        return self.at + len(self.source)


def compare(text: str, pieces: Sequence[str]) -> Comparison:
    source, given = Bare.of(text), [Bare.of(piece) for piece in pieces]
    laid = align(source.text, [piece.text for piece in given]).pieces
    stretches, wrong = [], 0
    for pairs, bare, piece in zip(laid, given, pieces, strict=True):
        steps = list(_steps(_Sides(text, source.places, piece, bare.places), pairs))
        stop = max(step.until for step in steps)
        stretches.append(Stretch(steps[0].at, stop, list(_differences(text, steps))))
        wrong += sum(step.weight is Weight.words for step in steps)
    return Comparison(stretches, wrong)


class _Sides(NamedTuple):
    text: str
    text_places: list[int]
    piece: str
    piece_places: list[int]


def _steps(sides: _Sides, pairs: Sequence[Pair]) -> Iterator[Step]:
    first = next((in_text for in_text, _in_piece in pairs if in_text is not None), None)
    at = 0 if first is None else sides.text_places[first]
    for in_text, in_piece in pairs:
        at = at if in_text is None else sides.text_places[in_text]
        one = "" if in_text is None else sides.text[at]
        other = "" if in_piece is None else sides.piece[sides.piece_places[in_piece]]
        if one and other and _is_mark(one) != _is_mark(other):  # no one takes one for the other
            yield Step(at, one, "", _weight(one, ""))
            yield Step(at + 1, "", other, _weight("", other))
        else:
            yield Step(at, one, other, _weight(one, other))
        at += len(one)


def _weight(one: str, other: str) -> Weight | None:
    if one == other:
        return None
    if all(map(_is_mark, one + other)) or normalize("NFKC", one) == normalize("NFKC", other):
        return Weight.punctuation
    if one and other and Bare.of(one).text == Bare.of(other).text:
        return Weight.variant
    return Weight.words


def _is_mark(character: str) -> bool:
    return not character.isalnum()


def _differences(text: str, steps: Iterable[Step]) -> Iterator[Difference]:
    for weight, run in groupby(steps, key=lambda step: step.weight):
        if weight:
            together = list(run)
            at, until = together[0].at, max(step.until for step in together)
            given = "".join(step.given for step in together)
            source = text[at:until]
            yield Difference(_kind(source, given), weight, source, given, at)


def _kind(source: str, given: str) -> Kind:
    if not given:
        return Kind.missing
    return Kind.replaced if source else Kind.extra
