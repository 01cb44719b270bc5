"""Who is here: accounts, organisation, posts and the roles they carry."""

from lms.people.actor import Actor, Grant, Role, current_actor
from lms.people.models import (
    Membership,
    MemberStatus,
    OrgUnit,
    Person,
    Post,
    Tree,
    UnitKind,
    WebSession,
)

__all__ = [
    "Actor",
    "Grant",
    "MemberStatus",
    "Membership",
    "OrgUnit",
    "Person",
    "Post",
    "Role",
    "Tree",
    "UnitKind",
    "WebSession",
    "current_actor",
]
