"""Where a report stands in the tree: the way up, the units below, and what else may be chosen."""

from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.db import one_or_refuse
from lms.errors import NotFound
from lms.people import Actor, OrgUnit, Tree, UnitKind
from lms.people.policy import READERS, overseen_by


class Unit(NamedTuple):
    id: int
    parent_id: int | None
    name: str
    kind: UnitKind
    path: str
    position: int
    is_active: bool

    @property
    def depth(self) -> int:
        return self.path.count("/")

    @property
    def tree(self) -> Tree:
        return self.kind.tree


COLUMNS = (
    OrgUnit.id,
    OrgUnit.parent_id,
    OrgUnit.name,
    OrgUnit.kind,
    OrgUnit.path,
    OrgUnit.position,
    OrgUnit.is_active,
)


class Place(NamedTuple):
    """A unit within the reader's scope.

    `around` is what a reader may go to from here: the way down to the unit and, at each step,
    the units beside it, each before those below it; and the root of the other tree. It stays
    short in the largest tree.
    """

    unit: Unit
    above: list[Unit]
    below: list[Unit]
    around: list[Unit]


def home_unit(session: Session, actor: Actor) -> int:
    """Return the highest unit that the actor oversees; of several the first."""
    statement = (
        select(OrgUnit.id)
        .where(overseen_by(actor))
        .order_by(OrgUnit.parent_id.is_not(None), OrgUnit.tree.desc())
    )
    shortest = statement.order_by(OrgUnit.path).limit(1)
    found = session.scalar(shortest)
    if found is None:
        raise NotFound("您还没有负责的组织。")
    return found


def unit_in_scope(session: Session, actor: Actor, unit_id: int) -> OrgUnit:
    statement = select(OrgUnit).where(OrgUnit.id == unit_id, overseen_by(actor))
    return one_or_refuse(session, statement)


def place(session: Session, actor: Actor, unit_id: int) -> Place:
    """Return a unit of the actor's scope with what lies around it: two queries in any tree."""
    here = unit_in_scope(session, actor, unit_id)
    way = [int(part) for part in here.path.split("/") if part]
    near = or_(
        OrgUnit.parent_id.is_(None),
        OrgUnit.id.in_(way),
        OrgUnit.parent_id.in_(way),
        OrgUnit.path.in_(actor.paths(*READERS)),
    )
    statement = select(*COLUMNS).where(overseen_by(actor), near)
    units = [Unit(*row) for row in session.execute(statement)]
    unit = next(each for each in units if each.id == here.id)
    above = sorted((each for each in units if each.id in way[:-1]), key=lambda each: each.depth)
    below = [each for each in units if each.parent_id == here.id]
    return Place(unit, above, sorted(below, key=_by_position), _nested(units))


def _by_position(unit: Unit) -> tuple[int, int]:
    return unit.position, unit.id


def _nested(units: list[Unit]) -> list[Unit]:
    """Put each unit before those below it, the others by their position."""
    place_of = {unit.id: _by_position(unit) for unit in units}

    def _key(unit: Unit) -> list[tuple[int, int]]:
        return [place_of.get(int(part), (0, 0)) for part in unit.path.split("/") if part]

    return sorted(units, key=_key)


def tree(session: Session, actor: Actor) -> list[Unit]:
    """Return all units that the actor oversees, each before those below it."""
    units = [Unit(*row) for row in session.execute(select(*COLUMNS).where(overseen_by(actor)))]
    return _nested(units)
