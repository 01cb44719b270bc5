"""Which documents answer a query, and how well.

Ranked OR: every pair and word of the query that a document holds adds to its score, the rarer the
more; what holds too small a share of them is no answer. Runs that stand as a whole come first,
quoted ones must.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from lms.search.analysis import PAIR, pairs, words_of
from lms.search.fields import FULL_IMPACT, PAIRS, WORDS
from lms.search.phrases import documents_with, single_character
from lms.search.query import Part, Query
from lms.search.reader import Reader, Segment, Term

MOST_TERMS = 24  # the rarest decide; more would cost time and change nothing
LEAST_SHARE = 0.2  # of the query's weight, so that one common pair of a sentence is no answer
WHOLE_RUN = 0.5  # what a run that stands as a whole adds, as a share of the query's weight


@dataclass(frozen=True, slots=True)
class Ranked:
    scores: dict[int, float]
    missing: list[str]


class Weighed(NamedTuple):
    term: Term
    weight: float


def rank(reader: Reader, query: Query) -> Ranked:
    weighed = _weigh(reader, query)
    full = sum(weight for _term, weight in weighed) or 1.0
    scores = add_up(reader, weighed)
    answers = {
        document: score / full for document, score in scores.items() if score >= LEAST_SHARE * full
    }
    return _with_whole_runs(reader, query, answers)


def _with_whole_runs(reader: Reader, query: Query, answers: dict[int, float]) -> Ranked:
    missing = []
    for part in query.parts:
        if not (part.is_phrase or part.is_exact):
            continue
        holders = documents_with(reader, part.text)
        for document in holders & answers.keys():
            answers[document] += WHOLE_RUN
        if part.is_exact:
            answers = {document: answers.get(document, WHOLE_RUN) for document in holders}
        if not holders:
            missing.append(part.text)
    return Ranked(answers, missing)


def _weigh(reader: Reader, query: Query) -> list[Weighed]:
    """Return the rarest terms of the query. Absent ones weigh most: a typing error must show."""
    terms = dict.fromkeys(term for part in query.parts for term in _terms(part))
    counts = {term: _count(reader, term) for term in terms}
    rarest = sorted(counts, key=counts.__getitem__)[:MOST_TERMS]
    return [Weighed(term, rarity(reader.size, counts[term])) for term in rarest]


def _terms(part: Part) -> Iterator[Term]:
    if part.run.is_han:
        yield from (Term(PAIRS, pair) for pair in pairs(part.text)[: max(1, len(part.text) - 1)])
    yield from (Term(WORDS, word) for word in words_of(part.run))


def rarity(size: int, count: int) -> float:
    return log(1 + (size - count + 0.5) / (count + 0.5))


def add_up(reader: Reader, weighed: Iterable[Weighed]) -> dict[int, float]:
    scores: defaultdict[int, float] = defaultdict(float)
    for term, weight in weighed:
        # half for being there at all, so that holding more terms counts before holding one often
        values = [weight * (1 + level / FULL_IMPACT) / 2 for level in range(FULL_IMPACT + 1)]
        for segment in reader.segments:
            base = segment.base
            for document, level in _entries(segment, term):
                scores[base + document] += values[level]
    return scores


def _entries(segment: Segment, term: Term) -> Iterable[tuple[int, int]]:
    if _is_single(term):
        return ((document, FULL_IMPACT) for document in single_character(segment, term.text))
    postings = segment.postings(term)
    return zip(postings.documents, postings.impacts, strict=True) if postings else ()


def _count(reader: Reader, term: Term) -> int:
    if not _is_single(term):
        return reader.count(term)
    pairs_with_it = {pair for segment in reader.segments for pair in segment.terms_starting(term)}
    at_most = sum(map(reader.count, pairs_with_it))  # some documents hold several of them
    return min(reader.size, at_most)


def _is_single(term: Term) -> bool:
    return term.field == PAIRS and len(term.text) < PAIR
