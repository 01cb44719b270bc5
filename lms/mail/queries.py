"""What is read of letters: by the one they go to, and by who looks after the mail."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.db import Page, one_or_refuse, paged
from lms.mail.models import Letter, LetterState

ENDED_BADLY = (LetterState.refused, LetterState.given_up, LetterState.bounced)
ARRIVING = (LetterState.sent, LetterState.delayed)


def refusal_of(session: Session, person_id: int, address: str) -> str | None:
    """Return why the last letter to somebody's address did not arrive, if it did not."""
    statement = (
        select(Letter.state, Letter.error)
        .where(Letter.person_id == person_id, Letter.address == address)
        .where(Letter.state.in_((*ARRIVING, *ENDED_BADLY)))
        .order_by(Letter.id.desc())
        .limit(1)
    )
    last = session.execute(statement).first()
    return last.error if last and last.state in ENDED_BADLY else None


def written_since(session: Session, kind: str, person_id: int, moment: datetime) -> int:
    """Count the letters of a kind that were written for somebody since then."""
    counted = select(func.count()).where(
        Letter.person_id == person_id, Letter.kind == kind, Letter.created_at > moment
    )
    return session.scalar(counted) or 0


class LetterRow(NamedTuple):
    """A letter as who looks after the mail sees it: not what it says."""

    id: int
    kind: str
    person_id: int | None
    address: str
    state: LetterState
    attempts: int
    error: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None


COLUMNS = tuple(getattr(Letter, name) for name in LetterRow._fields)


def letters(session: Session, state: LetterState | None, number: int = 1) -> Page[LetterRow]:
    statement: Select[*tuple[Any, ...]] = select(*COLUMNS).order_by(Letter.id.desc())
    if state:
        statement = statement.where(Letter.state == state)
    return paged(session, statement, LetterRow, number)


def counts(session: Session) -> dict[LetterState, int]:
    """Return how many letters are in each state; states without any are there with 0."""
    found = select(Letter.state, func.count()).group_by(Letter.state)
    return dict.fromkeys(LetterState, 0) | {row[0]: row[1] for row in session.execute(found)}


def letter(session: Session, letter_id: int) -> Letter:
    return one_or_refuse(session, select(Letter).where(Letter.id == letter_id))
