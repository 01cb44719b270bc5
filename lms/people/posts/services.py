"""Appointing people to posts and ending them; the school never loses its last administrator."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from lms import audit
from lms.db import hold, insert_once, took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.people.actor import Actor
from lms.people.models import OrgUnit, Person, Post
from lms.people.policy import held_on, may_administer
from lms.people.roles import Role

KEPT = ("unit_id", "role", "title", "on_behalf_of")
LAST_ADMIN = "这是最后一位系统管理员。请先任命另一位，再做此操作。"


@dataclass(frozen=True, slots=True)
class Appointment:
    person_id: int
    unit_id: int
    role: Role
    title: str
    valid_from: date
    valid_to: date | None
    on_behalf_of: int | None = None


def appoint(session: Session, actor: Actor, appointment: Appointment) -> int:
    """Give somebody a post; its role is theirs over the unit and below while the term lasts.

    Return the id of the post.
    """
    demand(may_administer(actor))
    unit = select(OrgUnit.is_active).where(OrgUnit.id == appointment.unit_id)
    hold(session, unit)
    if not session.scalar(unit):
        raise Invalid(errors=[FieldError("unit", "此组织已撤销，请另选。")])
    if appointment.valid_to is not None and appointment.valid_to <= appointment.valid_from:
        raise Invalid(errors=[FieldError("last_day", "任期最后一天不能早于任期开始。")])
    if appointment.on_behalf_of is not None:
        _check_deputy(session, appointment)
    if not insert_once(session, Post, **asdict(appointment)):
        raise Invalid(errors=[FieldError("title", "这项任职已经登记过。")])
    _tell(session, actor, "post.appoint", appointment)
    given = {name: getattr(appointment, name) for name in ("person_id", "valid_from", *KEPT)}
    known = select(Post.id).filter_by(**given).where(Post.superseded_at.is_(None))
    return session.scalars(known).one()


def _check_deputy(session: Session, appointment: Appointment) -> None:
    """Hold a deputy to somebody else's post, and to a term: nobody stands in for ever."""
    if appointment.on_behalf_of == appointment.person_id:
        raise Invalid(errors=[FieldError("on_behalf_of", "不能代理自己。")])
    if appointment.valid_to is None:
        raise Invalid(errors=[FieldError("last_day", "代理职务必须有最后一天。")])
    original = select(Post.id).where(
        Post.person_id == appointment.on_behalf_of,
        Post.unit_id == appointment.unit_id,
        Post.role == appointment.role,
        held_on(Post, appointment.valid_from),
    )
    if session.scalar(original.limit(1)) is None:
        message = "此人在任期开始时不在这个组织担任这个角色，不能代理。"
        raise Invalid(errors=[FieldError("on_behalf_of", message)])


def end(session: Session, actor: Actor, post: Post, day: date) -> None:
    """End a post: it was held until the day before. A first day undoes it wholly."""
    demand(may_administer(actor))
    if post.valid_to is not None and day >= post.valid_to:
        raise Invalid(errors=[FieldError("day", "结束日期不能晚于原来的任期。")])
    hold_admins(session)
    now = utcnow()
    known = update(Post).where(Post.id == post.id, Post.superseded_at.is_(None))
    spared = or_(Post.role != Role.admin, admin_on(day, but=lambda post: post.id == Post.id))
    if not took_effect(session, known.where(spared).values(superseded_at=now)):
        raise Conflict(LAST_ADMIN if post.role is Role.admin else "任职刚刚有变化，请刷新后重试。")
    if post.valid_from < day:
        held = {name: getattr(post, name) for name in KEPT}
        term = {"valid_from": post.valid_from, "valid_to": day, "recorded_at": now}
        session.add(Post(person_id=post.person_id, **held, **term))
    _tell(session, actor, "post.end", post, day=day.isoformat())
    session.flush()


def hold_admins(session: Session) -> None:
    """Let one at a time take an administrator away: two must not spare each other."""
    posts = select(Post.id).where(Post.role == Role.admin, Post.superseded_at.is_(None))
    hold(session, posts.order_by(Post.id))


def admin_on(day: date, *, but: Callable[[type[Post]], Any]) -> ColumnElement[bool]:
    """Say in SQL whether, `but` those posts, some active person is administrator on the day."""
    post, person = aliased(Post), aliased(Person)
    return exists().where(
        post.role == Role.admin,
        held_on(post, day),
        ~but(post),
        person.id == post.person_id,
        person.is_active,
    )


def _tell(
    session: Session, actor: Actor, deed: str, post: Post | Appointment, **details: object
) -> None:
    said = {"unit": post.unit_id, "role": post.role, "title": post.title}
    audit.record(session, actor.id, deed, f"person:{post.person_id}", **said, **details)
