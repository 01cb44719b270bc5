"""Who may manage an asset: the rule as a predicate and, below it, as SQL over Asset."""

from sqlalchemy import ColumnElement, and_, false, true

from lms.people import Actor, Role
from media.assets.models import Asset

MAKERS = (Role.trainer, Role.admin)


def may_upload(actor: Actor) -> bool:
    return actor.has(*MAKERS)


def may_manage(actor: Actor, asset: Asset) -> bool:
    return actor.has(Role.admin) or (actor.has(Role.trainer) and asset.owner_id == actor.id)


def managed_by(actor: Actor) -> ColumnElement[bool]:
    if actor.has(Role.admin):
        return true()
    return and_(Asset.owner_id == actor.id, true() if actor.has(Role.trainer) else false())


def offered_to(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL which assets the actor may put into a new lesson: managed and not retired."""
    return and_(managed_by(actor), Asset.retired_at.is_(None))
