"""What all pages of the branch share: who may enter, and what their addresses carry."""

from typing import Any

from flask import Blueprint, request

from courses.reports.units import home_unit
from lms.people import Role, current_actor
from lms.people.section import open_to
from lms.web import current_session, tidy

ROLES = (Role.organizer, Role.auditor, Role.admin)


def branch_blueprint(name: str, import_name: str) -> Blueprint:
    blueprint = Blueprint(name, import_name, url_prefix="/branch")
    open_to(blueprint, *ROLES)
    return blueprint


def carried() -> dict[str, Any]:
    """Return what the address asks for, to ask it of another page."""
    asked = request.args.to_dict()
    return {name: value for name, value in asked.items() if value and name != "unit"}


def chosen_unit() -> int:
    """Return the unit that the address names, else the highest that the reader oversees."""
    return _id_named("unit") or home_unit(current_session(), current_actor())


def named_task() -> int | None:
    return _id_named("task")


def _id_named(name: str) -> int | None:
    return request.args.get(name, type=tidy.an_id)


def page_number() -> int:
    return request.args.get("page", 1, type=int)
