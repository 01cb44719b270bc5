"""Who may have an exported file: only the one who asked for it. As a predicate and as SQL."""

from sqlalchemy import ColumnElement

from lms.exports.models import Export
from lms.people.actor import Actor


def may_fetch(actor: Actor, export: Export) -> bool:
    return export.person_id == actor.id


def fetched_by(actor: Actor) -> ColumnElement[bool]:
    return Export.person_id == actor.id
