from courses.home.views import bp, me
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l


def install(app: LMS) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(me)
    app.menu.add(
        MenuItem(area="nav", label=_l("首页"), endpoint="home.index", icon="home", order=10)
    )
    app.menu.add(
        MenuItem(area="me", label=_l("学习档案"), endpoint="record.show", icon="note", order=10)
    )
