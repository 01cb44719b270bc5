"""Who may read and change study tasks: each rule as a predicate and, below it, as SQL.

The predicates want `Assignment.units` loaded.
"""

from sqlalchemy import ColumnElement, exists, literal, not_, or_, select

from courses.assignments.models import Assignment, AssignmentUnit
from lms.people import Actor, OrgUnit, Role
from lms.people.policy import (
    READERS,
    may_organize,
    may_oversee,
    organized_by,
    overseen_by,
    root_of,
)


def may_revise(actor: Actor, assignment: Assignment) -> bool:
    """Change or withdraw: who organizes every unit that the task is for."""
    return all(may_organize(actor, unit) for unit in assignment.units)


def revisable_by(actor: Actor) -> ColumnElement[bool]:
    beyond = (
        select(AssignmentUnit.unit_id)
        .join(OrgUnit, OrgUnit.id == AssignmentUnit.unit_id)
        .where(AssignmentUnit.assignment_id == Assignment.id, not_(organized_by(actor)))
    )
    return ~exists(beyond)


def may_read(actor: Actor, assignment: Assignment) -> bool:
    """Read: who oversees people that the task could be for.

    Those of a subtree may belong anywhere in the other tree.
    """
    scopes = actor.paths(*READERS)
    return any(
        may_oversee(actor, unit) or any(_may_share(path, unit.path) for path in scopes)
        for unit in assignment.units
    )


def _may_share(scope: str, path: str) -> bool:
    return scope.startswith(path) or root_of(scope) != root_of(path)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    return _has_unit(or_(overseen_by(actor), *map(_shared, actor.paths(*READERS))))


def _shared(scope: str) -> ColumnElement[bool]:
    """Say in SQL over OrgUnit whether people of the scope may belong to it from without."""
    above = literal(scope).startswith(OrgUnit.path)
    return or_(above, not_(OrgUnit.path.startswith(root_of(scope))))


def touching(path: str) -> ColumnElement[bool]:
    """Say in SQL over Assignment which ones could be for people of this subtree."""
    return _has_unit(or_(OrgUnit.path.startswith(path), _shared(path)))


def _has_unit(rule: ColumnElement[bool]) -> ColumnElement[bool]:
    units = select(AssignmentUnit.unit_id).join(OrgUnit, OrgUnit.id == AssignmentUnit.unit_id)
    return exists(units.where(AssignmentUnit.assignment_id == Assignment.id, rule))


def may_exempt(actor: Actor, unit: OrgUnit) -> bool:
    """Exempt people of the unit: who organizes it, from whatever task."""
    return may_organize(actor, unit)


def exemptable_by(actor: Actor) -> ColumnElement[bool]:
    return organized_by(actor)


def may_plan(actor: Actor) -> bool:
    """Set tasks at all."""
    return actor.has(Role.organizer, Role.admin)
