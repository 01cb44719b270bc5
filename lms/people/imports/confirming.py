"""Takes a checked file over: one transaction, a handful of statements, however many rows.

What the check has seen must still be so; else nothing is written, and the file is to be checked
again. Confirming twice is confirming once.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, insert, literal, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from lms import audit
from lms.db import hold, took_effect, utcnow
from lms.db.base import UTCDateTime
from lms.errors import Conflict, demand
from lms.people.actor import Actor
from lms.people.imports.models import (
    WRITTEN,
    Import,
    StagedPerson,
    State,
    Subject,
    Verdict,
)
from lms.people.imports.planting import plant
from lms.people.models import Membership, OrgUnit, Person
from lms.people.policy import may_administer

CHANGED = "检查之后，学校的人员或组织有了变化。请重新检查，再确认导入。"
KNOWN = (Verdict.update, Verdict.move)
PLACED = (Verdict.create, Verdict.move)
HELD = ("person_id", "unit_id", "tree", "is_primary", "valid_from", "valid_to", "recorded_at")
SEEN = ("login", "staff_number", "name", "status", "mail")


def confirm(session: Session, actor: Actor, kept: Import) -> bool:
    """Write what the check has found; say whether this call did. Raises Conflict."""
    demand(may_administer(actor))
    ready = update(Import).where(Import.id == kept.id, Import.state == State.ready)
    now = utcnow()
    if not took_effect(session, ready.values(state=State.confirmed, confirmed_at=now)):
        session.refresh(kept)
        if kept.state is State.confirmed:
            return False
        raise Conflict("文件还没有检查完，或者已撤销，不能确认导入。")
    try:
        if kept.subject is Subject.people:
            _write_people(session, kept, now)
        else:
            plant(session, actor, kept)
    except IntegrityError as error:
        raise Conflict(CHANGED) from error
    session.refresh(kept)
    audit.record(session, actor.id, "import.confirm", f"import:{kept.id}", **kept.counts)
    return True


def _write_people(session: Session, kept: Import, now: datetime) -> None:
    known = select(StagedPerson.person_id).where(_of(kept, *KNOWN))
    hold(session, select(Person.id).where(Person.id.in_(known)))
    if any(session.scalar(select(change)) for change in _changes(kept)):
        raise Conflict(CHANGED)
    _admit(session, kept, now)
    _revise(session, kept)
    _move(session, kept, now)


def _of(kept: Import, *verdicts: Verdict) -> ColumnElement[bool]:
    return and_(StagedPerson.import_id == kept.id, StagedPerson.verdict.in_(verdicts))


def _changes(kept: Import) -> list[ColumnElement[bool]]:
    """Say in SQL, change by change, what must not have happened since the check."""
    row, person, unit = StagedPerson, Person, OrgUnit
    other = or_(row.person_id.is_(None), person.id != row.person_id)
    taken = [
        exists().where(_of(kept, *WRITTEN), theirs == ours, other)
        for theirs in (person.login, person.staff_number)
        for ours in (row.login, row.staff_number)
    ]
    same = and_(
        *(getattr(person, name).is_not_distinct_from(getattr(row, f"was_{name}")) for name in SEEN),
        person.is_active,
    )
    revised = exists().where(_of(kept, *KNOWN), person.id == row.person_id, ~same)
    closed = exists().where(_of(kept, *PLACED), unit.id == row.unit_id, ~unit.is_active)
    return [*taken, revised, closed, _moved(kept)]


def _moved(kept: Import) -> ColumnElement[bool]:
    """Say in SQL whether somebody's memberships are not those that the check has seen."""
    row, held, old = StagedPerson, aliased(Membership), aliased(Membership)
    in_the_way = exists().where(
        _of(kept, Verdict.move),
        held.person_id == row.person_id,
        held.superseded_at.is_(None),
        or_(held.valid_to.is_(None), held.valid_to > row.since),
        held.tree == kept.tree,
        or_(held.is_primary, held.unit_id == row.unit_id),
        or_(row.replaced_id.is_(None), held.id != row.replaced_id),
    )
    gone = exists().where(
        _of(kept, Verdict.move), old.id == row.replaced_id, old.superseded_at.is_not(None)
    )
    return or_(in_the_way, gone)


def _admit(session: Session, kept: Import, now: datetime) -> None:
    """Give the new people their accounts, without a password: they set their own by a link."""
    row, at = StagedPerson, literal(now, UTCDateTime)
    values = {
        **{name: getattr(row, name) for name in SEEN},
        "must_change_password": literal(value=False),
        "is_demo": literal(value=False),
        "is_active": literal(value=True),
        "created_at": at,
    }
    new = select(*values.values()).where(_of(kept, Verdict.create)).order_by(row.number)
    session.execute(insert(Person).from_select(list(values), new, include_defaults=False))
    admitted = update(row).where(_of(kept, Verdict.create), Person.login == row.login)
    session.execute(
        admitted.values(person_id=Person.id).execution_options(synchronize_session=False)
    )


def _revise(session: Session, kept: Import) -> None:
    row = StagedPerson
    revised = update(Person).where(_of(kept, *KNOWN), row.person_id == Person.id)
    values = {name: getattr(row, name) for name in SEEN}
    session.execute(revised.values(values).execution_options(synchronize_session=False))


def _move(session: Session, kept: Import, now: datetime) -> None:
    """End the memberships that moves replace, and begin the new ones."""
    row, old, at = StagedPerson, aliased(Membership), literal(now, UTCDateTime)
    replaced = select(row.replaced_id).where(_of(kept, Verdict.move))
    ended = update(Membership).where(Membership.id.in_(replaced))
    session.execute(ended.values(superseded_at=now).execution_options(synchronize_session=False))
    until = (
        select(
            *(old.person_id, old.unit_id, old.tree, old.is_primary),
            *(old.valid_from, row.since, at),
        )
        .join(row, row.replaced_id == old.id)
        .where(_of(kept, Verdict.move), old.valid_from < row.since)
    )
    begun = select(
        row.person_id,
        row.unit_id,
        literal(kept.tree, Membership.tree.type),
        literal(value=True),
        row.since,
        literal(None, Membership.valid_to.type),
        at,
    ).where(_of(kept, *PLACED))
    for rows in (until, begun):
        session.execute(insert(Membership).from_select(HELD, rows, include_defaults=False))
    placed = update(row).where(
        _of(kept, *PLACED),
        Membership.person_id == row.person_id,
        Membership.tree == kept.tree,
        Membership.is_primary,
        Membership.valid_to.is_(None),
        Membership.superseded_at.is_(None),
    )
    session.execute(
        placed.values(membership_id=Membership.id).execution_options(synchronize_session=False)
    )
