from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment
from lms.people.models import Membership, MemberStatus, OrgUnit, Person, Tree, UnitKind


class Subject(StrEnum):
    people = "people"
    units = "units"


class State(StrEnum):
    """How far an import is: read, being checked, checked, taken over, taken back."""

    uploaded = "uploaded"
    checking = "checking"
    ready = "ready"
    confirmed = "confirmed"
    undone = "undone"


class Verdict(StrEnum):
    """What a row of the file comes to."""

    create = "create"
    update = "update"
    move = "move"
    unchanged = "unchanged"
    refused = "refused"


WRITTEN = (Verdict.create, Verdict.update, Verdict.move)


class Outcome(StrEnum):
    """What undoing came to for a row: gone, as before, account closed, or left as it is."""

    removed = "removed"
    restored = "restored"
    closed = "closed"
    left = "left"


class Import(Base):
    """A file of people or units, and how far it is; `tree` is where its units stand.

    `columns` says which column of the file holds what. Each new mapping is a `revision`, so that
    a check of an older one writes nothing any more.
    """

    __tablename__ = "people_import"

    id: Mapped[Id]
    subject: Mapped[Subject]
    tree: Mapped[Tree] = mapped_column(default=Tree.party, server_default=Tree.party)
    state: Mapped[State] = mapped_column(default=State.uploaded)
    revision: Mapped[int] = mapped_column(default=0)
    file_name: Mapped[str] = mapped_column(String(200))
    blob: Mapped[str | None] = mapped_column(String(64))
    header: Mapped[list[Any]]
    samples: Mapped[list[Any]]
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class Staged:
    """A row of the file as it was judged; `cells` is what stood in it, as it is shown again."""

    number: Mapped[int]
    verdict: Mapped[Verdict]
    cells: Mapped[list[Any]]
    refusals: Mapped[list[Any]]
    outcome: Mapped[Outcome | None]


class StagedPerson(Staged, Base):
    """What a row makes of a person, and what was there before it.

    `replaced_id` is the membership that a move ends, `membership_id` the one it begins.
    """

    __tablename__ = "people_import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        CheckConstraint(
            "verdict = 'refused' OR (login IS NOT NULL AND name IS NOT NULL)",
            name="taken_rows_are_whole",
        ),
        Index("ix_people_import_row_verdict", "import_id", "verdict"),
    )

    id: Mapped[Id]
    import_id: Mapped[int] = mapped_column(ForeignKey(Import.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    login: Mapped[str | None] = mapped_column(String(64))
    staff_number: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[MemberStatus | None]
    mail: Mapped[str | None] = mapped_column(String(254))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(OrgUnit.id))
    since: Mapped[date | None]
    was_login: Mapped[str | None] = mapped_column(String(64))
    was_staff_number: Mapped[str | None] = mapped_column(String(32))
    was_name: Mapped[str | None] = mapped_column(String(64))
    was_status: Mapped[MemberStatus | None]
    was_mail: Mapped[str | None] = mapped_column(String(254))
    replaced_id: Mapped[int | None] = mapped_column(ForeignKey(Membership.id), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey(Membership.id), index=True)


class StagedUnit(Staged, Base):
    """What a row makes of a unit; one under a unit of the same file names that row as `above`."""

    __tablename__ = "unit_import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index("ix_unit_import_row_verdict", "import_id", "verdict"),
    )

    id: Mapped[Id]
    import_id: Mapped[int] = mapped_column(ForeignKey(Import.id))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    name: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[UnitKind | None]
    code: Mapped[str | None] = mapped_column(String(32))
    depth: Mapped[int] = mapped_column(default=0)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey(OrgUnit.id))
    above: Mapped[int | None]
    was_name: Mapped[str | None] = mapped_column(String(80))
    was_parent_id: Mapped[int | None] = mapped_column(ForeignKey(OrgUnit.id))
