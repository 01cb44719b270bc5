"""How a sender holds letters: each step of a letter's life is one conditional statement.

A letter that was taken by a sender who died goes to the next one when the lease ends. It may have
been sent already, if the sender died between the server's 250 and our commit: its Message-ID is
the same then, so that the receiving side can tell.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Update, or_, select, update
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.mail.models import Letter, LetterState

LEASE = timedelta(minutes=5)
BATCH = 20
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
DOUBLINGS = 8  # beyond, the pause is the longest anyhow
GIVEN_UP_AFTER = timedelta(days=3)
LONGEST_ERROR = 500


class Taken(NamedTuple):
    """A letter in the hands of one sender."""

    id: int
    lease: str
    kind: str
    person_id: int | None
    address: str
    subject_id: int | None
    told: dict[str, Any] | None
    attempts: int
    created_at: datetime


COLUMNS = tuple(getattr(Letter, name) for name in Taken._fields)


def take(session: Session, count: int = BATCH) -> list[Taken]:
    """Lease the letters that are due longest to the caller; of many callers each gets others."""
    now = utcnow()
    due = (
        select(Letter.id)
        .where(Letter.state == LetterState.waiting, Letter.due_at <= now)
        .where(or_(Letter.lease_until.is_(None), Letter.lease_until < now))
        .order_by(Letter.due_at, Letter.id)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    claim = (
        update(Letter)
        .where(Letter.id.in_(due))
        .values(lease=secrets.token_hex(16), lease_until=now + LEASE)
        .returning(*COLUMNS)
    )
    return sorted(Taken(*row) for row in session.execute(claim))


def note_sent(session: Session, letter: Taken) -> None:
    session.execute(_held(letter).values(**_ended(LetterState.sent), sent_at=utcnow()))


def note_refused(session: Session, letter: Taken, why: str) -> None:
    session.execute(_held(letter).values(**_ended(LetterState.refused, why)))


def drop(session: Session, letter: Taken, why: str) -> None:
    """End a letter that is not to be sent any more."""
    session.execute(_held(letter).values(**_ended(LetterState.dropped, why)))


def hold(session: Session, letter: Taken, until: datetime) -> None:
    """Put a letter off; that is no failed attempt."""
    session.execute(_held(letter).values(**FREE, due_at=until))


def put_back(session: Session, letter: Taken) -> None:
    """Give a letter back that was not tried."""
    session.execute(_held(letter).values(**FREE))


def try_again(session: Session, letter: Taken, why: str) -> None:
    """Try again after a pause that doubles each time, for some days."""
    now = utcnow()
    if now - letter.created_at >= GIVEN_UP_AFTER:
        session.execute(_held(letter).values(**_ended(LetterState.given_up, why)))
        return
    pause = min(FIRST_PAUSE * 2 ** min(letter.attempts, DOUBLINGS), LONGEST_PAUSE)
    again = {"attempts": letter.attempts + 1, "error": why[:LONGEST_ERROR], "due_at": now + pause}
    session.execute(_held(letter).values(**FREE, **again))


def drop_all(session: Session, why: str) -> None:
    """End all letters that wait: nobody delivers them."""
    waiting = update(Letter).where(Letter.state == LetterState.waiting)
    session.execute(waiting.values(**_ended(LetterState.dropped, why)))


FREE: dict[str, Any] = {"lease": None, "lease_until": None}


def _held(letter: Taken) -> Update:
    return update(Letter).where(Letter.id == letter.id, Letter.lease == letter.lease)


def _ended(state: LetterState, why: str = "") -> dict[str, Any]:
    return {**FREE, "state": state, "error": why[:LONGEST_ERROR]}
