from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.reading import pace, queries
from library.reading.models import ChapterRead, Reading
from library.reading.queries import Page
from library.works.models import Chapter, Passage
from library.works.queries import Text
from lms.db import hold, insert_once, upsert, utcnow
from lms.errors import NotFound
from lms.people import Actor, Person


def keep_place(session: Session, actor: Actor, text: Text, anchor: int) -> None:
    """Remember the passage that the actor saw last, to go on from there next time."""
    stands = select(Passage.id).where(
        Passage.edition_id == text.edition.id, Passage.anchor == anchor
    )
    if session.scalar(stands) is None:
        raise NotFound("没有找到您要的内容。")
    _place(session, actor, text, anchor)


def finish(session: Session, actor: Actor, page: Page, opened_at: datetime) -> bool:
    """Note that the actor has read a page to its end; say whether that is new.

    `opened_at` is when our server handed the page out; time that went into another page counts
    there. Raises Conflict when too little is left.
    """
    hold(session, select(Person.id).where(Person.id == actor.id))
    before = queries.last_finished(session, actor, page)
    since = max(opened_at, before) if before else opened_at
    pace.check(page.characters, since, utcnow())
    _place(session, actor, page.text, page.paragraphs[-1].anchor)
    noted = [_note(session, actor, page, section.chapter) for section in page.sections]
    return any(noted)


def _note(session: Session, actor: Actor, page: Page, chapter: Chapter) -> bool:
    return insert_once(
        session,
        ChapterRead,
        person_id=actor.id,
        work_id=page.text.work.id,
        anchor=chapter.first_anchor,
        read_at=utcnow(),
    )


def _place(session: Session, actor: Actor, text: Text, anchor: int) -> None:
    where = {"person_id": actor.id, "work_id": text.work.id}
    upsert(session, Reading, list(where), {**where, "anchor": anchor, "seen_at": utcnow()})
