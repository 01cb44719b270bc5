"""Setting tasks, revising and withdrawing them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from courses.assignments import contents, queries, telling
from courses.assignments.contents import Content
from courses.assignments.models import (
    LONGEST_PERIOD,
    LONGEST_TITLE,
    Assignment,
    AssignmentContent,
    AssignmentUnit,
)
from courses.assignments.policy import may_plan, may_revise
from lms import audit
from lms.db import day_of, took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.people import Actor, MemberStatus, Role

WITHDRAWN = "学习任务已经撤回，不能再修改。"
OWN = "这项任务由他人布置，您自己也要完成：请由布置人或系统管理员修改、撤回。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a task is to be, as it was typed or sent."""

    title: str
    period: str
    starts_on: date
    deadline: date
    is_mandatory: bool = True
    unit_ids: frozenset[int]
    roles: frozenset[Role] = frozenset()
    statuses: frozenset[MemberStatus] = frozenset()
    contents: tuple[Content, ...]


def assign(session: Session, actor: Actor, plan: Plan) -> Assignment:
    """Set a task for units that the actor organizes, and tell whom it is for.

    Raises Invalid naming what does not do.
    """
    demand(may_plan(actor), "只有组织员可以布置学习任务。")
    _check(session, actor, plan, frozenset())
    assignment = Assignment(**_columns(plan), created_by_id=actor.id)
    session.add(assignment)
    session.flush()
    _set_parts(session, assignment.id, plan)
    audit.record(session, actor.id, "assignment.assign", _target(assignment), **_told(plan))
    telling.tell_assigned(session, assignment, day_of(session, assignment.created_at))
    return assignment


def revise(session: Session, actor: Actor, assignment: Assignment, plan: Plan) -> None:
    """Change a task; what it said before stays in the audit trail."""
    demand(may_revise(actor, assignment))
    if assignment.withdrawn_at:
        raise Conflict(WITHDRAWN)
    _demand_unbound(session, actor, assignment)
    before = _told(plan_of(assignment))
    _check(session, actor, plan, frozenset(contents.of(assignment)))
    for name, value in _columns(plan).items():
        setattr(assignment, name, value)
    _clear_parts(session, assignment)
    _set_parts(session, assignment.id, plan)
    after = _told(plan)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    audit.record(session, actor.id, "assignment.revise", _target(assignment), **changed)


def _demand_unbound(session: Session, actor: Actor, assignment: Assignment) -> None:
    """Nobody puts off or takes back what somebody else set them."""
    if queries.binds(session, actor, assignment, day_of(session, utcnow())):
        raise Conflict(OWN)


def plan_of(assignment: Assignment) -> Plan:
    """Return a task as it would be typed."""
    return Plan(
        title=assignment.title,
        period=assignment.period,
        starts_on=assignment.starts_on,
        deadline=assignment.deadline,
        is_mandatory=assignment.is_mandatory,
        unit_ids=frozenset(unit.id for unit in assignment.units),
        roles=assignment.roles,
        statuses=assignment.statuses,
        contents=tuple(contents.of(assignment)),
    )


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "period": plan.period,
        "starts_on": plan.starts_on,
        "deadline": plan.deadline,
        "is_mandatory": plan.is_mandatory,
        "roles": plan.roles,
        "statuses": plan.statuses,
    }


def _told(plan: Plan) -> dict[str, Any]:
    return {
        **_columns(plan),
        "starts_on": plan.starts_on.isoformat(),
        "deadline": plan.deadline.isoformat(),
        "roles": sorted(plan.roles),
        "statuses": sorted(plan.statuses),
        "units": sorted(plan.unit_ids),
        "contents": [f"{item.kind}:{item.id}" for item in plan.contents],
    }


def _target(assignment: Assignment) -> str:
    return f"assignment:{assignment.id}"


def _set_parts(session: Session, assignment_id: int, plan: Plan) -> None:
    for unit_id in sorted(plan.unit_ids):
        session.add(AssignmentUnit(assignment_id=assignment_id, unit_id=unit_id))
    for position, item in enumerate(plan.contents):
        session.add(
            AssignmentContent(
                assignment_id=assignment_id,
                position=position,
                kind=item.kind,
                **{f"{item.kind}_id": item.id},
            )
        )
    session.flush()


def _clear_parts(session: Session, assignment: Assignment) -> None:
    for part in (AssignmentUnit, AssignmentContent):
        session.execute(delete(part).where(part.assignment_id == assignment.id))
    session.expire(assignment, ["units", "contents"])


def _check(session: Session, actor: Actor, plan: Plan, kept: frozenset[Content]) -> None:
    errors = [*_wrong_words(plan), *_wrong_parts(session, actor, plan, kept)]
    if errors:
        raise Invalid(errors=errors)


def _wrong_words(plan: Plan) -> Iterator[FieldError]:
    for field, text, most in (
        ("title", plan.title, LONGEST_TITLE),
        ("period", plan.period, LONGEST_PERIOD),
    ):
        if not 0 < len(text.strip()) <= most:
            yield FieldError(field, "请填写 1 到 %(most)s 个字。", {"most": most})
    if plan.deadline < plan.starts_on:
        yield FieldError("deadline", "截止日期不能早于开始日期。")


def _wrong_parts(
    session: Session, actor: Actor, plan: Plan, kept: frozenset[Content]
) -> Iterator[FieldError]:
    """Name what the actor may not choose. Content that the task had before may stay."""
    organized = queries.organized_paths(session, actor, plan.unit_ids)
    if not plan.unit_ids or len(organized) < len(plan.unit_ids):
        yield FieldError("units", "请选择您负责范围内的组织。")
    if not plan.contents:
        yield FieldError("contents", "请至少选择一项学习内容。")
    fresh = frozenset(plan.contents) - kept
    if fresh - contents.offered(session, fresh):
        yield FieldError("contents", "有的学习内容不存在或尚未发布，请重新选择。")
    for title in contents.closed_to(session, plan.contents, organized.values()):
        words = "课程《%(title)s》只对部分组织开放，不包括所选的全部组织。"
        yield FieldError("contents", words, {"title": title})


def withdraw(session: Session, actor: Actor, assignment: Assignment) -> None:
    """Take a task back: nobody is asked for it any more. Twice keeps the first moment."""
    demand(may_revise(actor, assignment))
    _demand_unbound(session, actor, assignment)
    standing = update(Assignment).where(
        Assignment.id == assignment.id, Assignment.withdrawn_at.is_(None)
    )
    if took_effect(session, standing.values(withdrawn_at=utcnow())):
        audit.record(session, actor.id, "assignment.withdraw", _target(assignment))
        telling.take_back(session, assignment, actor.id)
    session.refresh(assignment, ["withdrawn_at"])
