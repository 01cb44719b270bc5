"""Memberships change by new rows: what was recorded before is superseded, never rewritten.

So a report of a day knows where everybody belonged on it, and one made before a belated transfer
can be made again as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import hold, took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.people.actor import Actor
from lms.people.models import Membership, OrgUnit, Person, Tree
from lms.people.policy import may_administer


@dataclass(frozen=True, slots=True)
class Joining:
    unit_id: int
    since: date
    is_primary: bool = False


def join(session: Session, actor: Actor, person: Person, joining: Joining) -> None:
    """Let the person belong to one more unit. Raises Invalid if they do already, or will."""
    demand(may_administer(actor))
    _hold(session, person, joining.unit_id)
    if _standing(session, person, joining.since, Membership.unit_id == joining.unit_id):
        raise Invalid(errors=[FieldError("unit", "从这一天起已经隶属于该组织。")])
    tree = _tree_of(session, joining)
    primary = (Membership.is_primary, Membership.tree == tree)
    if joining.is_primary and _standing(session, person, joining.since, *primary):
        raise Invalid(errors=[FieldError("unit", "已有主要隶属关系，请使用转接。")])
    _add(session, person, joining, utcnow())
    _tell(session, actor, "membership.join", person, joining)


def transfer(session: Session, actor: Actor, person: Person, joining: Joining) -> None:
    """Let the person belong primarily to this unit from the day on, and to no other of its tree.

    The day may lie in the past: what is recorded for it and later then holds no longer, and a
    secondary membership of the unit becomes the primary one.
    """
    demand(may_administer(actor))
    _hold(session, person, joining.unit_id)
    here, tree = Membership.unit_id == joining.unit_id, _tree_of(session, joining)
    rivals = (or_(Membership.is_primary, here), Membership.tree == tree)
    standing = _standing(session, person, joining.since, *rivals)
    if [(row.unit_id, row.is_primary, row.valid_to) for row in standing] == [
        (joining.unit_id, True, None)
    ] and standing[0].valid_from <= joining.since:
        raise Invalid(errors=[FieldError("unit", "从这一天起已经隶属于该组织。")])
    now = utcnow()  # one moment for the whole deed: at none was the person nowhere
    for row in standing:
        _cut(session, row, joining.since, now)
    _add(session, person, joining, now)
    left = [row.unit_id for row in standing]
    _tell(session, actor, "membership.transfer", person, joining, before=left)


def leave(session: Session, actor: Actor, membership: Membership, day: date) -> None:
    """End a membership: the person belonged until the day before. A first day undoes it wholly."""
    demand(may_administer(actor))
    person = session.get_one(Person, membership.person_id)
    hold(session, select(Person.id).where(Person.id == person.id))
    if membership.valid_to is not None and day >= membership.valid_to:
        raise Invalid(errors=[FieldError("day", "结束日期不能晚于原来的结束日期。")])
    _cut(session, membership, day, utcnow())
    ended = Joining(membership.unit_id, day, membership.is_primary)
    _tell(session, actor, "membership.leave", person, ended)
    session.flush()


def _hold(session: Session, person: Person, unit_id: int) -> None:
    """Keep others from moving the person and from closing the unit meanwhile."""
    hold(session, select(Person.id).where(Person.id == person.id))
    unit = select(OrgUnit.is_active).where(OrgUnit.id == unit_id)
    hold(session, unit)
    if not session.scalar(unit):
        raise Invalid(errors=[FieldError("unit", "此组织已撤销，请另选。")])


def _tree_of(session: Session, joining: Joining) -> Tree:
    return session.scalars(select(OrgUnit.tree).where(OrgUnit.id == joining.unit_id)).one()


def _standing(session: Session, person: Person, day: date, *which: Any) -> Sequence[Membership]:
    """Return the person's memberships that hold on the day or later, by what is known now."""
    statement = select(Membership).where(
        Membership.person_id == person.id,
        Membership.superseded_at.is_(None),
        or_(Membership.valid_to.is_(None), Membership.valid_to > day),
        *which,
    )
    return session.scalars(statement.order_by(Membership.valid_from)).all()


def _cut(session: Session, row: Membership, day: date, now: datetime) -> None:
    """Let a membership end at the day; one that only begins then was never right."""
    known = update(Membership).where(Membership.id == row.id, Membership.superseded_at.is_(None))
    if not took_effect(session, known.values(superseded_at=now)):
        raise Conflict("组织关系刚刚有变化，请刷新后重试。")
    if row.valid_from < day:
        session.add(
            Membership(
                person_id=row.person_id,
                unit_id=row.unit_id,
                tree=row.tree,
                is_primary=row.is_primary,
                valid_from=row.valid_from,
                valid_to=day,
                recorded_at=now,
            )
        )


def _add(session: Session, person: Person, joining: Joining, now: datetime) -> None:
    session.add(
        Membership(
            person_id=person.id,
            unit_id=joining.unit_id,
            tree=_tree_of(session, joining),
            is_primary=joining.is_primary,
            valid_from=joining.since,
            recorded_at=now,
        )
    )
    session.flush()


def _tell(
    session: Session,
    actor: Actor,
    deed: str,
    person: Person,
    joining: Joining,
    **details: object,
) -> None:
    said = {"unit": joining.unit_id, "day": joining.since.isoformat(), **details}
    audit.record(session, actor.id, deed, f"person:{person.id}", **said)
