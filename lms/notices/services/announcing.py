"""What the school itself tells people: that a task is theirs, that a film is ready."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.db.writes import insert_into
from lms.mail.services import post_all
from lms.notices.choices import hears_of, mailed_now
from lms.notices.letters import NOTICE
from lms.notices.models import LONGEST_TITLE, LONGEST_WORDS, Notice, NoticeKind, Receipt, Topic
from lms.people import Person

People = Select[*tuple[Any, ...]]  # the id of each, some perhaps twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is told, and where it leads. What has a `key` is told once, whoever comes to say it.

    Title and body are messages of the catalogue, into which the `values` are put when they are
    read; a value called "..._on" is a day.
    """

    topic: Topic
    title: str
    body: str
    values: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    key: str | None = None


def only(person_id: int) -> People:
    return select(Person.id).where(Person.id == person_id)


def announce(session: Session, said: Announcement, people: People) -> bool:
    """Tell people in the school's name, in the transaction of what came about.

    Say whether it was told now: once a key, to who has an account and has not chosen to hear
    nothing of the topic; to nobody it is not told at all. However many they are, everybody's copy
    is written by one statement. It is signed by nobody: pages put the school's name there.
    """
    notice_id = _written(session, said)
    if notice_id is None:
        return False
    told = _hand_out(session, notice_id, said.topic, people)
    this = Notice.id == notice_id
    if not told:
        session.execute(delete(Notice).where(this))
        return False
    session.execute(update(Notice).where(this).values(recipients=told))
    post_all(session, NOTICE, mailed_now(notice_id, said.topic), about=notice_id)
    return True


def _written(session: Session, said: Announcement) -> int | None:
    """Write the notice and return its id; None when its key was told before."""
    row = insert_into(session, Notice).values(
        kind=NoticeKind.system,
        topic=said.topic,
        title=said.title[:LONGEST_TITLE],
        body=said.body,
        values=_written_down(said.values),
        link=said.link,
        key=said.key,
        signed="",
        audience=said.title[:LONGEST_WORDS],
        must_confirm=False,
        sent_at=utcnow(),
        recipients=0,
        withdrawal_reason="",
    )
    fresh = row.on_conflict_do_nothing(index_elements=["key"]).returning(Notice.id)
    return session.scalar(fresh)


def _written_down(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _hand_out(session: Session, notice_id: int, topic: Topic, people: People) -> int:
    found = people.subquery("people")
    chosen = select(Person.id).where(Person.id.in_(select(found.c[0])), Person.is_active)
    rows = select(literal(notice_id), chosen.where(hears_of(topic)).subquery().c.id)
    session.execute(insert(Receipt).from_select(["notice_id", "person_id"], rows))
    counted = select(func.count()).where(Receipt.notice_id == notice_id)
    return session.scalar(counted) or 0


def retract(session: Session, key: str, reason: str, by: int) -> None:
    """Take back what was told under a key, because what it tells of is no more."""
    standing = update(Notice).where(Notice.key == key, Notice.withdrawn_at.is_(None))
    back = {"withdrawn_at": utcnow(), "withdrawn_by_id": by, "withdrawal_reason": reason}
    session.execute(standing.values(**back))
