"""What a page shows of a source: the quoted words with their differences, and a little more."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from library.quoting.candidates import Candidate
from library.quoting.comparison import Stretch

BEFORE, AFTER, BETWEEN = 40, 60, 80  # characters shown of what was not quoted
LEAST_SHARED = 3  # characters in a row: fewer are chance


class Look(StrEnum):
    plain = "plain"
    same = "same"
    missing = "missing"  # in the source only
    extra = "extra"  # in the quotation only


class Piece(NamedTuple):
    look: Look
    text: str


def pieces(candidate: Candidate) -> list[Piece]:
    """Return the source in pieces, each with how it looks beside the quotation."""
    text, stretches = candidate.text, candidate.stretches
    shown = [_before(text[: stretches[0].start]), *_compared(text, stretches[0])]
    for one, other in pairwise(stretches):
        shown += [_between(text[one.stop : other.start]), *_compared(text, other)]
    shown.append(_after(text[stretches[-1].stop :]))
    return [piece for piece in shown if piece.text]


def shared(candidate: Candidate) -> list[Piece]:
    """Return a passage that is no source: what it shares with the quotation, and a little more."""
    text, at, shown = candidate.text, 0, list[Piece]()
    runs = [run for stretch in candidate.stretches for run in stretch.same]
    for start, stop in runs:
        if stop - start >= LEAST_SHARED:
            shown += [_between(text[at:start]) if shown else _before(text[:start])]
            shown.append(Piece(Look.same, text[start:stop]))
            at = stop
    return [piece for piece in [*shown, _after(text[at:])] if piece.text]


def _before(text: str) -> Piece:
    return Piece(Look.plain, text if len(text) <= BEFORE else f"……{text[-BEFORE:]}")


def _after(text: str) -> Piece:
    return Piece(Look.plain, text if len(text) <= AFTER else f"{text[:AFTER]}……")


def _between(text: str) -> Piece:
    half = BETWEEN // 2
    is_short = len(text) <= BETWEEN
    return Piece(Look.plain, text if is_short else f"{text[:half]}……{text[-half:]}")


def _compared(text: str, stretch: Stretch) -> Iterator[Piece]:
    at = stretch.start
    for found in stretch.differences:
        yield Piece(Look.same, text[at : found.at])
        yield Piece(Look.missing, found.source)
        yield Piece(Look.extra, found.given)
        at = found.until
    yield Piece(Look.same, text[at : stretch.stop])
