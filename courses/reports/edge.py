"""What pages and programs share at the edge: the time, reads that are noted."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from courses.reports.asking import Clock
from courses.reports.kinds import Kind
from courses.reports.units import unit_in_scope
from lms import audit
from lms.db import utcnow
from lms.exports.models import Export
from lms.people import Actor, Role, current_actor
from lms.web import current_database, current_settings

WAYS_BACK = {
    Kind.completion: "completion.show",
    Kind.people: "roster.index",
    Kind.roster: "roster.index",
    Kind.certificates: "unit_certificates.index",
}


def way_back(kind: Kind) -> Callable[[Mapping[str, Any]], str]:
    """Return what leads from an order to the page that shows what its file holds."""

    def _address(parameters: Mapping[str, Any]) -> str:
        asked = {name: value for name, value in parameters.items() if name not in {"unit", "site"}}
        return url_for(WAYS_BACK[kind], unit_id=parameters["unit"], **asked)

    return _address


def demand_scope(session: Session, actor: Actor, export: Export) -> None:
    """Refuse whoever has lost the scope since."""
    unit_in_scope(session, actor, export.parameters["unit"])


def clock() -> Clock:
    return Clock(utcnow(), current_settings().zone)


def note_if_auditor(deed: str, target: str) -> None:
    """Whatever an auditor reads is written down."""
    if current_actor().has(Role.auditor):
        note_reading(deed, target)


def note_reading(deed: str, target: str) -> None:
    """Write down that somebody read what is about others, in a short transaction of its own."""
    with current_database().session(write=True) as session:
        audit.record(session, current_actor().id, deed, target)
        session.commit()
