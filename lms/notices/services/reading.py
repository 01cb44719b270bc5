"""Taking note of what one was told."""

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from lms.db import Database, took_effect, utcnow
from lms.errors import Conflict, NotFound
from lms.notices.models import Notice, Receipt
from lms.people import Actor


def note_reading(database: Database, actor: Actor, notice_id: int) -> None:
    """Note that the actor opens a notice, before it is shown: a GET itself keeps nothing."""
    with database.session(write=False) as session:
        is_new = session.scalar(select(exists().where(*_unread(actor, notice_id))))
    if is_new:
        with database.session(write=True) as session:
            read(session, actor, notice_id)
            session.commit()


def read(session: Session, actor: Actor, notice_id: int) -> None:
    """Note that the actor has opened a notice. Twice keeps the first moment."""
    opened = update(Receipt).where(*_unread(actor, notice_id))
    session.execute(opened.values(read_at=utcnow()))


def _unread(actor: Actor, notice_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Receipt.notice_id == notice_id,
        Receipt.person_id == actor.id,
        Receipt.read_at.is_(None),
    )


def read_all(session: Session, actor: Actor) -> None:
    """Note all as opened that asks for nothing more: what must be confirmed stays unread."""
    to_confirm = select(Notice.id).where(Notice.must_confirm, Notice.withdrawn_at.is_(None))
    rest = update(Receipt).where(
        Receipt.person_id == actor.id,
        Receipt.read_at.is_(None),
        Receipt.notice_id.not_in(to_confirm),
    )
    session.execute(rest.values(read_at=utcnow()))


def confirm(session: Session, actor: Actor, notice_id: int) -> None:
    """Note that the actor has taken note. Twice keeps the first moment."""
    mine = select(Receipt).where(Receipt.notice_id == notice_id, Receipt.person_id == actor.id)
    asks = exists().where(
        Notice.id == notice_id, Notice.must_confirm, Notice.withdrawn_at.is_(None)
    )
    now = utcnow()
    taking_note = (
        update(Receipt)
        .where(
            Receipt.notice_id == notice_id,
            Receipt.person_id == actor.id,
            Receipt.confirmed_at.is_(None),
            asks,
        )
        .values(confirmed_at=now, read_at=func.coalesce(Receipt.read_at, now))
    )
    if took_effect(session, taking_note):
        return
    receipt = session.scalars(mine).one_or_none()
    if receipt is None:
        raise NotFound("没有找到这条通知。")
    if receipt.confirmed_at is None:
        raise Conflict("这条通知不需要确认，或者已经撤回。")
