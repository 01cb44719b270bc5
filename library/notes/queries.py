from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library.notes.models import PassageNote
from library.works.models import Edition, EditionState, Passage, Work
from lms.db import Page, one_or_refuse, paged
from lms.noting.policy import used_by
from lms.people import Actor

PAGE = 30
OPENING = 60  # characters of the passage that recall it


class NoteRow(NamedTuple):
    id: int
    anchor: int
    text: str
    created_at: datetime


class Kept(NamedTuple):
    """A note with its passage as it reads now; none when a newer edition has left it out."""

    id: int
    anchor: int
    text: str
    created_at: datetime
    slug: str
    work: str
    author: str
    is_open: bool
    n: int | None
    opening: str | None


def notes_of(session: Session, actor: Actor, work_id: int) -> dict[int, list[NoteRow]]:
    """Return the actor's notes of a work by the anchors of their passages."""
    statement = (
        select(PassageNote.id, PassageNote.anchor, PassageNote.text, PassageNote.created_at)
        .where(
            PassageNote.work_id == work_id,
            PassageNote.removed_at.is_(None),
            used_by(actor, PassageNote),
        )
        .order_by(PassageNote.id)
    )
    notes: dict[int, list[NoteRow]] = {}
    for row in session.execute(statement):
        notes.setdefault(row.anchor, []).append(NoteRow(*row))
    return notes


def own_note(session: Session, actor: Actor, note_id: int) -> PassageNote:
    """Return a note of the actor, a removed one too: it can be taken back."""
    own = select(PassageNote).where(PassageNote.id == note_id, used_by(actor, PassageNote))
    return one_or_refuse(session, own)


def kept(session: Session, actor: Actor, note_id: int) -> Kept:
    return Kept(*session.execute(_kept(actor).where(PassageNote.id == note_id)).one())


def is_removed(session: Session, actor: Actor, note_id: int) -> bool:
    removed = select(PassageNote.id).where(
        PassageNote.id == note_id, PassageNote.removed_at.is_not(None), used_by(actor, PassageNote)
    )
    return session.scalar(removed) is not None


def all_notes(session: Session, actor: Actor, number: int) -> Page[Kept]:
    return paged(session, _standing(actor), Kept, number, PAGE)


def every_note(session: Session, actor: Actor) -> list[Kept]:
    """Return all notes of the actor, to be taken away."""
    return [Kept(*row) for row in session.execute(_standing(actor))]


def _standing(actor: Actor) -> Select[Any]:
    """Work by work, inside as the text runs; what the text has left out at the end."""
    return (
        _kept(actor)
        .where(PassageNote.removed_at.is_(None))
        .order_by(Work.title, Work.id, Passage.n.is_(None), Passage.n, PassageNote.id)
    )


def _kept(actor: Actor) -> Select[Any]:
    return (
        select(
            PassageNote.id,
            PassageNote.anchor,
            PassageNote.text,
            PassageNote.created_at,
            Work.slug,
            Work.title,
            Work.author,
            Work.withdrawn_at.is_(None),
            Passage.n,
            func.substr(Passage.text, 1, OPENING),
        )
        .join(Work, Work.id == PassageNote.work_id)
        .outerjoin(Edition, (Edition.work_id == Work.id) & (Edition.state == EditionState.current))
        .outerjoin(
            Passage,
            (Passage.edition_id == Edition.id) & (Passage.anchor == PassageNote.anchor),
        )
        .where(used_by(actor, PassageNote))
    )
