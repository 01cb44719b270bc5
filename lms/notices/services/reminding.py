"""Reminding people of what they still owe: of each thing at most once in some days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from lms import audit
from lms.db import utcnow
from lms.db.writes import insert_into
from lms.errors import Conflict, demand
from lms.mail.services import post_all
from lms.notices.choices import mailed_now
from lms.notices.letters import NOTICE
from lms.notices.models import Notice, NoticeKind, Receipt, Reminded, Topic
from lms.notices.services.sending import Draft, check, sent_before, signature
from lms.people import Actor, OrgUnit
from lms.people.policy import may_organize

BATCH = 500


class Late(NamedTuple):
    """Somebody to remind: where they belong, and what the words say to them alone."""

    person_id: int
    unit_id: int
    told: Mapping[str, Any]


class Errand(NamedTuple):
    """What is reminded of, such as "assignment:3", for which unit's people, and how seldom."""

    subject: str
    title: str
    unit: OrgUnit
    days: int


def remind(
    session: Session, actor: Actor, errand: Errand, draft: Draft, late: Sequence[Late]
) -> Notice:
    """Remind who of these was not reminded lately; the notice says how many that were.

    Two who press at once remind nobody twice: each person's row is won by one statement.
    """
    demand(may_organize(actor, errand.unit))
    check(draft)
    before = sent_before(session, actor, draft.key)
    if before:
        return before
    chosen = _claim(session, errand, sorted(one.person_id for one in late))
    if not chosen:
        raise Conflict("这些同志 %(days)s 天内都已经提醒过。", days=errand.days)
    notice = Notice(
        kind=NoticeKind.reminder,
        topic=Topic.reminder,
        title=draft.title,
        body=draft.body,
        link=draft.link,
        key=draft.key,
        sender_id=actor.id,
        signed=signature(session, actor, errand.unit),
        unit_id=errand.unit.id,
        audience=errand.title,
        recipients=len(chosen),
    )
    session.add(notice)
    session.flush()
    _hand_out(session, notice.id, (one for one in late if one.person_id in chosen))
    post_all(session, NOTICE, mailed_now(notice.id, notice.topic), about=notice.id)
    told = {"subject": errand.subject, "recipients": len(chosen)}
    audit.record(session, actor.id, "notice.remind", f"notice:{notice.id}", **told)
    return notice


def _claim(session: Session, errand: Errand, person_ids: Sequence[int]) -> set[int]:
    """Note these people as reminded now, and return those of whom that could be said."""
    now, chosen = utcnow(), set[int]()
    for first in range(0, len(person_ids), BATCH):
        rows = [
            {"subject": errand.subject, "person_id": person_id, "reminded_at": now}
            for person_id in person_ids[first : first + BATCH]
        ]
        written = insert_into(session, Reminded).values(rows)
        again = written.on_conflict_do_update(
            index_elements=["subject", "person_id"],
            set_={"reminded_at": written.excluded.reminded_at},
            where=Reminded.reminded_at <= now - timedelta(days=errand.days),
        )
        chosen |= set(session.scalars(again.returning(Reminded.person_id)))
    return chosen


def _hand_out(session: Session, notice_id: int, late: Iterable[Late]) -> None:
    rows = [{"notice_id": notice_id, **one._asdict()} for one in late]
    session.execute(insert(Receipt), rows)


def lately(session: Session, subject: str, days: int) -> dict[int, datetime]:
    """Return who was reminded of a thing so lately that they are not reminded again, and when."""
    statement = select(Reminded.person_id, Reminded.reminded_at).where(
        Reminded.subject == subject, Reminded.reminded_at > utcnow() - timedelta(days=days)
    )
    return {row.person_id: row.reminded_at for row in session.execute(statement)}


def reminded_since(subject: str, moment: datetime) -> Select[*tuple[Any, ...]]:
    """Return who was reminded of a thing since then, as a statement."""
    return select(Reminded.person_id).where(
        Reminded.subject == subject, Reminded.reminded_at >= moment
    )
