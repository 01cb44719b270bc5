"""What the reader shows, and what is known of who has read what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from library.reading.models import ChapterRead, Reading
from library.works.models import Chapter, Edition, EditionState, Passage, Work
from library.works.queries import Text, chapters, readable_text
from lms.db import one_or_refuse, paged, paging
from lms.errors import NotFound
from lms.people import Actor

SHORT_WORK = 12_000  # characters of a work that is read on one page, whatever its chapters
CONTENTS_PAGE = 100
OPENING = 24  # characters that tell chapters without titles apart


class Paragraph(NamedTuple):
    """A passage; `page` is the one of the printed original on which it begins, if known."""

    n: int
    anchor: int
    text: str
    page: int | None


class Line(NamedTuple):
    """A chapter in the list of contents."""

    number: int
    title: str
    level: int
    part: int
    first_n: int
    last_n: int
    characters: int
    opening: str
    is_read: bool


class Progress(NamedTuple):
    """How many passages of a work lie in chapters that were read to their end."""

    read: int
    whole: int


class Section(NamedTuple):
    """A chapter with its paragraphs."""

    chapter: Chapter
    paragraphs: list[Paragraph]


@dataclass(frozen=True, slots=True)
class Page:
    """What is read on one page: a chapter, or a short work from beginning to end."""

    text: Text
    sections: list[Section]
    is_read: bool

    @property
    def chapter(self) -> Chapter:
        return self.sections[0].chapter

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [paragraph for section in self.sections for paragraph in section.paragraphs]

    @property
    def characters(self) -> int:
        return sum(section.chapter.characters for section in self.sections)

    @property
    def is_whole(self) -> bool:
        return len(self.sections) == self.text.edition.chapters

    @property
    def contents_page(self) -> int:
        """Return the page of the contents on which this chapter is listed."""
        return (self.chapter.number - 1) // CONTENTS_PAGE + 1

    @property
    def previous(self) -> int | None:
        number = self.chapter.number
        return number - 1 if number > 1 else None

    @property
    def next(self) -> int | None:
        number = self.sections[-1].chapter.number
        return number + 1 if number < self.text.edition.chapters else None


def page_of_chapter(session: Session, actor: Actor, slug: str, number: int) -> Page:
    text = readable_text(session, actor, slug)
    return _page(session, actor, text, _chapter(session, text, Chapter.number == number))


def page_of_anchor(session: Session, actor: Actor, slug: str, anchor: int) -> Page:
    """Return the page on which a passage stands now. Raises NotFound when it was taken out."""
    text = readable_text(session, actor, slug)
    standing = select(Passage.n).where(
        Passage.edition_id == text.edition.id, Passage.anchor == anchor
    )
    n = standing.scalar_subquery()
    holds = and_(Chapter.first_n <= n, Chapter.last_n >= n)
    return _page(session, actor, text, _chapter(session, text, holds))


def _chapter(session: Session, text: Text, which: ColumnElement[bool]) -> Chapter:
    statement = select(Chapter).where(Chapter.edition_id == text.edition.id, which)
    return one_or_refuse(session, statement)


def _page(session: Session, actor: Actor, text: Text, chapter: Chapter) -> Page:
    is_short = text.edition.characters <= SHORT_WORK
    on_page = chapters(session, text.edition.id) if is_short else [chapter]
    stretched = stretch(session, text, on_page[0].first_n, on_page[-1].last_n)
    sections = [
        Section(part, [item for item in stretched if part.first_n <= item.n <= part.last_n])
        for part in on_page
    ]
    return Page(text, sections, is_read=_is_read(session, actor, text, on_page))


def _is_read(session: Session, actor: Actor, text: Text, on_page: list[Chapter]) -> bool:
    anchors = [chapter.first_anchor for chapter in on_page]
    read = select(func.count()).where(
        ChapterRead.person_id == actor.id,
        ChapterRead.work_id == text.work.id,
        ChapterRead.anchor.in_(anchors),
    )
    return session.scalar(read) == len(anchors)


def last_finished(session: Session, actor: Actor, but: Page) -> datetime | None:
    """Return when the actor last came to the end of a page, `but` of this one."""
    here = and_(
        ChapterRead.work_id == but.text.work.id,
        ChapterRead.anchor.in_([section.chapter.first_anchor for section in but.sections]),
    )
    last = select(func.max(ChapterRead.read_at)).where(ChapterRead.person_id == actor.id, ~here)
    return session.scalar(last)


def stretch(session: Session, text: Text, first: int, last: int) -> list[Paragraph]:
    """Return the passages of a text from number `first` to number `last`."""
    statement = (
        select(Passage.n, Passage.anchor, Passage.text, Passage.page)
        .where(Passage.edition_id == text.edition.id, Passage.n.between(first, last))
        .order_by(Passage.n)
    )
    return [Paragraph(*row) for row in session.execute(statement)]


def last_words(session: Session, work_id: int, anchor: int) -> str:
    """Return what a passage said in the last edition that had it."""
    statement = (
        select(Passage.text)
        .join(Edition, Edition.id == Passage.edition_id)
        .where(
            Edition.work_id == work_id,
            Edition.state != EditionState.writing,
            Passage.anchor == anchor,
        )
        .order_by(Edition.number.desc())
        .limit(1)
    )
    words = session.scalar(statement)
    if words is None:
        raise NotFound("没有找到您要的内容。")
    return words


def place(session: Session, actor: Actor, work_id: int) -> int | None:
    """Return the anchor at which the actor left the work, while the passage is still there."""
    statement = (
        select(Reading.anchor)
        .join(Edition, Edition.work_id == Reading.work_id)
        .join(Passage, (Passage.edition_id == Edition.id) & (Passage.anchor == Reading.anchor))
        .where(
            Reading.person_id == actor.id,
            Reading.work_id == work_id,
            Edition.state == EditionState.current,
        )
    )
    return session.scalar(statement)


def contents(session: Session, actor: Actor, text: Text) -> list[Line]:
    return [Line(*row) for row in session.execute(_lines(actor, text))]


def contents_page(session: Session, actor: Actor, text: Text, number: int) -> paging.Page[Line]:
    return paged(session, _lines(actor, text), Line, number, CONTENTS_PAGE)


def _lines(actor: Actor, text: Text) -> Select[*tuple[Any, ...]]:
    mine = and_(
        ChapterRead.work_id == text.work.id,
        ChapterRead.anchor == Chapter.first_anchor,
        ChapterRead.person_id == actor.id,
    )
    return (
        select(
            Chapter.number,
            Chapter.title,
            Chapter.level,
            Chapter.part,
            Chapter.first_n,
            Chapter.last_n,
            Chapter.characters,
            func.substr(Passage.text, 1, OPENING),
            ChapterRead.read_at.is_not(None),
        )
        .join(
            Passage,
            (Passage.edition_id == Chapter.edition_id) & (Passage.n == Chapter.first_n),
        )
        .outerjoin(ChapterRead, mine)
        .where(Chapter.edition_id == text.edition.id)
        .order_by(Chapter.number)
    )


def progress(
    session: Session, work_ids: Collection[int], person_ids: Collection[int]
) -> dict[tuple[int, int], Progress]:
    """Return, by (person, work), how much was read of the edition that is in force.

    Who has read no chapter to its end is not among them; `wholes` says how long the works are.
    """
    passages = func.sum(Chapter.last_n - Chapter.first_n + 1)
    statement = (
        select(ChapterRead.person_id, ChapterRead.work_id, passages, Edition.passages)
        .join(Edition, Edition.work_id == ChapterRead.work_id)
        .join(
            Chapter,
            (Chapter.edition_id == Edition.id) & (Chapter.first_anchor == ChapterRead.anchor),
        )
        .where(
            ChapterRead.work_id.in_(work_ids),
            ChapterRead.person_id.in_(person_ids),
            Edition.state == EditionState.current,
        )
        .group_by(ChapterRead.person_id, ChapterRead.work_id, Edition.passages)
    )
    return {
        (person_id, work_id): Progress(read, whole)
        for person_id, work_id, read, whole in session.execute(statement)
    }


def wholes(session: Session, work_ids: Collection[int]) -> dict[int, int]:
    """Return how many passages the current edition of each work has."""
    statement = select(Edition.work_id, Edition.passages).where(
        Edition.work_id.in_(work_ids), Edition.state == EditionState.current
    )
    return {row.work_id: row.passages for row in session.execute(statement)}


class Named(NamedTuple):
    """A work as a course refers to it."""

    id: int
    slug: str
    title: str
    author: str
    characters: int


def named(session: Session, work_ids: Collection[int]) -> dict[int, Named]:
    statement = (
        select(Work.id, Work.slug, Work.title, Work.author, Edition.characters)
        .join(Edition, (Edition.work_id == Work.id) & (Edition.state == EditionState.current))
        .where(Work.id.in_(work_ids))
    )
    return {row.id: Named(*row) for row in session.execute(statement)}
