"""Where a run of characters stands as a whole: decided by the places of its pairs."""

from collections.abc import Iterator
from itertools import islice

from lms.search.analysis import PAIR, is_han
from lms.search.codec import Postings
from lms.search.fields import PAIRS, WORDS
from lms.search.index import Near
from lms.search.reader import Reader, Segment, Term

LONGEST = 60
MOST_PLACES = 40


def documents_with(reader: Reader, run: str) -> set[int]:
    """Return the documents in which the run stands, numbered through all segments."""
    return {
        segment.base + document
        for segment in reader.segments
        for document in _documents(segment, run[:LONGEST])
    }


def single_character(segment: Segment, character: str) -> set[int]:
    found: set[int] = set()
    for term in segment.terms_starting(Term(PAIRS, character)):
        postings = segment.postings(term)
        found.update(postings.documents if postings else ())
    return found


def nearly(reader: Reader, run: str) -> list[Near]:
    """Return places where the run stands but for one character, by its longest other part."""
    found = [
        Near(segment.ids[document], start - before, start - before + len(run))
        for part, before in _parts_without_one(run)
        for segment in reader.segments
        for document, start in islice(_places(segment, part), MOST_PLACES)
        if start >= before and segment.groups[document]
    ]
    return list(dict.fromkeys(found))


def _documents(segment: Segment, run: str) -> set[int]:
    if not is_han(run[0]):
        postings = segment.postings(Term(WORDS, run))
        return set(postings.documents) if postings else set()
    if len(run) < PAIR:
        return single_character(segment, run)
    return {document for document, _start in _places(segment, run)}


def _places(segment: Segment, run: str) -> Iterator[tuple[int, int]]:
    """Yield (document, place) of each place where all pairs of the run stand in line."""
    pairs = _covering(segment, run)
    if not pairs:
        return
    documents = set(pairs[0][1].documents).intersection(*(found.documents for _, found in pairs))
    for document in sorted(documents):
        starts = set.intersection(
            *({at - offset for at in found.places(document)} for offset, found in pairs)
        )
        yield from ((document, start) for start in sorted(starts))


def _covering(segment: Segment, run: str) -> list[tuple[int, Postings]]:
    """Return every second pair and the last one, rarest first; none if one of them is absent."""
    offsets = [*range(0, len(run) - PAIR, PAIR), len(run) - PAIR]
    found = [
        (offset, segment.postings(Term(PAIRS, run[offset : offset + PAIR]))) for offset in offsets
    ]
    present = [(offset, postings) for offset, postings in found if postings]
    if len(present) < len(offsets):
        return []
    return sorted(present, key=lambda pair: pair[1].count)


def _parts_without_one(run: str) -> Iterator[tuple[str, int]]:
    """Yield, for each character left out, the longer part that remains and what came before it."""
    for left_out in range(len(run)):
        before, after = run[:left_out], run[left_out + 1 :]
        if max(len(before), len(after)) >= PAIR:
            yield (before, 0) if len(before) >= len(after) else (after, left_out + 1)
