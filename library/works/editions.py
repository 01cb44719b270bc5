"""Writing an edition: laid out first, put down piece by piece, then put in force in one step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from library.works.anchors import Old, carry
from library.works.manuscripts import Manuscript, Written
from library.works.models import Chapter, Edition, EditionState, Passage, Work

LONGEST_PAGE = 24_000  # characters of a chapter that is read on one page
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of an edition, and the first anchor that is free after it."""

    chapters: list[Row]
    passages: list[Row]
    next_anchor: int


def laid_out(manuscript: Manuscript, old: Sequence[Old], next_anchor: int) -> Layout:
    """Number the paragraphs, divide long chapters, and carry the anchors of `old` over."""
    texts = list(manuscript.paragraphs)
    carried = carry(old, texts, next_anchor)
    numbered = enumerate(zip(texts, carried.anchors, manuscript.pages, strict=True), 1)
    passages = [
        {"n": n, "text": text, "anchor": anchor, "page": page}
        for n, (text, anchor, page) in numbered
    ]
    return Layout(list(_chapter_rows(manuscript, carried.anchors)), passages, carried.next_anchor)


def _chapter_rows(manuscript: Manuscript, anchors: Sequence[int]) -> Iterator[Row]:
    number, first = 0, 1
    for written in manuscript.chapters:
        pages = _pages(written)
        for part, page in enumerate(pages, 1):
            number += 1
            yield {
                "number": number,
                "title": written.title,
                "level": written.level,
                "part": part if len(pages) > 1 else 0,
                "first_n": first,
                "last_n": first + len(page) - 1,
                "first_anchor": anchors[first - 1],
                "characters": sum(map(len, page)),
            }
            first += len(page)


def _pages(written: Written) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    length = 0
    for paragraph in written.paragraphs:
        if pages[-1] and length + len(paragraph) > LONGEST_PAGE:
            pages.append([])
            length = 0
        pages[-1].append(paragraph)
        length += len(paragraph)
    return pages


def begin(session: Session, work: Work, manuscript: Manuscript, layout: Layout) -> Edition:
    """Open the next edition of a work; what a killed import has left of it is dropped."""
    _drop_unfinished(session, work.id)
    last = session.scalar(select(func.max(Edition.number)).where(Edition.work_id == work.id))
    edition = Edition(
        work_id=work.id,
        number=(last or 0) + 1,
        digest=manuscript.digest(),
        characters=manuscript.characters,
        passages=len(layout.passages),
        chapters=len(layout.chapters),
    )
    session.add(edition)
    session.flush()
    rows = [{"edition_id": edition.id, **row} for row in layout.chapters]
    session.execute(insert(Chapter), rows)
    return edition


def _drop_unfinished(session: Session, work_id: int) -> None:
    unfinished = select(Edition.id).where(
        Edition.work_id == work_id, Edition.state == EditionState.writing
    )
    for rows in (Passage, Chapter):
        session.execute(delete(rows).where(rows.edition_id.in_(unfinished)))
    session.execute(
        delete(Edition).where(Edition.work_id == work_id, Edition.state == EditionState.writing)
    )


def add_passages(session: Session, edition_id: int, rows: Sequence[Row]) -> None:
    session.execute(insert(Passage), [{"edition_id": edition_id, **row} for row in rows])


def put_in_force(session: Session, edition: Edition, next_anchor: int) -> None:
    """Make this the edition that is read; the one before it is kept."""
    of_work = update(Edition).where(Edition.work_id == edition.work_id)
    session.execute(
        of_work.where(Edition.state == EditionState.current).values(state=EditionState.superseded)
    )
    session.execute(of_work.where(Edition.id == edition.id).values(state=EditionState.current))
    session.execute(update(Work).where(Work.id == edition.work_id).values(next_anchor=next_anchor))
