"""Writing down, changing, removing and taking back what one notes at a passage."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from library.notes.models import PassageNote
from library.notes.policy import may_use
from library.works.models import Passage
from library.works.queries import Text
from lms.db import utcnow
from lms.errors import Conflict, NotFound, demand
from lms.people import Actor

LONGEST = 2000
MOST = 1000  # in one work


def write(session: Session, actor: Actor, text: Text, anchor: int, words: str) -> PassageNote:
    stands = Passage.edition_id == text.edition.id, Passage.anchor == anchor
    if session.scalar(select(Passage.id).where(*stands)) is None:
        raise NotFound("没有找到您要的内容。")
    written = select(func.count()).where(
        PassageNote.person_id == actor.id, PassageNote.work_id == text.work.id
    )
    if (session.scalar(written) or 0) >= MOST:
        raise Conflict("一部著作最多记 %(most)s 条笔记。", most=MOST)
    note = PassageNote(person_id=actor.id, work_id=text.work.id, anchor=anchor, text=words)
    note.created_at = note.changed_at = utcnow()
    session.add(note)
    session.flush()
    return note


def revise(session: Session, actor: Actor, note: PassageNote, words: str) -> None:
    demand(may_use(actor, note))
    changed = update(PassageNote).where(PassageNote.id == note.id)
    session.execute(changed.values(text=words, changed_at=utcnow()))


def remove(session: Session, actor: Actor, note: PassageNote) -> None:
    """Put a note away. Removing twice keeps the first moment."""
    demand(may_use(actor, note))
    standing = update(PassageNote).where(
        PassageNote.id == note.id, PassageNote.removed_at.is_(None)
    )
    session.execute(standing.values(removed_at=utcnow()))


def take_back(session: Session, actor: Actor, note: PassageNote) -> None:
    demand(may_use(actor, note))
    session.execute(update(PassageNote).where(PassageNote.id == note.id).values(removed_at=None))


def forget_removed(session: Session, before: datetime) -> None:
    session.execute(delete(PassageNote).where(PassageNote.removed_at < before))
