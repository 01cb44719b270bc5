"""Finding passages and works."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from library.searching.facets import Facet, facets
from library.searching.names import Named, named_by, order_of
from library.searching.question import Question, Sort
from library.searching.shelf import FAR, Shelved, shelf
from library.searching.suggestions import suggested
from library.works.queries import spots
from lms.db import Page
from lms.people import Actor
from lms.search import Excerpt, Found, Index, Query, Wanted, excerpt, marks_of

EXCERPT = 160


class Hit(NamedTuple):
    """A passage that answers, with what of it to mark."""

    work: Shelved
    n: int
    anchor: int
    excerpt: Excerpt
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in passages, and in how many works the same words are a name.

    `within` is the single work that was asked, if it was one.
    """

    page: Page[Hit]
    facets: list[Facet]
    within: Shelved | None
    named: int
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """An answer in works, and in how many passages the same words stand."""

    page: Page[Named]
    facets: list[Facet]
    within: Shelved | None
    passages: int


def passages(
    session: Session,
    index: Index,
    actor: Actor,
    question: Question,
    *,
    longest: int | None = EXCERPT,
) -> Answer:
    """Return the passages that answer a question; each no longer than `longest` (None: whole)."""
    works = shelf(session, actor)
    query = Query.parse(question.q)
    found = index.search(_wanted(works, query, question))
    hits = _hits(session, works, query, found, longest)
    counts = _within(question, works, found.by_group)
    named = named_by(session, works, question.q)
    return Answer(
        Page(hits, found.total, question.page, question.size),
        facets(works, counts, question.chosen),
        _single(works, question),
        sum(1 for work in works if work.id in named and question.asks(work)),
        _suggestion(session, index, works, question, found),
    )


def _wanted(works: list[Shelved], query: Query, question: Question) -> Wanted:
    asked = filter(question.asks, works)
    in_time = sorted(works, key=lambda work: (work.year or FAR, work.id))
    ranks = {work.edition_id: rank for rank, work in enumerate(in_time)}
    return Wanted(
        query=query,
        groups={work.edition_id for work in asked},
        order=ranks if question.sort is Sort.time else None,
        offset=question.offset,
        limit=question.size,
    )


def _single(works: list[Shelved], question: Question) -> Shelved | None:
    return next((work for work in works if work.slug == question.work), None)


def _within(question: Question, works: list[Shelved], counts: Mapping[int, int]) -> dict[int, int]:
    """Return the counts of the single work that was asked, or of all."""
    asked = {work.edition_id for work in works if question.work in {"", work.slug}}
    return {edition: count for edition, count in counts.items() if edition in asked}


def _hits(
    session: Session, works: list[Shelved], query: Query, found: Found, longest: int | None
) -> list[Hit]:
    by_edition = {work.edition_id: work for work in works}
    texts = spots(session, [hit.id for hit in found.hits])
    return [
        Hit(
            by_edition[hit.group],
            spot.n,
            spot.anchor,
            excerpt(spot.text, marks_of(spot.text, query), longest),
            hit.score,
        )
        for hit in found.hits
        if (spot := texts.get(hit.id))
    ]


def _suggestion(
    session: Session, index: Index, works: list[Shelved], question: Question, found: Found
) -> str | None:
    if not question.q or (found.total and not found.missing):
        return None
    names = {name for work in works for name in (work.title, work.author)}
    return suggested(session, index, question.q, found.missing, names)


def works(session: Session, index: Index, actor: Actor, question: Question) -> Listing:
    """Return the works that the words name; without words, all."""
    all_works = shelf(session, actor)
    headings = named_by(session, all_works, question.q)
    answering = [work for work in all_works if work.id in headings]
    counts = Counter(work.edition_id for work in answering)
    asked = sorted(filter(question.asks, answering), key=order_of(question))
    upto = question.offset + question.size
    page = [Named(work, headings[work.id]) for work in asked[question.offset : upto]]
    return Listing(
        Page(page, len(asked), question.page, question.size),
        facets(all_works, counts, question.chosen),
        _single(all_works, question),
        _count_passages(index, all_works, question),
    )


def _count_passages(index: Index, works: list[Shelved], question: Question) -> int:
    wanted = _wanted(works, Query.parse(question.q), question)
    return index.search(replace(wanted, limit=0)).total
