from typing import Any

from courses.reports.api import bp as api
from courses.reports.edge import demand_scope, way_back
from courses.reports.kinds import Kind
from courses.reports.makers import make
from courses.reports.views.common import ROLES
from courses.reports.views.exports import bp as exports
from courses.reports.views.overview import bp as overview
from courses.reports.views.reminders import bp as completion
from courses.reports.views.roster import bp as roster
from courses.reports.words import KINDS
from lms.exports import kinds as exported
from lms.exports.kinds import kinds_of
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l

MENU = (
    (_l("工作概览"), "branch.index", "branch", 10),
    (_l("学习完成情况"), "completion.own", "chart", 20),
    (_l("党员名册"), "roster.own", "people", 60),
    (_l("我的导出"), "exports.index", "download", 80),
)


def install(app: LMS) -> None:
    for blueprint in (overview, completion, roster, exports):
        app.register_blueprint(blueprint)
    app.api.register_blueprint(api)
    for kind in Kind:
        kinds_of(app)[kind] = exported.Kind(
            KINDS[kind], make, demand_scope, way_back(kind), "/branch/exports"
        )
    app.menu.add(_item("nav", _l("支部工作"), "branch.index", "branch", 60))
    for label, endpoint, icon, order in MENU:
        app.menu.add(_item("work", label, endpoint, icon, order))


def _item(area: str, label: Any, endpoint: str, icon: str, order: int) -> MenuItem:
    return MenuItem(
        area=area,
        label=label,
        endpoint=endpoint,
        icon=icon,
        order=order,
        roles=frozenset(ROLES),
    )
