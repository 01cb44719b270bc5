"""Who need not do a task, from which day on, and why.

Rows are superseded, never rewritten: what was reported then stays as it was.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.assignments.audience import Time, addressed, audience_of, counted_in
from courses.assignments.models import LONGEST_REASON, Assignment, Exemption
from courses.assignments.policy import exemptable_by
from lms import audit
from lms.db import insert_once, took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid, NotFound
from lms.people import Actor, Person


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why somebody need not do a task, and from which day on."""

    person_id: int
    reason: str
    from_day: date


def exempt(
    session: Session, actor: Actor, assignment: Assignment, excuse: Excuse, day: date
) -> None:
    """Exempt somebody whom the actor organizes. Raises Conflict if they are exempt already."""
    if excuse.person_id == actor.id:
        raise Conflict("不能为自己记录免学，请由其他组织员或上级办理。")
    reason = excuse.reason.strip()
    _check_reason(reason)
    if assignment.withdrawn_at:
        raise Conflict("学习任务已经撤回，不需要免学。")
    _check_addressed(session, actor, assignment, excuse.person_id, day)
    row: dict[str, Any] = {
        "assignment_id": assignment.id,
        "person_id": excuse.person_id,
        "reason": reason,
        "valid_from": excuse.from_day,
        "recorded_at": utcnow(),
        "recorded_by_id": actor.id,
    }
    if not insert_once(session, Exemption, **row):
        raise Conflict("已经为这位同志记录了免学。")
    _tell(session, actor, "exemption.record", row)


def _check_reason(reason: str) -> None:
    if not 0 < len(reason) <= LONGEST_REASON:
        most: dict[str, object] = {"most": LONGEST_REASON}
        raise Invalid(errors=[FieldError("reason", "请填写 1 到 %(most)s 个字的原因。", most)])


def _check_addressed(
    session: Session, actor: Actor, assignment: Assignment, person_id: int, day: date
) -> None:
    """Refuse people out of reach, and those whom the task does not address."""
    statement = (
        select(addressed(audience_of(assignment), Time(day)))
        .select_from(Person)
        .where(Person.id == person_id, counted_in(exemptable_by(actor), day))
    )
    is_addressed = session.scalar(statement)
    if is_addressed is None:
        raise NotFound("没有在您负责的组织中找到这位同志。")
    if not is_addressed:
        raise Invalid(errors=[FieldError("person", "这位同志不在此学习任务的范围内。")])


def end_exemption(session: Session, actor: Actor, exemption: Exemption, day: date) -> None:
    """Let an exemption end: from this day on its person counts again.

    Before that it held, unless it only begins now: then it never did.
    """
    if exemption.person_id == actor.id:
        raise Conflict("不能撤销自己的免学，请由其他组织员或上级办理。")
    now = utcnow()
    standing = update(Exemption).where(
        Exemption.id == exemption.id, Exemption.superseded_at.is_(None)
    )
    if not took_effect(session, standing.values(superseded_at=now)):
        raise Conflict("这条免学记录刚刚有变化，请刷新后重试。")
    row: dict[str, Any] = {
        "assignment_id": exemption.assignment_id,
        "person_id": exemption.person_id,
        "reason": exemption.reason,
        "valid_from": exemption.valid_from,
        "recorded_at": now,
        "recorded_by_id": actor.id,
    }
    if exemption.valid_from < day:
        session.add(Exemption(**row, valid_to=day))
    _tell(session, actor, "exemption.end", row)


def _tell(session: Session, actor: Actor, deed: str, row: dict[str, Any]) -> None:
    audit.record(
        session,
        actor.id,
        deed,
        f"assignment:{row['assignment_id']}",
        person=row["person_id"],
        reason=row["reason"],
        valid_from=row["valid_from"].isoformat(),
    )
