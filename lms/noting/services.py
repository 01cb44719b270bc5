"""Writing down, changing, removing and taking back what somebody noted."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.errors import demand
from lms.noting.models import Noted
from lms.noting.policy import may_use, used_by
from lms.people.actor import Actor

LONGEST = 2000
KEPT = timedelta(days=1)  # what was removed


def count_of(session: Session, actor: Actor, kind: type[Noted], at: ColumnElement[bool]) -> int:
    """Count what the actor has written at a place, removed notes too."""
    written = select(func.count()).select_from(kind).where(used_by(actor, kind), at)
    return session.scalar(written) or 0


def write_down(session: Session, note: Noted) -> None:
    note.created_at = note.changed_at = utcnow()
    session.add(note)
    session.flush()


def revise(session: Session, actor: Actor, note: Noted, text: str) -> None:
    demand(may_use(actor, note))
    kind = type(note)
    changed = update(kind).where(kind.id == note.id)
    session.execute(changed.values(text=text, changed_at=utcnow()))


def remove(session: Session, actor: Actor, note: Noted) -> None:
    """Put a note away. Removing twice keeps the first moment."""
    demand(may_use(actor, note))
    kind = type(note)
    standing = update(kind).where(kind.id == note.id, kind.removed_at.is_(None))
    session.execute(standing.values(removed_at=utcnow()))


def take_back(session: Session, actor: Actor, note: Noted) -> None:
    demand(may_use(actor, note))
    kind = type(note)
    session.execute(update(kind).where(kind.id == note.id).values(removed_at=None))


def forget_removed(session: Session, kind: type[Noted], before: datetime) -> None:
    session.execute(delete(kind).where(kind.removed_at < before))
