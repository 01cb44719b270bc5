"""Takes an import back, within a month: what nobody has touched since is as it was before.

People whom anything in the school refers to (they signed in, they learned) are not deleted: their
accounts are closed. What was changed after the import stays. Both are listed.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from lms import audit
from lms.db import took_effect, utcnow
from lms.db.base import UTCDateTime
from lms.errors import Conflict, demand
from lms.people.activation.models import OneTimeLink
from lms.people.actor import Actor
from lms.people.imports.confirming import HELD
from lms.people.imports.felling import fell
from lms.people.imports.models import (
    Import,
    Outcome,
    StagedPerson,
    StagedUnit,
    State,
    Subject,
    Verdict,
)
from lms.people.imports.references import referred_to
from lms.people.imports.services import UNDO_WITHIN
from lms.people.models import Membership, Person, Post, WebSession
from lms.people.policy import may_administer
from lms.people.roles import Role

SEEN = ("login", "staff_number", "name", "status", "mail")
CHANGED = (Verdict.update, Verdict.move)
UNSYNCED = {"synchronize_session": False}


def undo(session: Session, actor: Actor, kept: Import) -> bool:
    """Take the import back; say whether this call did. Raises Conflict when it is too late."""
    demand(may_administer(actor))
    now = utcnow()
    confirmed = update(Import).where(
        Import.id == kept.id,
        Import.state == State.confirmed,
        Import.confirmed_at > now - UNDO_WITHIN,
    )
    if not took_effect(session, confirmed.values(state=State.undone, undone_at=now)):
        session.refresh(kept)
        if kept.state is State.undone:
            return False
        raise Conflict("只有确认后 %(days)s 天之内的导入可以撤销。", days=UNDO_WITHIN.days)
    session.refresh(kept)
    if kept.subject is Subject.people:
        _undo_people(session, actor, kept, now)
    else:
        fell(session, actor, kept)
    counts = _counts(session, kept)
    audit.record(session, actor.id, "import.undo", f"import:{kept.id}", **counts)
    return True


def last_moment(kept: Import) -> datetime | None:
    """Return until when the import can be taken back."""
    return kept.confirmed_at and kept.confirmed_at + UNDO_WITHIN


def is_open(kept: Import) -> bool:
    last = last_moment(kept)
    return kept.state is State.confirmed and last is not None and utcnow() < last


def _counts(session: Session, kept: Import) -> dict[str, int]:
    table = StagedPerson if kept.subject is Subject.people else StagedUnit
    statement = (
        select(table.outcome, func.count())
        .where(table.import_id == kept.id, table.outcome.is_not(None))
        .group_by(table.outcome)
    )
    return {str(row[0]): row[1] for row in session.execute(statement)}


def _undo_people(session: Session, actor: Actor, kept: Import, now: datetime) -> None:
    _judge_admitted(session, actor, kept)
    _close(session, kept, now)
    _remove(session, kept)
    _judge_changed(session, kept)
    _move_back(session, kept, now)
    _revise_back(session, kept)


def _of(kept: Import, *verdicts: Verdict) -> ColumnElement[bool]:
    return and_(StagedPerson.import_id == kept.id, StagedPerson.verdict.in_(verdicts))


def _with(kept: Import, outcome: Outcome, *verdicts: Verdict) -> ColumnElement[bool]:
    return and_(_of(kept, *verdicts), StagedPerson.outcome == outcome)


def _judge_admitted(session: Session, actor: Actor, kept: Import) -> None:
    """Tell those who can go from those who only lose their account, and from administrators."""
    row = StagedPerson
    more = exists().where(Membership.person_id == row.person_id, Membership.id != row.membership_id)
    rests = or_(
        referred_to(row.person_id, Person, but=(StagedPerson, OneTimeLink, Membership)), more
    )
    rules = exists().where(
        Post.person_id == row.person_id, Post.role == Role.admin, Post.superseded_at.is_(None)
    )
    outcome = case(
        (or_(rules, row.person_id == actor.id), literal(Outcome.left, row.outcome.type)),
        (rests, literal(Outcome.closed, row.outcome.type)),
        else_=literal(Outcome.removed, row.outcome.type),
    )
    _set(session, _of(kept, Verdict.create), outcome=outcome)


def _close(session: Session, kept: Import, now: datetime) -> None:
    ids = select(StagedPerson.person_id).where(_with(kept, Outcome.closed, Verdict.create))
    closed = update(Person).where(Person.id.in_(ids)).values(is_active=False)
    session.execute(closed.execution_options(**UNSYNCED))
    ended = update(WebSession).where(WebSession.person_id.in_(ids), WebSession.revoked_at.is_(None))
    session.execute(ended.values(revoked_at=now).execution_options(**UNSYNCED))


def _remove(session: Session, kept: Import) -> None:
    """Delete those to whom nothing refers, with their first membership and their links."""
    gone = _with(kept, Outcome.removed, Verdict.create)
    ids = select(StagedPerson.person_id).where(gone)
    logins = select(StagedPerson.login).where(gone)
    session.execute(delete(OneTimeLink).where(OneTimeLink.person_id.in_(ids)))
    members = select(Membership.id).where(Membership.person_id.in_(ids))
    named = or_(StagedPerson.membership_id.in_(members), StagedPerson.replaced_id.in_(members))
    _set(session, named, membership_id=None, replaced_id=None)
    session.execute(delete(Membership).where(Membership.person_id.in_(ids)))
    people = select(Person.id).where(Person.login.in_(logins))
    _set(session, StagedPerson.person_id.in_(people), person_id=None)
    session.execute(delete(Person).where(Person.login.in_(logins)).execution_options(**UNSYNCED))


def _judge_changed(session: Session, kept: Import) -> None:
    """Tell those who are as the import left them from those whom somebody has changed since."""
    row, person, other = StagedPerson, aliased(Person), aliased(Person)
    same = [getattr(person, name).is_not_distinct_from(getattr(row, name)) for name in SEEN]
    as_left = exists().where(person.id == row.person_id, *same)
    taken = [
        exists().where(theirs == ours, other.id != row.person_id)
        for theirs in (other.login, other.staff_number)
        for ours in (row.was_login, row.was_staff_number)
    ]
    still_there = exists().where(
        Membership.id == row.membership_id,
        Membership.superseded_at.is_(None),
        Membership.valid_to.is_(None),
    )
    stays = or_(row.verdict == Verdict.update, still_there)
    outcome = case(
        (and_(as_left, stays, ~or_(*taken)), literal(Outcome.restored, row.outcome.type)),
        else_=literal(Outcome.left, row.outcome.type),
    )
    _set(session, _of(kept, *CHANGED), outcome=outcome)


def _move_back(session: Session, kept: Import, now: datetime) -> None:
    """Supersede what the move recorded, and record again what it had replaced."""
    row, old, at = StagedPerson, aliased(Membership), literal(now, UTCDateTime)
    back = _with(kept, Outcome.restored, Verdict.move)
    begun = select(row.membership_id).where(back)
    cut = (
        select(Membership.id)
        .join(row, row.person_id == Membership.person_id)
        .where(
            back,
            Membership.recorded_at == kept.confirmed_at,
            Membership.valid_to == row.since,
            Membership.superseded_at.is_(None),
        )
    )
    ended = update(Membership).where(or_(Membership.id.in_(begun), Membership.id.in_(cut)))
    session.execute(ended.values(superseded_at=now).execution_options(**UNSYNCED))
    again = (
        select(
            *(old.person_id, old.unit_id, old.tree, old.is_primary),
            *(old.valid_from, old.valid_to, at),
        )
        .join(row, row.replaced_id == old.id)
        .where(back)
    )
    session.execute(insert(Membership).from_select(HELD, again, include_defaults=False))


def _revise_back(session: Session, kept: Import) -> None:
    row = StagedPerson
    back = update(Person).where(_with(kept, Outcome.restored, *CHANGED), row.person_id == Person.id)
    values = {name: getattr(row, f"was_{name}") for name in SEEN}
    session.execute(back.values(values).execution_options(**UNSYNCED))


def _set(session: Session, which: ColumnElement[bool], **values: Any) -> None:
    rows = update(StagedPerson).where(which).values(**values)
    session.execute(rows.execution_options(**UNSYNCED))
