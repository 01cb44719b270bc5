"""Works by their names: titles, authors and the headings of their chapters."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.searching.question import Question, Sort
from library.searching.shelf import FAR, Shelved
from library.works.models import Chapter
from lms.search import fold

MOST_HEADINGS, MOST_ROWS = 3, 1_000


class Heading(NamedTuple):
    title: str
    number: int


class Named(NamedTuple):
    """A work that answers by its name, or by the headings of its chapters."""

    work: Shelved
    headings: list[Heading]


def named_by(session: Session, works: Sequence[Shelved], q: str) -> dict[int, list[Heading]]:
    """Return the works that the words name, each with the headings that do; without words, all."""
    words = fold(q).split()
    headings = _headings(session, q) if words else {}
    return {
        work.id: headings.get(work.edition_id, [])
        for work in works
        if _is_named(work, words) or work.edition_id in headings
    }


def _is_named(work: Shelved, words: list[str]) -> bool:
    name = fold(f"{work.title} {work.author}")
    return all(word in name for word in words)


def _headings(session: Session, q: str) -> dict[int, list[Heading]]:
    found: defaultdict[int, list[Heading]] = defaultdict(list)
    statement = (
        select(Chapter.edition_id, Chapter.title, Chapter.number)
        .where(Chapter.title.icontains(q, autoescape=True), Chapter.part <= 1)
        .order_by(Chapter.edition_id, Chapter.number)
        .limit(MOST_ROWS)
    )
    for edition_id, title, number in session.execute(statement):
        if len(found[edition_id]) < MOST_HEADINGS:
            found[edition_id].append(Heading(title, number))
    return dict(found)


def order_of(question: Question) -> Callable[[Shelved], tuple[int, int, str]]:
    """Return how works are ordered: by time, or those whose name is the very words first."""

    def _order(work: Shelved) -> tuple[int, int, str]:
        if question.sort is Sort.time:
            return (work.year or FAR, 0, work.title)
        is_name = question.q in {work.title, work.author}
        return (not is_name, question.q not in work.title, work.title)

    return _order
