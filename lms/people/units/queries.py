"""What the pages about the tree read."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.db import one_or_refuse
from lms.people.actor import Actor
from lms.people.models import Membership, OrgUnit, Person, Post, Tree, UnitKind
from lms.people.policy import administered_by, held_on
from lms.people.roles import Role

MOST_SHOWN = 200  # units on one page; deeper ones are on the pages of their units


class Node(NamedTuple):
    """A unit in the tree, with how many people belong to it directly."""

    id: int
    parent_id: int | None
    name: str
    kind: UnitKind
    path: str
    is_active: bool
    members: int

    @property
    def depth(self) -> int:
        return depth_of(self.path)


class Branch(NamedTuple):
    """A unit with what stands under it, as a page prints it."""

    node: Node
    children: list["Branch"]


class Option(NamedTuple):
    """A unit to choose, set in by its depth."""

    id: int
    name: str
    kind: UnitKind
    path: str

    @property
    def label(self) -> str:
        return "\u3000" * (depth_of(self.path) - 1) + self.name


class Holder(NamedTuple):
    """Somebody with a post in a unit."""

    person_id: int
    name: str
    title: str
    role: Role
    valid_to: date | None


def depth_of(path: str) -> int:
    return path.count("/") - 1


def unit(session: Session, actor: Actor, unit_id: int) -> OrgUnit:
    statement = select(OrgUnit).where(OrgUnit.id == unit_id, administered_by(actor))
    return one_or_refuse(session, statement)


def tree(session: Session, actor: Actor, which: Tree, day: date) -> list[Branch]:
    """Return a whole tree, as deep as fits on one page; nothing of one that has no root yet."""
    nodes = _nodes(session, actor, which, day)
    return _grown(nodes[: _shown(nodes)])


def _nodes(session: Session, actor: Actor, which: Tree, day: date) -> list[Node]:
    """Return all units of a tree, the upper ones first, each level in its order: one query."""
    members = (
        select(Membership.unit_id, func.count().label("count"))
        .where(held_on(Membership, day))
        .group_by(Membership.unit_id)
        .subquery()
    )
    statement = (
        select(
            OrgUnit.id,
            OrgUnit.parent_id,
            OrgUnit.name,
            OrgUnit.kind,
            OrgUnit.path,
            OrgUnit.is_active,
            func.coalesce(members.c.count, 0),
        )
        .outerjoin(members, members.c.unit_id == OrgUnit.id)
        .where(administered_by(actor), OrgUnit.tree == which)
        .order_by(OrgUnit.position, OrgUnit.id)
    )
    nodes = [Node(*row) for row in session.execute(statement)]
    return sorted(nodes, key=lambda node: node.depth)


def _shown(nodes: list[Node]) -> int:
    """Return how many to show: whole levels, the first two in any case."""
    if len(nodes) <= MOST_SHOWN:
        return len(nodes)
    deepest = nodes[MOST_SHOWN].depth - 1
    return sum(node.depth <= max(deepest, 2) for node in nodes)


def _grown(nodes: list[Node]) -> list[Branch]:
    children: defaultdict[int | None, list[Branch]] = defaultdict(list)
    for node in nodes:
        children[node.parent_id].append(Branch(node, children[node.id]))
    return children[None]


def children(session: Session, actor: Actor, above: OrgUnit, day: date) -> list[Node]:
    return [node for node in _nodes(session, actor, above.tree, day) if node.parent_id == above.id]


def ancestors(session: Session, below: OrgUnit) -> list[OrgUnit]:
    """Return the units above, the root first."""
    ids = [int(part) for part in below.path.strip("/").split("/")[:-1]]
    statement = select(OrgUnit).where(OrgUnit.id.in_(ids)).order_by(func.length(OrgUnit.path))
    return list(session.scalars(statement))


def holders(session: Session, unit_id: int, day: date) -> list[Holder]:
    statement = (
        select(Person.id, Person.name, Post.title, Post.role, Post.valid_to)
        .join(Person, Person.id == Post.person_id)
        .where(Post.unit_id == unit_id, held_on(Post, day))
        .order_by(Post.valid_from, Post.id)
    )
    return [Holder(*row) for row in session.execute(statement)]


def member_count(session: Session, unit_id: int, day: date) -> int:
    statement = select(func.count()).where(Membership.unit_id == unit_id, held_on(Membership, day))
    return session.scalar(statement) or 0


def options(session: Session, actor: Actor) -> list[Option]:
    """Return the units that can be chosen for people and posts, tree by tree, each in its order."""
    statement = (
        select(OrgUnit.id, OrgUnit.name, OrgUnit.kind, OrgUnit.path, OrgUnit.parent_id)
        .where(administered_by(actor), OrgUnit.is_active)
        .order_by(OrgUnit.tree.desc(), OrgUnit.position, OrgUnit.id)
    )
    below: defaultdict[int | None, list[Option]] = defaultdict(list)
    for row in session.execute(statement):
        below[row.parent_id].append(Option(row.id, row.name, row.kind, row.path))
    return list(_in_order(below, None))


def has_tree(session: Session, which: Tree) -> bool:
    root = select(OrgUnit.id).where(OrgUnit.tree == which, OrgUnit.parent_id.is_(None))
    return session.scalar(root) is not None


def _in_order(
    below: defaultdict[int | None, list[Option]], parent_id: int | None
) -> Iterator[Option]:
    for option in below[parent_id]:
        yield option
        yield from _in_order(below, option.id)
