import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.db import took_effect, utcnow
from lms.facts import Fact, Facts
from quizzes.bank.models import ItemRevision
from quizzes.marking import Answer, Key, full_marks, mark, passes
from quizzes.papers.models import Quiz
from quizzes.sittings.models import Hand, Question, Sitting

FACT = "sitting.handed_in"
BATCH = 100


def hand_in(session: Session, facts: Facts, sitting: Sitting, by: Hand = Hand.person) -> Sitting:
    """Hand the sitting in and mark it. Handing in again, or at the same time, changes nothing.

    One conditional UPDATE decides who hands in; that transaction seals the questions, which waits
    for saves on their way, then marks what is stored and tells the fact to upper floors.
    """
    at = utcnow()
    once = update(Sitting).where(Sitting.id == sitting.id, Sitting.submitted_at.is_(None))
    receipt = f"{sitting.id:08d}-{secrets.token_hex(3).upper()}"
    done = once.values(submitted_at=at, submitted_by=by, receipt=receipt, mark=Decimal(0))
    if took_effect(session, done.execution_options(synchronize_session=False)):
        _seal(session, sitting.id)
        _mark(session, sitting)
        facts.tell(session, Fact(FACT, sitting.person_id, sitting.quiz_id, at))
    session.refresh(sitting)
    return sitting


def _seal(session: Session, sitting_id: int) -> None:
    open_ones = update(Question).where(Question.sitting_id == sitting_id)
    session.execute(open_ones.values(is_sealed=True).execution_options(synchronize_session=False))


class _Answered(NamedTuple):
    n: int
    answer: Answer
    key: Key
    max_mark: Decimal


def _mark(session: Session, sitting: Sitting) -> None:
    """Write what each answer earned, and the whole."""
    partial, percent = session.execute(
        select(Quiz.partial, Quiz.pass_percent).where(Quiz.id == sitting.quiz_id)
    ).one()
    earned = {
        one.n: mark(one.key, one.answer, one.max_mark, partial)
        for one in _answered(session, sitting.id)
    }
    session.execute(
        update(Question),
        [{"sitting_id": sitting.id, "n": n, "mark": value} for n, value in earned.items()],
    )
    total = full_marks(earned.values())
    session.execute(
        update(Sitting)
        .where(Sitting.id == sitting.id)
        .values(mark=total, is_passed=passes(total, sitting.max_mark, percent))
        .execution_options(synchronize_session=False)
    )


def _answered(session: Session, sitting_id: int) -> Iterator[_Answered]:
    statement = (
        select(
            Question.n,
            Question.answer,
            ItemRevision.kind,
            ItemRevision.right,
            Question.max_mark,
        )
        .join(ItemRevision, ItemRevision.id == Question.revision_id)
        .where(Question.sitting_id == sitting_id)
    )
    for n, answer, kind, right, max_mark in session.execute(statement):
        yield _Answered(n, answer, Key(kind, frozenset(right)), max_mark)


def overdue(session: Session, latest: datetime, person_id: int | None = None) -> list[int]:
    """Return running sittings whose deadline was before `latest`, the longest overdue first."""
    due = select(Sitting.id).where(Sitting.submitted_at.is_(None), Sitting.deadline_at < latest)
    if person_id is not None:
        due = due.where(Sitting.person_id == person_id)
    return list(session.scalars(due.order_by(Sitting.deadline_at).limit(BATCH)))


def sweep(session: Session, facts: Facts, grace_seconds: int, person_id: int | None = None) -> int:
    """Hand in what is overdue, the grace included, and return how many; of all or of one person."""
    latest = utcnow() - timedelta(seconds=grace_seconds)
    late = overdue(session, latest, person_id)
    for sitting_id in late:
        hand_in(session, facts, session.get_one(Sitting, sitting_id), Hand.school)
    return len(late)
