from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.jobs.models import State
from lms.office.status import queries
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_app_, current_session, current_settings
from lms.web.health import states
from lms.web.i18n import lazy_gettext as _l

bp = Blueprint("status", __name__, url_prefix="/admin/status")
open_to(bp, Role.admin)

PARTS = {
    "database": _l("数据库"),
    "blobs": _l("文件存储"),
    "worker": _l("后台任务进程"),
    "search": _l("检索索引"),
}


@bp.get("")
def index() -> ResponseReturnValue:
    app = current_app_()
    return render_template(
        "lms/office/status/index.html",
        facts=queries.facts(current_session()),
        parts=[(PARTS.get(name, name), holds) for name, holds in states().items()],
        off=app.features.off(),
        unbuilt=_unbuilt(),
        disk=queries.disk(current_settings().data_dir),
        waiting=State.queued,
        failed=State.failed,
    )


def _unbuilt() -> list[str]:
    """Return the front-end packages' files that the last build did not find."""
    manifest = current_app.extensions["assets"].manifest
    return manifest.missing if manifest else []
