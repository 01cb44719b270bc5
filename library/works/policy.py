"""Who reads and who keeps the works: each rule as a predicate and, below it, as SQL over Work."""

from sqlalchemy import ColumnElement, false, or_, true

from library.works.models import Work
from lms.people import Actor, Role

KEEPERS = (Role.trainer, Role.admin)


def may_keep(actor: Actor, _work: Work | None = None) -> bool:
    """May import, describe and withdraw works: any of them, and new ones."""
    return actor.has(*KEEPERS)


def kept_by(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.has(*KEEPERS) else false()


def may_read(actor: Actor, work: Work) -> bool:
    return work.withdrawn_at is None or may_keep(actor, work)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    return or_(Work.withdrawn_at.is_(None), kept_by(actor))
