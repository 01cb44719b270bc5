from courses.notes.api import bp as api
from courses.notes.jobs import sweep
from courses.notes.views import bp as pages
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l


def install(app: LMS) -> None:
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
    app.jobs.add(sweep)
    app.menu.add(
        MenuItem(area="me", label=_l("我的笔记"), endpoint="notes.index", icon="edit", order=20)
    )
