"""What administrators do with the tree. Units are closed, never deleted: facts hang on them."""

import secrets
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from lms import audit
from lms.db import hold, insert_once, took_effect
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.people.actor import Actor
from lms.people.models import Membership, OrgUnit, Post, Tree, UnitKind
from lms.people.policy import may_administer
from lms.people.units.policy import DEEPEST, LEVELS, may_stand_under
from lms.people.units.queries import depth_of


@dataclass(frozen=True, slots=True)
class UnitDraft:
    name: str
    kind: UnitKind


def found_administration(session: Session, actor: Actor, name: str) -> OrgUnit:
    """Let the second tree begin, with the company at its root. There is one: raises Conflict."""
    demand(may_administer(actor))
    root = {"name": name, "kind": UnitKind.company, "tree": Tree.administration, "position": 0}
    if not insert_once(session, OrgUnit, **root, path=_unborn(), is_active=True):
        raise Conflict("行政组织已经建立过。")
    heads = select(OrgUnit).where(OrgUnit.tree == Tree.administration, OrgUnit.parent_id.is_(None))
    unit = session.scalars(heads).one()
    unit.path = f"/{unit.id}/"
    _tell(session, actor, "unit.found", unit, name=unit.name, kind=unit.kind)
    return unit


def found(session: Session, actor: Actor, above: OrgUnit, draft: UnitDraft) -> OrgUnit:
    """Add a unit under another one, as the last of its level."""
    demand(may_administer(actor))
    hold_tree(session)
    session.refresh(above)
    _check_place(draft.kind, depth=1, above=above)
    unit = OrgUnit(
        parent_id=above.id,
        name=draft.name,
        kind=draft.kind,
        tree=above.tree,
        path=_unborn(),
        position=_next_position(session, above.id),
    )
    session.add(unit)
    session.flush()
    unit.path = f"{above.path}{unit.id}/"
    _tell(session, actor, "unit.found", unit, name=unit.name, kind=unit.kind, above=above.id)
    return unit


def rename(session: Session, actor: Actor, unit: OrgUnit, name: str) -> None:
    demand(may_administer(actor))
    before, unit.name = unit.name, name
    if before != name:
        _tell(session, actor, "unit.rename", unit, before=before, after=name)


def move(session: Session, actor: Actor, unit: OrgUnit, above: OrgUnit) -> None:
    """Hang the unit, with all that stands under it, elsewhere in the tree."""
    demand(may_administer(actor))
    hold_tree(session)
    session.refresh(unit)
    session.refresh(above)
    if unit.parent_id == above.id:
        return
    if above.path.startswith(unit.path):
        raise _misplaced("不能移到自己或自己的下级之下。")
    _check_place(unit.kind, depth=_height(session, unit), above=above)
    before, after = unit.path, f"{above.path}{unit.id}/"
    _rewrite_paths(session, before, after)
    place = {"parent_id": above.id, "position": _next_position(session, above.id)}
    session.execute(update(OrgUnit).where(OrgUnit.id == unit.id).values(**place))
    session.expire(unit)
    _tell(session, actor, "unit.move", unit, before=before, after=after)


def shift(session: Session, actor: Actor, unit: OrgUnit, by: int) -> None:
    """Move the unit up (-1) or down (1) among its siblings; at the end it stays."""
    demand(may_administer(actor))
    hold_tree(session)
    siblings = select(OrgUnit.id).where(OrgUnit.parent_id == unit.parent_id)
    ids = list(session.scalars(siblings.order_by(OrgUnit.position, OrgUnit.id)))
    at = ids.index(unit.id)
    to = min(max(at + by, 0), len(ids) - 1)
    ids.insert(to, ids.pop(at))
    places = case({unit_id: place for place, unit_id in enumerate(ids)}, value=OrgUnit.id)
    session.execute(update(OrgUnit).where(OrgUnit.id.in_(ids)).values(position=places))
    _tell(session, actor, "unit.order", unit, place=to + 1)


def close(session: Session, actor: Actor, unit: OrgUnit, day: date) -> None:
    """Close a unit in which nobody is left. Closing twice is one closing."""
    demand(may_administer(actor))
    hold(session, select(OrgUnit.id).where(OrgUnit.id == unit.id))
    below = aliased(OrgUnit)
    empty = update(OrgUnit).where(
        OrgUnit.id == unit.id,
        OrgUnit.parent_id.is_not(None),
        ~exists().where(below.parent_id == OrgUnit.id, below.is_active),
        ~_has_open(Membership, day),
        ~_has_open(Post, day),
    )
    if not took_effect(session, empty.values(is_active=False)):
        raise Conflict(
            "“%(name)s”还不能撤销：请先转接其中的人员、结束其中的职务、撤销或移走下级组织。",
            name=unit.name,
        )
    _tell(session, actor, "unit.close", unit)


def reopen(session: Session, actor: Actor, unit: OrgUnit) -> None:
    demand(may_administer(actor))
    hold_tree(session)
    above = aliased(OrgUnit)
    standing = exists().where(above.id == OrgUnit.parent_id, above.is_active)
    again = update(OrgUnit).where(OrgUnit.id == unit.id, standing)
    if not took_effect(session, again.values(is_active=True)):
        raise Conflict("上级组织已撤销，请先恢复上级。")
    _tell(session, actor, "unit.reopen", unit)


def hold_tree(session: Session) -> None:
    """Let one at a time change the shape of the tree: two moves must not make a ring."""
    hold(session, select(OrgUnit.id).where(OrgUnit.parent_id.is_(None)).order_by(OrgUnit.id))


def _check_place(kind: UnitKind, *, depth: int, above: OrgUnit) -> None:
    if not above.is_active:
        raise _misplaced("上级组织已撤销，请另选上级。")
    if not may_stand_under(kind, above.kind):
        raise _misplaced(LEVELS[above.tree])
    if depth_of(above.path) + depth > DEEPEST:
        raise _misplaced("组织最多 %(most)s 级。", most=DEEPEST)


def _misplaced(message: str, **values: object) -> Invalid:
    return Invalid(errors=[FieldError("above", message, dict(values))])


def _height(session: Session, unit: OrgUnit) -> int:
    """Return how many levels the unit and what stands under it take."""
    paths = session.scalars(select(OrgUnit.path).where(OrgUnit.path.startswith(unit.path)))
    return max(map(depth_of, paths)) - depth_of(unit.path) + 1


def _rewrite_paths(session: Session, before: str, after: str) -> None:
    rest = func.substr(OrgUnit.path, len(before) + 1)
    subtree = update(OrgUnit).where(OrgUnit.path.startswith(before))
    session.execute(subtree.values(path=after + rest))


def _unborn() -> str:
    """Return a path to have until the id is known."""
    return f"/new-{secrets.token_hex(8)}/"


def _next_position(session: Session, parent_id: int) -> int:
    last = select(func.max(OrgUnit.position)).where(OrgUnit.parent_id == parent_id)
    return (session.scalar(last) or 0) + 1


def _has_open(held: type[Membership | Post], day: date) -> ColumnElement[bool]:
    """Say in SQL whether anybody holds something in the unit today or later."""
    still_to_come = or_(held.valid_to.is_(None), held.valid_to > day)
    return exists().where(held.unit_id == OrgUnit.id, held.superseded_at.is_(None), still_to_come)


def _tell(session: Session, actor: Actor, deed: str, unit: OrgUnit, **details: object) -> None:
    audit.record(session, actor.id, deed, f"unit:{unit.id}", **details)
