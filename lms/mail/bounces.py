"""Addresses that mail does not reach: counted by what servers refuse and what comes back."""

from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from lms.config import Config
from lms.db import took_effect, utcnow
from lms.db.writes import insert_into
from lms.mail.message import letter_named
from lms.mail.models import Failing, Letter, LetterState
from lms.mail.reports import Report

ENOUGH = 3  # letters that came back for good: no more are sent to the address
ON_THEIR_WAY = (LetterState.sent, LetterState.delayed)
LONGEST_ERROR = 500


def is_reachable(address: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Say in SQL whether there is an address that mail can be expected to reach."""
    return and_(address.is_not(None), ~_is_failing(address))


def is_unreachable(address: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    return and_(address.is_not(None), _is_failing(address))


def _is_failing(address: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    failing = aliased(Failing)  # the statement around it may name the table, too
    return exists().where(failing.address == func.lower(address), failing.times >= ENOUGH)


def why_unreachable(session: Session, address: str) -> str | None:
    """Return what the last server said of an address that is given up, else None."""
    given_up = select(Failing.why).where(
        Failing.address == address.lower(), Failing.times >= ENOUGH
    )
    return session.scalar(given_up)


def count_failure(session: Session, address: str, why: str) -> None:
    """Count a letter that did not reach an address for good."""
    row: dict[str, Any] = {"address": address.lower(), "why": why, "last_at": utcnow()}
    first = insert_into(session, Failing).values(times=1, **row)
    again = first.on_conflict_do_update(
        index_elements=["address"],
        set_={"times": Failing.times + 1, "why": why, "last_at": row["last_at"]},
    )
    session.execute(again)


def trust_again(session: Session, address: str) -> None:
    """Forget what came back: the owner has shown, or somebody says, that mail arrives there."""
    session.execute(delete(Failing).where(Failing.address == address.lower()))


def note_report(session: Session, report: Report, settings: Config) -> bool:
    """Note what became of a letter; say whether it was one of ours. Twice is noted once."""
    named = letter_named(report.message_id, settings)
    if named is None:
        return False
    letter = session.get(Letter, named.id)
    if letter is None or letter.created_at != named.created_at:
        return False
    if report.is_final:
        _bounce(session, letter, report)
    else:
        _move(session, letter, LetterState.delayed, (LetterState.sent,), report.words)
    return True


def _bounce(session: Session, letter: Letter, report: Report) -> None:
    has_come_back = _move(session, letter, LetterState.bounced, ON_THEIR_WAY, report.words)
    if has_come_back and report.is_permanent:
        count_failure(session, letter.address, report.words[:LONGEST_ERROR])


def _move(
    session: Session,
    letter: Letter,
    state: LetterState,
    before: tuple[LetterState, ...],
    why: str,
) -> bool:
    moved = update(Letter).where(Letter.id == letter.id, Letter.state.in_(before))
    return took_effect(session, moved.values(state=state, error=why[:LONGEST_ERROR]))
