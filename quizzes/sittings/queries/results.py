"""What sittings have come to: the best mark counts."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from quizzes.sittings.models import Hand, Sitting

PASSED = func.max(case((Sitting.is_passed.is_(True), 1), else_=0))


class Result(NamedTuple):
    """What one person has reached in one quiz, over all sittings that are handed in."""

    person_id: int
    quiz_id: int
    attempts: int
    mark: Decimal
    max_mark: Decimal
    is_passed: bool
    last_at: datetime


class Attempt(NamedTuple):
    """One sitting of a person, as they and staff see it in a list."""

    id: int
    attempt: int
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    submitted_by: Hand | None
    receipt: str | None
    mark: Decimal | None
    max_mark: Decimal
    is_passed: bool | None


def best_results(
    session: Session, quiz_ids: Iterable[int], person_ids: Iterable[int] | None = None
) -> dict[tuple[int, int], Result]:
    """Return results by (person, quiz): one query. Who has handed in nothing is not in it."""
    statement = (
        select(
            Sitting.person_id,
            Sitting.quiz_id,
            func.count(Sitting.id),
            func.max(Sitting.mark),
            func.max(Sitting.max_mark),
            PASSED,
            func.max(Sitting.submitted_at),
        )
        .where(Sitting.quiz_id.in_(list(quiz_ids)), Sitting.submitted_at.is_not(None))
        .group_by(Sitting.person_id, Sitting.quiz_id)
    )
    if person_ids is not None:
        statement = statement.where(Sitting.person_id.in_(list(person_ids)))
    return {
        (person, quiz): Result(person, quiz, count, mark, most, bool(passed), last_at)
        for person, quiz, count, mark, most, passed, last_at in session.execute(statement)
    }


def started(session: Session, person_id: int, quiz_ids: Iterable[int]) -> set[int]:
    """Return those of the quizzes that the person has begun, finished or not."""
    statement = select(Sitting.quiz_id).where(
        Sitting.person_id == person_id, Sitting.quiz_id.in_(list(quiz_ids))
    )
    return set(session.scalars(statement.distinct()))


def attempts_of(session: Session, person_id: int, quiz_id: int) -> list[Attempt]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Sitting.id,
            Sitting.attempt,
            Sitting.started_at,
            Sitting.deadline_at,
            Sitting.submitted_at,
            Sitting.submitted_by,
            Sitting.receipt,
            Sitting.mark,
            Sitting.max_mark,
            Sitting.is_passed,
        )
        .where(Sitting.quiz_id == quiz_id, Sitting.person_id == person_id)
        .order_by(Sitting.attempt)
    )
    return [Attempt(*row) for row in session.execute(statement)]
