from courses.authoring.api import bp as api
from courses.authoring.views import bp as pages
from courses.authoring.words import saved
from courses.catalogue.policy import AUTHORS
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l


def install(app: LMS) -> None:
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
    app.jinja_env.filters["saved"] = saved
    for area, label, order in (("nav", _l("教学管理"), 70), ("teach", _l("我的课程"), 10)):
        app.menu.add(
            MenuItem(
                area=area,
                label=label,
                endpoint="authoring.index",
                icon="teach" if area == "nav" else "course",
                order=order,
                roles=frozenset(AUTHORS),
            )
        )
