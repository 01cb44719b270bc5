"""Checking a quotation of which every fifth character is wrong, as badly remembered ones are.

Measured elsewhere over 20,000 passages: 1.9 ms, mean reciprocal rank 0.998.
"""

from functools import cache
from itertools import islice
from random import Random
from typing import NamedTuple

from library.quoting.comparison import compare
from library.quoting.given import Given
from library.quoting.queries import HITS, LEAST_SHARE, MOST_PLACES
from lms.search.local import LocalIndex
from lms.workshop.bench import Bench, Pair, at_most, cpu_ms, row
from tests.bench.search import GROUPS, PASSAGES, build_index, passages

LENGTH, WRONG, CHECKED = 30, 5, 100


class Quoted(NamedTuple):
    """A quotation with its mistakes, and the passage it comes from."""

    id: int
    text: str


@cache
def _texts(count: int) -> dict[int, str]:
    return {document.id: document.text for document in passages(count)}


@cache
def _index(count: int) -> LocalIndex:
    return build_index(count)


def _quotations(count: int) -> list[Quoted]:
    chance = Random(7)  # noqa: S311  the same ones each time
    texts = _texts(count)
    characters = sorted({character for text in texts.values() for character in text})
    long = [one for one, text in texts.items() if len(text) > 2 * LENGTH]
    return [
        Quoted(one, _misremembered(texts[one], characters, chance))
        for one in islice(chance.sample(long, len(long)), CHECKED)
    ]


def _misremembered(text: str, characters: list[str], chance: Random) -> str:
    start = chance.randrange(len(text) - LENGTH)
    quoted = list(text[start : start + LENGTH])
    for at in chance.sample(range(LENGTH), LENGTH // WRONG):
        quoted[at] = chance.choice(characters)
    return "".join(quoted)


def _found(count: int, text: str) -> list[int]:
    """Return the sources of a quotation, the likeliest first, as the library's page does."""
    given, texts = Given.parse(text), _texts(count)
    hits = _index(count).resembling(" ".join(given.pieces), range(1, GROUPS + 1), HITS)
    near = [hit for hit in hits[:MOST_PLACES] if hit.score >= LEAST_SHARE * hits[0].score]
    return sorted((hit.id for hit in near), key=lambda one: compare(texts[one], given.pieces).wrong)


@row("quotation: check one with a fifth wrong", unit="ms", goal=at_most(5))
def check(bench: Bench) -> Pair:
    count = bench.size("passages", PASSAGES)
    quotations = _quotations(count)

    def _all() -> None:
        for quoted in quotations:
            _found(count, quoted.text)

    return bench.alternate(lambda: cpu_ms(_all) / len(quotations))


@row("quotation: mean reciprocal rank that is missed", unit="%", goal=at_most(1))
def rank(bench: Bench) -> Pair:
    count = bench.size("passages", PASSAGES)
    quotations = _quotations(count)
    ranks = [
        1 / (1 + found.index(quoted.id))
        if quoted.id in (found := _found(count, quoted.text))
        else 0
        for quoted in quotations
    ]
    return Pair(100 * (1 - sum(ranks) / len(ranks)))
