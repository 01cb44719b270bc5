"""What pages, the API and other rooms read of banks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from lms.db import Page, one_or_refuse, paged, sliced
from lms.people import Actor, Person
from quizzes.bank.content import draft_of
from quizzes.bank.models import BankTrainer, Item, ItemBank, ItemImport, ItemRevision
from quizzes.bank.policy import editable_by, shared_by
from quizzes.interchange import ItemDraft
from quizzes.marking import Kind

Rows = Select[*tuple[Any, ...]]

IN_BATCHES = 500  # values of one IN (...)


class BankRow(NamedTuple):
    """A bank as lists show it; retired items are not counted."""

    id: int
    title: str
    owner: str
    item_count: int
    created_at: datetime


class ItemRow(NamedTuple):
    """An item as lists show it, in its current words."""

    id: int
    revision: int
    kind: Kind
    stem: str
    topic: str
    max_mark: Decimal
    is_retired: bool
    changed_at: datetime


class BankOrder(StrEnum):
    by_title = "title"
    newest = "newest"
    largest = "largest"


class ItemOrder(StrEnum):
    newest = "newest"
    changed = "changed"
    topic = "topic"
    mark = "mark"


class Wanted(NamedTuple):
    """Which items of a bank a list is to show; empty words are no wish."""

    text: str = ""
    kind: str = ""
    topic: str = ""
    is_retired: bool = False
    order: ItemOrder = ItemOrder.newest


ITEM_ORDERS: Final[Mapping[ItemOrder, SQLColumnExpression[Any]]] = {
    ItemOrder.newest: Item.id.desc(),
    ItemOrder.changed: ItemRevision.created_at.desc(),
    ItemOrder.topic: Item.topic.asc(),
    ItemOrder.mark: ItemRevision.max_mark.desc(),
}


CURRENT = and_(ItemRevision.item_id == Item.id, ItemRevision.n == Item.revision)


def banks(
    session: Session, actor: Actor, text: str, order: BankOrder, number: int
) -> Page[BankRow]:
    statement = _banks(actor)
    if text:
        statement = statement.where(ItemBank.title.icontains(text, autoescape=True))
    statement = statement.order_by(None).order_by(BANK_ORDERS[order], ItemBank.id)
    return paged(session, statement, BankRow, number)


def bank_slice(
    session: Session, actor: Actor, *, cursor: int, limit: int
) -> tuple[list[BankRow], int]:
    return sliced(session, _banks(actor), BankRow, cursor=cursor, limit=limit)


def all_banks(session: Session, actor: Actor) -> list[BankRow]:
    return [BankRow(*row) for row in session.execute(_banks(actor))]


LIVE: Final = (
    select(func.count(Item.id))
    .where(Item.bank_id == ItemBank.id, Item.retired_at.is_(None))
    .correlate(ItemBank)
    .scalar_subquery()
)
BANK_ORDERS: Final[Mapping[BankOrder, SQLColumnExpression[Any]]] = {
    BankOrder.by_title: ItemBank.title.asc(),
    BankOrder.newest: ItemBank.id.desc(),
    BankOrder.largest: LIVE.desc(),
}


def _banks(actor: Actor) -> Rows:
    return (
        select(ItemBank.id, ItemBank.title, Person.name, LIVE, ItemBank.created_at)
        .join(ItemBank.owner)
        .where(editable_by(actor))
        .order_by(ItemBank.title, ItemBank.id)
    )


def editable_bank(session: Session, actor: Actor, bank_id: int) -> ItemBank:
    return _bank(session, bank_id, editable_by(actor))


def shared_bank(session: Session, actor: Actor, bank_id: int) -> ItemBank:
    """Return a bank whose co_trainers the actor chooses."""
    return _bank(session, bank_id, shared_by(actor))


def _bank(session: Session, bank_id: int, allowed: ColumnElement[bool]) -> ItemBank:
    co_trainers = selectinload(ItemBank.co_trainers).joinedload(BankTrainer.person)
    statement = select(ItemBank).where(ItemBank.id == bank_id, allowed).options(co_trainers)
    return one_or_refuse(session, statement)


def editable_item(session: Session, actor: Actor, item_id: int) -> tuple[Item, ItemRevision]:
    """Return an item, its bank loaded, with its current revision."""
    statement = (
        select(Item)
        .join(Item.bank)
        .where(Item.id == item_id, editable_by(actor))
        .options(contains_eager(Item.bank).selectinload(ItemBank.co_trainers))
    )
    item = one_or_refuse(session, statement)
    current = select(ItemRevision).where(
        ItemRevision.item_id == item.id, ItemRevision.n == item.revision
    )
    return item, one_or_refuse(session, current)


def editable_import(session: Session, actor: Actor, import_id: int) -> ItemImport:
    statement = (
        select(ItemImport)
        .join(ItemImport.bank)
        .where(ItemImport.id == import_id, editable_by(actor))
        .options(contains_eager(ItemImport.bank).selectinload(ItemBank.co_trainers))
    )
    return one_or_refuse(session, statement)


def items(session: Session, bank: ItemBank, wanted: Wanted, number: int) -> Page[ItemRow]:
    return paged(session, _items(bank, wanted), ItemRow, number)


def item_slice(
    session: Session, bank: ItemBank, wanted: Wanted, *, cursor: int, limit: int
) -> tuple[list[ItemRow], int]:
    return sliced(session, _items(bank, wanted), ItemRow, cursor=cursor, limit=limit)


def _items(bank: ItemBank, wanted: Wanted) -> Rows:
    statement: Rows = (
        select(
            Item.id,
            Item.revision,
            ItemRevision.kind,
            ItemRevision.stem,
            Item.topic,
            ItemRevision.max_mark,
            Item.retired_at.is_not(None),
            ItemRevision.created_at,
        )
        .join(ItemRevision, CURRENT)
        .where(Item.bank_id == bank.id, Item.retired_at.is_not(None) == wanted.is_retired)
        .order_by(ITEM_ORDERS[wanted.order], Item.id.desc())
    )
    if wanted.text:
        statement = statement.where(ItemRevision.stem.icontains(wanted.text, autoescape=True))
    if wanted.kind in set(Kind):
        statement = statement.where(ItemRevision.kind == Kind(wanted.kind))
    return statement.where(Item.topic == wanted.topic) if wanted.topic else statement


def topics(session: Session, bank_id: int) -> list[str]:
    statement = select(Item.topic).where(Item.bank_id == bank_id, Item.topic != "").distinct()
    return list(session.scalars(statement.order_by(Item.topic)))


class KindCount(NamedTuple):
    kind: Kind
    live: int
    retired: int


def kind_counts(session: Session, bank_id: int) -> list[KindCount]:
    is_live = case((Item.retired_at.is_(None), 1), else_=0)
    statement = (
        select(ItemRevision.kind, func.sum(is_live), func.sum(1 - is_live))
        .join(Item, CURRENT)
        .where(Item.bank_id == bank_id)
        .group_by(ItemRevision.kind)
    )
    return [KindCount(*row) for row in session.execute(statement)]


def drafts(session: Session, bank: ItemBank) -> list[ItemDraft]:
    """Return the bank's live questions as they would be written down, oldest first."""
    statement = (
        select(ItemRevision, Item.topic)
        .join(Item, CURRENT)
        .where(Item.bank_id == bank.id, Item.retired_at.is_(None))
        .order_by(Item.topic, Item.id)
    )
    return [draft_of(revision, topic) for revision, topic in session.execute(statement)]


def known_fingerprints(session: Session, bank_id: int, wanted: Sequence[str]) -> set[str]:
    """Return those of the fingerprints that a live item of the bank has."""
    found: set[str] = set()
    for start in range(0, len(wanted), IN_BATCHES):
        batch = wanted[start : start + IN_BATCHES]
        statement = (
            select(ItemRevision.fingerprint)
            .join(Item, CURRENT)
            .where(Item.bank_id == bank_id, Item.retired_at.is_(None))
            .where(ItemRevision.fingerprint.in_(batch))
        )
        found.update(session.scalars(statement))
    return found


def current_revisions(session: Session, item_ids: Iterable[int]) -> dict[int, ItemRevision]:
    """Return the current revision of each item by the item's id."""
    statement = select(ItemRevision).join(Item, CURRENT).where(Item.id.in_(list(item_ids)))
    return {revision.item_id: revision for revision in session.scalars(statement)}
