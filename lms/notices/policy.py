"""Who may send, follow and read notices: each rule as a predicate and, below it, as SQL.

The predicates want `Notice.unit` loaded.
"""

from sqlalchemy import ColumnElement, or_, select

from lms.notices.models import Notice, Receipt
from lms.people import Actor, OrgUnit, Role
from lms.people.policy import may_organize, organized_by

SENDERS = (Role.organizer, Role.trainer, Role.admin)


def may_send(actor: Actor) -> bool:
    """Send at all; to whom is for each audience to say."""
    return actor.has(*SENDERS)


def may_follow(actor: Actor, notice: Notice) -> bool:
    """See who has confirmed, and withdraw: the sender, and who organizes the notice's unit."""
    if notice.sender_id is None:
        return False  # what the school says is nobody's
    organizes = notice.unit is not None and may_organize(actor, notice.unit)
    return actor.has(Role.admin) or notice.sender_id == actor.id or organizes


def followed_by(actor: Actor) -> ColumnElement[bool]:
    is_somebodys = Notice.sender_id.is_not(None)
    if actor.has(Role.admin):
        return is_somebodys
    organized = select(OrgUnit.id).where(organized_by(actor))
    return is_somebodys & or_(Notice.sender_id == actor.id, Notice.unit_id.in_(organized))


def may_read(actor: Actor, receipt: Receipt) -> bool:
    return receipt.person_id == actor.id


def read_by(actor: Actor) -> ColumnElement[bool]:
    return Receipt.person_id == actor.id
