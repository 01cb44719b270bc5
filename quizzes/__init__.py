"""Quizzes: banks of questions, papers made of them, and how people fared."""

from lms.people import Role
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l
from quizzes.bank.views import bp as bank_pages
from quizzes.papers import admissions
from quizzes.sittings.api import bp as sitting_api
from quizzes.sittings.jobs import sweep
from quizzes.sittings.views import bp as sitting_pages


def install(app: LMS) -> None:
    """Hang this floor's rooms on the app."""
    admissions.install(app)
    app.register_blueprint(bank_pages)
    app.register_blueprint(sitting_pages)
    app.api.register_blueprint(sitting_api)
    app.jobs.add(sweep)
    app.menu.add(
        MenuItem(area="nav", label=_l("测试"), endpoint="sittings.index", icon="quiz", order=30)
    )
    app.menu.add(
        MenuItem(
            area="teach",
            label=_l("题库"),
            endpoint="bank.index",
            icon="quiz",
            order=40,
            roles=frozenset({Role.trainer, Role.admin}),
        )
    )
