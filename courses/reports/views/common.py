"""What all pages of the branch share: who may enter, what time it is, reads that are noted."""

from typing import Any

from flask import Blueprint, request

from courses.reports.asking import Clock
from courses.reports.units import home_unit
from lms import audit
from lms.db import utcnow
from lms.people import Role, current_actor
from lms.people.section import open_to
from lms.web import current_database, current_session, current_settings
from lms.web.strange import LARGEST_ID

ROLES = (Role.organizer, Role.auditor, Role.admin)


def branch_blueprint(name: str, import_name: str) -> Blueprint:
    blueprint = Blueprint(name, import_name, url_prefix="/branch")
    open_to(blueprint, *ROLES)
    return blueprint


def clock() -> Clock:
    return Clock(utcnow(), current_settings().zone)


def carried() -> dict[str, Any]:
    """Return what the address asks for, to ask it of another page."""
    asked = request.args.to_dict()
    return {name: value for name, value in asked.items() if value and name != "unit"}


def chosen_unit() -> int:
    """Return the unit that the address names, else the highest that the reader oversees."""
    chosen = request.args.get("unit", "")
    fits = chosen.isascii() and chosen.isdigit() and int(chosen) <= LARGEST_ID
    return int(chosen) if fits else home_unit(current_session(), current_actor())


def page_number() -> int:
    return request.args.get("page", 1, type=int)


def note_if_auditor(deed: str, target: str) -> None:
    """Whatever an auditor reads is written down."""
    if current_actor().has(Role.auditor):
        note_reading(deed, target)


def note_reading(deed: str, target: str) -> None:
    """Write down that somebody read what is about others, in a short transaction of its own."""
    with current_database().session(write=True) as session:
        audit.record(session, current_actor().id, deed, target)
        session.commit()
