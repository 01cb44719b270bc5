"""What the pages read about who belongs where."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.db import one_or_refuse
from lms.people.actor import Actor
from lms.people.models import Membership, OrgUnit, Tree
from lms.people.policy import administered_by


class MembershipRow(NamedTuple):
    """A membership as a person's page shows it; superseded ones are what was recorded before."""

    id: int
    unit_id: int
    unit: str
    tree: Tree
    is_primary: bool
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    superseded_at: datetime | None

    def is_open(self, day: date) -> bool:
        return self.superseded_at is None and (self.valid_to is None or self.valid_to > day)


def memberships(session: Session, person_id: int) -> list[MembershipRow]:
    """Return all that was ever recorded, the latest first."""
    statement = (
        select(
            Membership.id,
            OrgUnit.id,
            OrgUnit.name,
            Membership.tree,
            Membership.is_primary,
            Membership.valid_from,
            Membership.valid_to,
            Membership.recorded_at,
            Membership.superseded_at,
        )
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.valid_from.desc(), Membership.id.desc())
    )
    return [MembershipRow(*row) for row in session.execute(statement)]


def membership(session: Session, actor: Actor, person_id: int, membership_id: int) -> Membership:
    """Return a membership that holds by what is known now."""
    statement = select(Membership).where(
        Membership.id == membership_id,
        Membership.person_id == person_id,
        Membership.superseded_at.is_(None),
        administered_by(actor),
    )
    return one_or_refuse(session, statement)
