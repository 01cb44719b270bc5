from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.backup.queries import standing
from lms.db import utcnow
from lms.jobs.models import State
from lms.office.status import queries
from lms.office.status.words import PARTS
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_app_, current_rules, current_session, current_settings
from lms.web.health import states

bp = Blueprint("status", __name__, url_prefix="/admin/status")
open_to(bp, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    app, settings = current_app_(), current_settings()
    return render_template(
        "lms/office/status/index.html",
        facts=queries.facts(current_session()),
        mail_trouble=queries.mail_trouble(current_session()),
        parts=[(PARTS.get(name, name), holds) for name, holds in states().items()],
        off=app.features.off(),
        unbuilt=_unbuilt(),
        standing=standing(current_session(), settings, current_rules(), utcnow()),
        disk=queries.disk(settings.data_dir),
        waiting=State.queued,
        failed=State.failed,
    )


def _unbuilt() -> list[str]:
    """Return the front-end packages' files that the last build did not find."""
    manifest = current_app.extensions["assets"].manifest
    return manifest.missing if manifest else []
