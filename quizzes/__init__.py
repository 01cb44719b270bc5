"""Quizzes: banks of questions, papers made of them, and how people fared."""

from lms.exports.kinds import kinds_of
from lms.office.maintenance.interruptions import interruptions_of
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l
from quizzes.bank.api import bp as bank_api
from quizzes.bank.policy import AUTHORS
from quizzes.bank.views import bp as bank_pages
from quizzes.papers import admissions, places
from quizzes.papers.api import bp as paper_api
from quizzes.papers.views import bp as paper_pages
from quizzes.sittings.api import bp as sitting_api
from quizzes.sittings.jobs import sweep, tell_what_is_released
from quizzes.sittings.running import running_into
from quizzes.sittings.views import bp as sitting_pages
from quizzes.statistics import files
from quizzes.statistics.api import bp as statistics_api
from quizzes.statistics.views import bp as statistics_pages
from quizzes.statistics.views import exports_bp


def install(app: LMS) -> None:
    """Hang this floor's rooms on the app."""
    admissions.install(app)
    places.install(app)
    for pages in (bank_pages, paper_pages, sitting_pages, statistics_pages, exports_bp):
        app.register_blueprint(pages)
    for api in (bank_api, paper_api, sitting_api, statistics_api):
        app.api.register_blueprint(api)
    app.jobs.add(sweep, tell_what_is_released)
    kinds_of(app)[files.NAME] = files.KIND
    interruptions_of(app).append(running_into)
    app.menu.add(
        MenuItem(area="nav", label=_l("测试"), endpoint="sittings.index", icon="quiz", order=30)
    )
    for label, endpoint, icon, order in (
        (_l("题库"), "bank.index", "note", 40),
        (_l("测试管理"), "papers.index", "quiz", 50),
        (_l("我的导出"), "teaching_exports.index", "download", 80),
    ):
        app.menu.add(
            MenuItem(
                area="teach",
                label=label,
                endpoint=endpoint,
                icon=icon,
                order=order,
                roles=frozenset(AUTHORS),
            )
        )
