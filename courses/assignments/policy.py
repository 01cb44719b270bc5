"""Who may read and change study tasks: each rule as a predicate and, below it, as SQL.

The predicates want `Assignment.units` loaded.
"""

from sqlalchemy import ColumnElement, exists, literal, not_, or_, select

from courses.assignments.models import Assignment, AssignmentUnit
from lms.people import Actor, OrgUnit, Role
from lms.people.policy import READERS, may_organize, may_oversee, organized_by, overseen_by


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
    """Read: who oversees people that the task could be for."""
    scopes = actor.paths(*READERS)
    return any(
        may_oversee(actor, unit) or any(path.startswith(unit.path) for path in scopes)
        for unit in assignment.units
    )


def readable_by(actor: Actor) -> ColumnElement[bool]:
    above = (literal(path).startswith(OrgUnit.path) for path in actor.paths(*READERS))
    return _has_unit(or_(overseen_by(actor), *above))


def touching(path: str) -> ColumnElement[bool]:
    """Say in SQL over Assignment which ones could be for people of this subtree."""
    return _has_unit(or_(OrgUnit.path.startswith(path), literal(path).startswith(OrgUnit.path)))


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
