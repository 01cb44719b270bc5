from lms.mail.composing import composers_of
from lms.people import alerts, labels, repeats, sessions
from lms.people.accounts.views import bp as accounts
from lms.people.activation import forgotten
from lms.people.activation.views import bp as links
from lms.people.activation.views import door as activation
from lms.people.api import bp as api
from lms.people.factors.views import bp as factors
from lms.people.imports.api import bp as imports_api
from lms.people.imports.jobs import check as check_import
from lms.people.imports.jobs import tidy as tidy_imports
from lms.people.imports.views import bp as imports
from lms.people.jobs import tidy
from lms.people.memberships.views import bp as memberships
from lms.people.posts.views import bp as posts
from lms.people.roles import Role
from lms.people.units.views import bp as units
from lms.people.views import bp as pages
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l

ADMINS = frozenset({Role.admin})
ORGANIZERS = frozenset({Role.admin, Role.organizer})


def install(app: LMS) -> None:
    sessions.install(app)
    app.around = repeats.once
    labels.install(app)
    for bp in (pages, activation, factors, links, accounts, imports, memberships, posts, units):
        app.register_blueprint(bp)
    for part in (api, imports_api):
        app.api.register_blueprint(part)
    for job in (tidy, check_import, tidy_imports):
        app.jobs.add(job)
    composers_of(app)[forgotten.LETTER] = forgotten.compose
    composers_of(app)[alerts.LETTER] = alerts.compose
    for item in _menu():
        app.menu.add(item)


def _menu() -> list[MenuItem]:
    return [
        MenuItem(
            area="me", label=_l("登录与密码"), endpoint="people.own_sessions", icon="lock", order=90
        ),
        MenuItem(
            area="work",
            label=_l("账号激活"),
            endpoint="links.index",
            icon="lock",
            order=80,
            roles=ORGANIZERS,
        ),
        MenuItem(
            area="admin",
            label=_l("人员"),
            endpoint="accounts.index",
            icon="people",
            order=10,
            roles=ADMINS,
        ),
        MenuItem(
            area="admin",
            label=_l("组织架构"),
            endpoint="units.index",
            icon="branch",
            order=20,
            roles=ADMINS,
        ),
        MenuItem(
            area="admin",
            label=_l("职务与角色"),
            endpoint="posts.index",
            icon="task",
            order=30,
            roles=ADMINS,
        ),
    ]
