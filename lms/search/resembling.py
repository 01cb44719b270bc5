"""Which documents hold most of a sentence or a page, with whatever mistakes in it.

Its rarest pairs are enough: a wrong character spoils two of them, and those that are left still
stand together in hardly any other document.
"""

import heapq
from collections.abc import Collection, Iterator

from lms.search.analysis import PAIR, fold, pairs, runs
from lms.search.fields import PAIRS, WORDS
from lms.search.index import Hit
from lms.search.ranking import Weighed, add_up, rarity
from lms.search.reader import Reader, Term

STRETCH = 40  # terms of which the rarest are taken: a long text may come from many documents
RAREST = 12


def resembling(reader: Reader, text: str, groups: Collection[int], limit: int) -> list[Hit]:
    scores = add_up(reader, _weighed(reader, list(_terms(fold(text)))))
    groups_of = {document: reader.group(document) for document in scores}
    answers = (document for document in scores if groups_of[document] in groups)
    best = heapq.nsmallest(limit, answers, key=lambda document: (-scores[document], document))
    return [Hit(reader.id(document), groups_of[document], scores[document]) for document in best]


def _terms(folded: str) -> Iterator[Term]:
    for run in runs(folded):
        if run.is_han:
            yield from (Term(PAIRS, pair) for pair in pairs(run.text) if len(pair) == PAIR)
        else:
            yield Term(WORDS, run.text)


def _weighed(reader: Reader, terms: list[Term]) -> list[Weighed]:
    counts = {term: reader.count(term) for term in terms}
    rarest: set[Term] = set()
    for start in range(0, len(terms), STRETCH):
        present = {term for term in terms[start : start + STRETCH] if counts[term]}
        rarest.update(sorted(present, key=lambda term: (counts[term], term))[:RAREST])
    return [Weighed(term, rarity(reader.size, counts[term])) for term in sorted(rarest)]
