"""What pages, the API and other rooms read of quizzes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session

from lms.db import Page, one_or_refuse, paged, sliced
from lms.people import Actor, Person
from quizzes.bank.models import Item, ItemBank, ItemRevision
from quizzes.bank.queries import CURRENT
from quizzes.marking import Kind
from quizzes.papers.drawing import Need
from quizzes.papers.models import Part, Quiz
from quizzes.papers.policy import managed_by, sittable

Rows = Select[*tuple[Any, ...]]


class QuizRow(NamedTuple):
    """A quiz as its makers' list shows it."""

    id: int
    title: str
    owner: str
    item_count: int
    max_mark: Decimal
    opens_at: datetime | None
    closes_at: datetime | None
    published_at: datetime | None
    retired_at: datetime | None
    is_sat: bool


class PartRow(NamedTuple):
    """A part of a blueprint with what it refers to; `available` items would do for it now."""

    id: int
    position: int
    item_id: int | None
    bank_id: int | None
    bank: str
    kind: Kind | None
    topic: str
    stem: str
    draw: int
    mark: Decimal
    is_retired: bool


class Blueprint(NamedTuple):
    """The parts of a quiz, and which items would do for its draws now."""

    parts: list[PartRow]
    needs: list[Need]

    @property
    def fixed(self) -> frozenset[int]:
        return frozenset(part.item_id for part in self.parts if part.item_id is not None)

    @property
    def item_count(self) -> int:
        return sum(part.draw for part in self.parts)

    @property
    def max_mark(self) -> Decimal:
        return sum((part.draw * part.mark for part in self.parts), Decimal("0.00"))


class Standing(StrEnum):
    draft = "draft"
    published = "published"
    retired = "retired"


class Order(StrEnum):
    newest = "newest"
    by_title = "title"
    closing = "closing"


STANDS: Final[Mapping[Standing, ColumnElement[bool]]] = {
    Standing.draft: and_(Quiz.published_at.is_(None), Quiz.retired_at.is_(None)),
    Standing.published: and_(Quiz.published_at.is_not(None), Quiz.retired_at.is_(None)),
    Standing.retired: Quiz.retired_at.is_not(None),
}
ORDERS: Final[Mapping[Order, SQLColumnExpression[Any]]] = {
    Order.newest: Quiz.id.desc(),
    Order.by_title: Quiz.title.asc(),
    Order.closing: Quiz.closes_at.desc().nulls_last(),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which quizzes a list of their makers is to show; empty means any."""

    text: str = ""
    standing: Standing | None = None
    order: Order = Order.newest


def managed_quizzes(session: Session, actor: Actor, wanted: Wanted, number: int) -> Page[QuizRow]:
    statement = _managed(actor).order_by(None).order_by(ORDERS[wanted.order], Quiz.id.desc())
    if wanted.text:
        statement = statement.where(Quiz.title.icontains(wanted.text, autoescape=True))
    if wanted.standing:
        statement = statement.where(STANDS[wanted.standing])
    return paged(session, statement, QuizRow, number)


def managed_slice(
    session: Session, actor: Actor, *, cursor: int, limit: int
) -> tuple[list[QuizRow], int]:
    return sliced(session, _managed(actor), QuizRow, cursor=cursor, limit=limit)


def _managed(actor: Actor) -> Rows:
    statement: Rows = select(
        Quiz.id,
        Quiz.title,
        Person.name,
        Quiz.item_count,
        Quiz.max_mark,
        Quiz.opens_at,
        Quiz.closes_at,
        Quiz.published_at,
        Quiz.retired_at,
        Quiz.first_sat_at.is_not(None),
    )
    return statement.join(Quiz.owner).where(managed_by(actor)).order_by(Quiz.id.desc())


def managed_quiz(session: Session, actor: Actor, quiz_id: int) -> Quiz:
    return one_or_refuse(session, select(Quiz).where(Quiz.id == quiz_id, managed_by(actor)))


def sittable_quiz(session: Session, admitted: ColumnElement[bool], quiz_id: int) -> Quiz:
    return one_or_refuse(session, select(Quiz).where(Quiz.id == quiz_id, sittable(admitted)))


def visible_quiz(
    session: Session, actor: Actor, admitted: ColumnElement[bool], quiz_id: int
) -> Quiz:
    """Return a quiz that the actor may sit or manage."""
    visible = or_(sittable(admitted), managed_by(actor))
    return one_or_refuse(session, select(Quiz).where(Quiz.id == quiz_id, visible))


class Choice(NamedTuple):
    """A quiz as a lesson's or task's form offers it."""

    id: int
    title: str
    item_count: int


def offered_quizzes(session: Session, actor: Actor) -> list[Choice]:
    """Return the published quizzes that the actor may put into a course or task."""
    statement = (
        select(Quiz.id, Quiz.title, Quiz.item_count)
        .where(managed_by(actor), Quiz.published_at.is_not(None), Quiz.retired_at.is_(None))
        .order_by(Quiz.title, Quiz.id)
    )
    return [Choice(*row) for row in session.execute(statement)]


def blueprint(session: Session, quiz_id: int) -> Blueprint:
    """Return the parts with their pools: two queries, and one for each bank that is drawn from."""
    parts = [PartRow(*row) for row in session.execute(_parts(quiz_id))]
    banks = {part.bank_id for part in parts if part.bank_id is not None}
    pools = {bank_id: _live_items(session, bank_id) for bank_id in banks}
    needs = [
        Need(part.id, part.draw, _pool(pools[part.bank_id], part))
        for part in parts
        if part.bank_id is not None
    ]
    return Blueprint(parts, needs)


def _parts(quiz_id: int) -> Rows:
    statement: Rows = select(
        Part.id,
        Part.position,
        Part.item_id,
        Part.bank_id,
        func.coalesce(ItemBank.title, ""),
        func.coalesce(Part.kind, ItemRevision.kind),
        Part.topic,
        func.coalesce(ItemRevision.stem, ""),
        Part.draw,
        Part.mark,
        Item.retired_at.is_not(None),
    )
    return (
        statement.outerjoin(ItemBank, ItemBank.id == Part.bank_id)
        .outerjoin(Item, Item.id == Part.item_id)
        .outerjoin(ItemRevision, and_(CURRENT, Item.id == Part.item_id))
        .where(Part.quiz_id == quiz_id)
        .order_by(Part.position, Part.id)
    )


class _Live(NamedTuple):
    id: int
    kind: Kind
    topic: str


def _live_items(session: Session, bank_id: int) -> list[_Live]:
    statement = (
        select(Item.id, ItemRevision.kind, Item.topic)
        .join(ItemRevision, CURRENT)
        .where(Item.bank_id == bank_id, Item.retired_at.is_(None))
    )
    return [_Live(*row) for row in session.execute(statement)]


def _pool(live: Sequence[_Live], part: PartRow) -> frozenset[int]:
    return frozenset(
        item.id
        for item in live
        if part.kind in {None, item.kind} and part.topic in {"", item.topic}
    )
