from lms.people import sessions
from lms.people.api import bp as api
from lms.people.views import bp as pages
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l


def install(app: LMS) -> None:
    sessions.install(app)
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
    app.menu.add(
        MenuItem(
            area="me", label=_l("登录与密码"), endpoint="people.own_sessions", icon="lock", order=90
        )
    )
