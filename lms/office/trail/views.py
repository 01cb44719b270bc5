from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms import audit
from lms.db import today
from lms.office.trail import queries
from lms.office.trail.details import told_entries
from lms.office.trail.forms import TrailFilters
from lms.office.trail.queries import Today
from lms.people.actor import current_actor
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_database, current_session, current_settings

bp = Blueprint("trail", __name__, url_prefix="/admin/audit")
open_to(bp, Role.admin, Role.auditor)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the trail; who looks at it is in it themselves."""
    session, actor, zone = current_session(), current_actor(), current_settings().zone
    filters = TrailFilters()
    search = filters.search()
    audit.record_read(current_database(), actor.id, "audit.read", **filters.kept())
    number = request.args.get("page", 1, type=int)
    page = queries.entries(session, actor, search, Today(today(zone), zone), number)
    return render_template(
        "lms/office/trail/index.html",
        page=page,
        entries=told_entries(session, page.items),
        filters=filters,
        chain=queries.chain(session),
    )
