"""Sending notices and taking them back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, insert, literal, select, update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.mail.services import post_all
from lms.notices.audiences import Audience
from lms.notices.choices import mailed_now
from lms.notices.letters import NOTICE
from lms.notices.models import (
    LONGEST_BODY,
    LONGEST_REASON,
    LONGEST_TITLE,
    Notice,
    NoticeKind,
    Receipt,
    Topic,
)
from lms.notices.policy import may_follow, may_send
from lms.people import Actor, OrgUnit, Person, Role

NOBODY = FieldError("to", "所选范围内没有可以接收通知的同志。")
PAGE_KEY = r"[0-9a-f]{32}"
NOT_YOURS = "只有组织员、教师和系统管理员可以发布通知。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be told. `key` is the page it was written on: pressed twice, it is sent once."""

    title: str
    body: str
    must_confirm: bool = False
    link: str = ""
    key: str | None = None


def send(session: Session, actor: Actor, draft: Draft, audience: Audience) -> Notice:
    """Tell everybody who is in the audience now. Raises Invalid naming what does not do."""
    demand(may_send(actor), NOT_YOURS)
    check(draft)
    before = sent_before(session, actor, draft.key)
    if before:
        return before
    notice = Notice(
        kind=NoticeKind.notice,
        topic=Topic.notice,
        title=draft.title,
        body=draft.body,
        link=draft.link,
        must_confirm=draft.must_confirm,
        key=draft.key,
        sender_id=actor.id,
        signed=signature(session, actor, audience.unit),
        unit_id=audience.unit and audience.unit.id,
        audience=audience.words,
        role=audience.role,
    )
    session.add(notice)
    session.flush()
    notice.recipients = _hand_out(session, notice.id, _addressed(audience, actor.id))
    if not notice.recipients:
        raise Invalid(errors=[NOBODY])
    post_all(session, NOTICE, mailed_now(notice.id, notice.topic), about=notice.id)
    audit.record(
        session,
        actor.id,
        "notice.send",
        f"notice:{notice.id}",
        title=notice.title,
        to=audience.words,
        recipients=notice.recipients,
    )
    return notice


def sent_before(session: Session, actor: Actor, key: str | None) -> Notice | None:
    """Return what was sent from the same page before."""
    found = select(Notice).where(Notice.key == key, Notice.sender_id == actor.id)
    return session.scalars(found).one_or_none() if key else None


def check(draft: Draft) -> None:
    """Raise Invalid naming the words that do not do."""
    wrong = [
        FieldError(field, "请填写 1 到 %(most)s 个字。", {"most": most})
        for field, text, most in (
            ("title", draft.title, LONGEST_TITLE),
            ("body", draft.body, LONGEST_BODY),
        )
        if not 0 < len(text.strip()) <= most
    ]
    if wrong:
        raise Invalid(errors=wrong)


def signature(session: Session, actor: Actor, unit: OrgUnit | None) -> str:
    """Return in whose name it is: the nearest unit from this one up that the actor works for.

    Who works for none of them, such as the teacher of a course, signs with their own name.
    """
    if unit is None:
        return actor.name
    held = actor.paths(Role.organizer, Role.admin)
    above = [path for path in held if unit.path.startswith(path)]
    nearest = select(OrgUnit.name).where(OrgUnit.path == max(above, key=len, default=""))
    return session.scalar(nearest) or actor.name


def reach_or_refuse(session: Session, actor: Actor, audience: Audience) -> int:
    """Return how many people a notice to this audience would reach now: somebody at least."""
    counted = select(func.count()).select_from(_addressed(audience, actor.id).subquery())
    count = session.scalar(counted)
    if not count:
        raise Invalid(errors=[NOBODY])
    return count


def _addressed(audience: Audience, sender_id: int) -> Select[*tuple[Any, ...]]:
    """Return each person of the audience once, with the unit by which they are reached.

    The sender knows already; a closed account reads nothing.
    """
    found = audience.people.subquery("audience")
    person_id, unit_id = found.c
    return (
        select(person_id, func.min(unit_id))
        .join(Person, Person.id == person_id)
        .where(Person.is_active, person_id != sender_id)
        .group_by(person_id)
    )


def _hand_out(session: Session, notice_id: int, people: Select[*tuple[Any, ...]]) -> int:
    """Write everybody's receipt in one statement and return how many there are."""
    found = people.subquery("people")
    rows = select(literal(notice_id), *found.c)
    session.execute(insert(Receipt).from_select(["notice_id", "person_id", "unit_id"], rows))
    counted = select(func.count()).where(Receipt.notice_id == notice_id)
    return session.scalar(counted) or 0


def withdraw(session: Session, actor: Actor, notice: Notice, reason: str) -> None:
    """Take a notice back; its readers keep the title and learn why. Twice keeps the first."""
    demand(may_follow(actor, notice))
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(
            errors=[FieldError("reason", "请填写 1 到 %(most)s 个字。", {"most": LONGEST_REASON})]
        )
    standing = update(Notice).where(Notice.id == notice.id, Notice.withdrawn_at.is_(None))
    back = {"withdrawn_at": utcnow(), "withdrawn_by_id": actor.id, "withdrawal_reason": reason}
    if not took_effect(session, standing.values(**back)):
        raise Conflict("这条通知已经撤回。")
    audit.record(session, actor.id, "notice.withdraw", f"notice:{notice.id}", reason=reason)
