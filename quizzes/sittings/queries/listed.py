from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from lms.db import Page, one_or_refuse, paged, sliced, utcnow
from lms.people import Actor
from quizzes.papers.models import Quiz, Release
from quizzes.papers.policy import sittable
from quizzes.sittings.models import Sitting
from quizzes.sittings.policy import openable_by
from quizzes.sittings.queries.results import PASSED

Rows = Select[*tuple[Any, ...]]


class Offer(NamedTuple):
    """A quiz as somebody who may sit it sees it; `mark` is their best, once it is shown."""

    id: int
    title: str
    item_count: int
    time_limit_seconds: int | None
    attempts: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    max_mark: Decimal
    sat: int
    handed_in: int
    running_id: int | None
    mark: Decimal | None
    is_passed: bool

    @property
    def has_attempt_left(self) -> bool:
        return self.attempts is None or self.sat < self.attempts


def openable_quiz(
    session: Session, actor: Actor, admitted: ColumnElement[bool], quiz_id: int
) -> Quiz:
    """Return a quiz that the actor may sit or has sat."""
    statement = select(Quiz).where(Quiz.id == quiz_id, openable_by(actor, admitted))
    return one_or_refuse(session, statement)


def offers(
    session: Session, actor: Actor, admitted: ColumnElement[bool], number: int
) -> Page[Offer]:
    return paged(session, _offers(actor, admitted, utcnow()), _offer, number)


def offer_slice(
    session: Session, actor: Actor, admitted: ColumnElement[bool], *, cursor: int, limit: int
) -> tuple[list[Offer], int]:
    statement = _offers(actor, admitted, utcnow())
    return sliced(session, statement, _offer, cursor=cursor, limit=limit)


def _offers(actor: Actor, admitted: ColumnElement[bool], at: datetime) -> Rows:
    """Say in SQL what there is to sit: what runs first, then what closes first."""
    mine = (
        select(
            Sitting.quiz_id,
            func.count(Sitting.id).label("sat"),
            func.count(Sitting.submitted_at).label("handed_in"),
            func.max(case((Sitting.submitted_at.is_(None), Sitting.id))).label("running_id"),
            func.max(Sitting.mark).label("mark"),
            PASSED.label("passed"),
        )
        .where(Sitting.person_id == actor.id)
        .group_by(Sitting.quiz_id)
        .subquery()
    )
    shows = or_(
        Quiz.release != Release.after_close,
        and_(Quiz.closes_at.is_not(None), Quiz.closes_at <= at),
    )
    statement: Rows = select(
        Quiz.id,
        Quiz.title,
        Quiz.item_count,
        Quiz.time_limit_seconds,
        Quiz.attempts,
        Quiz.opens_at,
        Quiz.closes_at,
        Quiz.max_mark,
        func.coalesce(mine.c.sat, 0),
        func.coalesce(mine.c.handed_in, 0),
        mine.c.running_id,
        case((shows, mine.c.mark)),
        case((shows, mine.c.passed), else_=0),
    )
    return (
        statement.outerjoin(mine, mine.c.quiz_id == Quiz.id)
        .where(sittable(admitted))
        .order_by(
            mine.c.running_id.is_(None), Quiz.closes_at.is_(None), Quiz.closes_at, Quiz.id.desc()
        )
    )


def _offer(*row: Any) -> Offer:
    offer = Offer(*row)
    return offer._replace(is_passed=bool(offer.is_passed))
