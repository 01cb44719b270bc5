from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.backup.queries import standing
from lms.db import today, utcnow
from lms.jobs.models import State
from lms.jobs.queries import counts
from lms.office.desk import queries
from lms.office.trail.queries import chain
from lms.people.actor import current_actor
from lms.people.policy import may_administer
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_app_, current_rules, current_session, current_settings
from lms.web.health import states

bp = Blueprint("desk", __name__, url_prefix="/admin")
open_to(bp, Role.admin, Role.auditor)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show an administrator what wants attention, an auditor the state of the trail."""
    session = current_session()
    if not may_administer(current_actor()):
        return render_template("lms/office/desk/auditor.html", chain=chain(session))
    day = today(current_settings().zone)
    return render_template(
        "lms/office/desk/index.html",
        census=queries.census(session, day),
        administrators_until=queries.administrators_until(session, day),
        jobs=counts(session),
        state=State,
        chain=chain(session),
        is_serving=all(states().values()),
        off=current_app_().features.off(),
        standing=standing(session, current_settings(), current_rules(), utcnow()),
    )
