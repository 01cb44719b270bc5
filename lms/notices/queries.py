"""What people read of their own notices."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, true
from sqlalchemy.orm import Session

from lms.db import Page, paged, sliced
from lms.errors import NotFound
from lms.mail.bounces import is_unreachable
from lms.notices.models import Notice, NoticeKind, Receipt
from lms.notices.policy import read_by
from lms.notices.words import filled, said
from lms.people import Actor, Person

STATES = ("unread", "waiting")


class Item(NamedTuple):
    """A notice in somebody's list."""

    id: int
    kind: NoticeKind
    title: str
    signed: str
    sent_at: datetime
    must_confirm: bool
    read_at: datetime | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_new(self) -> bool:
        return self.read_at is None and self.withdrawn_at is None

    @property
    def waits(self) -> bool:
        """Say whether its reader is still asked to confirm it."""
        return self.must_confirm and self.confirmed_at is None and self.withdrawn_at is None


COLUMNS = (
    Notice.id,
    Notice.kind,
    Notice.title,
    Notice.signed,
    Notice.sent_at,
    Notice.must_confirm,
    Receipt.read_at,
    Receipt.confirmed_at,
    Notice.withdrawn_at,
    Notice.values,
)


def _item(*row: Any) -> Item:
    *told, values = row
    item = Item(*told)
    is_ours = item.kind is NoticeKind.system
    return item._replace(title=said(item.title, values)) if is_ours else item


def inbox(session: Session, actor: Actor, state: str = "", number: int = 1) -> Page[Item]:
    """Return the actor's notices, the latest first: all, the unread, those to be confirmed."""
    return paged(session, _inbox(actor, state), _item, number)


def inbox_slice(
    session: Session, actor: Actor, state: str, *, cursor: int, limit: int
) -> tuple[list[Item], int]:
    return sliced(session, _inbox(actor, state), _item, cursor=cursor, limit=limit)


def _inbox(actor: Actor, state: str) -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS)
        .join(Receipt, Receipt.notice_id == Notice.id)
        .where(read_by(actor), _in_state(state))
        .order_by(Receipt.notice_id.desc())
    )


def _in_state(state: str) -> ColumnElement[bool]:
    stands = Notice.withdrawn_at.is_(None)
    states = {
        "unread": Receipt.read_at.is_(None) & stands,
        "waiting": Notice.must_confirm & Receipt.confirmed_at.is_(None) & stands,
    }
    return states.get(state, true())


def latest(session: Session, person_id: int) -> list[Item]:
    """Return the last few notices, for the home page."""
    rows = session.execute(_latest(), {"person_id": person_id})
    return [_item(*row) for row in rows]


# Asked with every page, or with the most looked at: built once.
@cache
def _latest() -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS)
        .join(Receipt, Receipt.notice_id == Notice.id)
        .where(Receipt.person_id == bindparam("person_id"))
        .order_by(Receipt.notice_id.desc())
        .limit(3)
    )


def unread(connection: Connection, person_id: int) -> int:
    """Count what somebody has not opened. What was withdrawn asks for no attention."""
    return connection.execute(_unread(), {"person_id": person_id}).scalar() or 0


@cache
def _unread() -> Select[*tuple[Any, ...]]:
    return (
        select(func.count())
        .select_from(Receipt)
        .join(Notice, Notice.id == Receipt.notice_id)
        .where(
            Receipt.person_id == bindparam("person_id"),
            Receipt.read_at.is_(None),
            Notice.withdrawn_at.is_(None),
        )
    )


class Copy(NamedTuple):
    """A notice as one person reads it."""

    id: int
    kind: NoticeKind
    title: str
    body: str
    link: str
    signed: str
    sent_at: datetime
    must_confirm: bool
    read_at: datetime | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in map(str.strip, self.body.splitlines()) if line]


def copy_of(session: Session, actor: Actor, notice_id: int) -> Copy:
    """Return the actor's copy with what is meant for them alone; of a withdrawn one no words."""
    statement = (
        select(Notice, Receipt)
        .join(Receipt, Receipt.notice_id == Notice.id)
        .where(Notice.id == notice_id, read_by(actor))
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("没有找到这条通知。")
    return told_to(*row)


def told_to(notice: Notice, receipt: Receipt) -> Copy:
    is_withdrawn = notice.withdrawn_at is not None
    title, body = notice.title, notice.body
    if notice.kind is NoticeKind.system:
        title, body = (said(words, notice.values) for words in (title, body))
    return Copy(
        id=notice.id,
        kind=notice.kind,
        title=title,
        body="" if is_withdrawn else filled(body, receipt.told),
        link="" if is_withdrawn else notice.link,
        signed=notice.signed,
        sent_at=notice.sent_at,
        must_confirm=notice.must_confirm,
        read_at=receipt.read_at,
        confirmed_at=receipt.confirmed_at,
        withdrawn_at=notice.withdrawn_at,
        withdrawal_reason=notice.withdrawal_reason,
    )


def mail_fails(session: Session, person_id: int) -> bool:
    """Say whether letters to somebody come back, so that they read notices here only."""
    failing = select(Person.id).where(Person.id == person_id, is_unreachable(Person.mail))
    return session.scalar(failing) is not None
