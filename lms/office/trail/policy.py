"""Who reads which entries of the trail: each rule as a predicate and, below it, as SQL.

An administrator, and an auditor whose post is at the top of the tree, read everything; another
auditor reads the deeds of those who belong to the subtree of the post.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, exists, false, or_, true

from lms.audit.models import AuditEntry
from lms.people.actor import Actor
from lms.people.models import Membership, OrgUnit
from lms.people.policy import held_on
from lms.people.roles import Role

TOP = 2  # slashes in the path of a root


def may_read_all(actor: Actor) -> bool:
    return actor.has(Role.admin) or any(
        path.count("/") == TOP for path in actor.paths(Role.auditor)
    )


def may_read_entry(actor: Actor, doer_paths: Collection[str]) -> bool:
    """Say whether the actor may read what somebody did who belongs to units with these paths."""
    mine = actor.paths(Role.auditor)
    return may_read_all(actor) or any(path.startswith(mine) for path in doer_paths)


def entries_read_by(actor: Actor, day: date) -> ColumnElement[bool]:
    if may_read_all(actor):
        return true()
    below = (OrgUnit.path.startswith(path) for path in actor.paths(Role.auditor))
    return exists().where(
        Membership.person_id == AuditEntry.actor_id,
        held_on(Membership, day),
        OrgUnit.id == Membership.unit_id,
        or_(false(), *below),
    )
