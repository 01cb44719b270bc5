from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, Day, Id, Moment
from lms.people.roles import Role


class MemberStatus(StrEnum):
    """How far somebody is on the way into the party; `none` for staff who are not on it."""

    none = "none"
    applicant = "applicant"
    activist = "activist"
    candidate = "candidate"
    probationary = "probationary"
    full = "full"


class Tree(StrEnum):
    """The two trees that stand beside each other: of the party, and of the administration."""

    party = "party"
    administration = "administration"


class UnitKind(StrEnum):
    committee = "committee"
    general_branch = "general_branch"
    branch = "branch"
    group = "group"
    company = "company"
    department = "department"

    @property
    def tree(self) -> Tree:
        is_office = self in (UnitKind.company, UnitKind.department)
        return Tree.administration if is_office else Tree.party


class Person(Base):
    """Someone with an account; without a password it cannot be signed in to.

    Deleted only with the import that brought it, before anything refers to it.
    """

    __tablename__ = "person"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(64), unique=True)
    staff_number: Mapped[str | None] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64), default="")
    mail: Mapped[str | None] = mapped_column(String(254))
    status: Mapped[MemberStatus] = mapped_column(default=MemberStatus.full)
    password_hash: Mapped[str | None] = mapped_column(String(128))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]


class OrgUnit(Base):
    """A unit of one of the two trees. `path` lists the ids from the root: "/1/4/" for unit 4.

    `code` is its number in the books of the organisation: files know it by that. A tree has one
    root, and a unit stands in the tree of the one above it.
    """

    __tablename__ = "org_unit"
    __table_args__ = (
        CheckConstraint("path LIKE '/%/'", name="path_is_closed"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint(
            "parent_id IS NOT NULL OR kind IN ('committee', 'company')", name="root_is_a_head"
        ),
        CheckConstraint(
            "(tree = 'administration') = (kind IN ('company', 'department'))",
            name="kind_is_of_its_tree",
        ),
        ForeignKeyConstraint(
            ["parent_id", "tree"], ["org_unit.id", "org_unit.tree"], name="fk_org_unit_same_tree"
        ),
        UniqueConstraint("id", "tree"),
        Index("uq_org_unit_code", "code", unique=True),
        Index(
            "uq_org_unit_root",
            "tree",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
    )

    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[UnitKind]
    tree: Mapped[Tree] = mapped_column(
        default=lambda context: UnitKind(context.get_current_parameters()["kind"]).tree,
        server_default=Tree.party,
    )
    path: Mapped[str] = mapped_column(String(255), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    code: Mapped[str | None] = mapped_column(String(32))


class Held:
    """Dates of what somebody holds: from a day, until the day before `valid_to` (none: open).

    Rows are not rewritten: a correction supersedes a row by a new one, so that "as of" a day and
    "as it was reported then" are both exact.
    """

    valid_from: Mapped[Day]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[Moment]
    superseded_at: Mapped[datetime | None]


class Membership(Held, Base):
    """Somebody belongs to a unit for a time; one open primary membership a person and tree.

    The days of a person's primary memberships in a tree do not overlap, nor those of any in one
    unit. `tree` is the unit's, so that the database can hold this.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        Index(
            "uq_membership_open_primary",
            "person_id",
            "tree",
            unique=True,
            sqlite_where=text("is_primary AND valid_to IS NULL AND superseded_at IS NULL"),
            postgresql_where=text("is_primary AND valid_to IS NULL AND superseded_at IS NULL"),
        ),
        Index(
            "uq_membership_open_unit",
            "person_id",
            "unit_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL AND superseded_at IS NULL"),
            postgresql_where=text("valid_to IS NULL AND superseded_at IS NULL"),
        ),
        ForeignKeyConstraint(
            ["unit_id", "tree"], ["org_unit.id", "org_unit.tree"], name="fk_membership_tree_of_unit"
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    tree: Mapped[Tree] = mapped_column(default=Tree.party, server_default=Tree.party)
    is_primary: Mapped[bool] = mapped_column(default=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    unit: Mapped[OrgUnit] = relationship(lazy="raise_on_sql", foreign_keys=[unit_id])


class Post(Held, Base):
    """A post with its term; it grants a role over the unit and everything below it.

    A deputy holds it on behalf of somebody, for a term of its own.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        Index(
            "uq_post_known",
            "person_id",
            "unit_id",
            "role",
            "title",
            "valid_from",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    role: Mapped[Role]
    title: Mapped[str] = mapped_column(String(40))
    on_behalf_of: Mapped[int | None] = mapped_column(ForeignKey(Person.id))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    unit: Mapped[OrgUnit] = relationship(lazy="raise_on_sql")


class WebSession(Base):
    """A browser or a program that is signed in. Only the hash of its token is kept."""

    __tablename__ = "web_session"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    is_api: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")


class SignInTry(Base):
    """How often sign-in was tried in a window, for one login or one address."""

    __tablename__ = "sign_in_try"

    key: Mapped[str] = mapped_column(String(140), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    since: Mapped[Moment]


class KeptAnswer(Base):
    """What a program was told, for when it asks for the same deed again with the same key.

    `asked` is the hash of person, route and key, `body` that of what was sent.
    """

    __tablename__ = "kept_answer"

    asked: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    body: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(default=0)
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    content: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Moment]
