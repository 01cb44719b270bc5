from sqlalchemy import ColumnElement, exists

from courses.assignments.api import bp as api
from courses.assignments.audience import given_to
from courses.assignments.jobs import tell_what_is_due
from courses.assignments.models import Assignment, AssignmentContent
from courses.assignments.views import bp as pages
from lms.people import Actor, Role
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l
from quizzes.papers.admissions import admissions_of
from quizzes.papers.models import Quiz

READERS = frozenset({Role.organizer, Role.auditor, Role.admin})


def install(app: LMS) -> None:
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
    app.menu.add(
        MenuItem(
            area="work",
            label=_l("学习计划"),
            endpoint="plans.index",
            icon="task",
            order=50,
            roles=READERS,
        )
    )
    app.jobs.add(tell_what_is_due)
    admissions_of(app).append(admit)


def admit(actor: Actor) -> ColumnElement[bool]:
    """Let people sit a quiz that a task gives them."""
    return exists().where(
        AssignmentContent.quiz_id == Quiz.id,
        AssignmentContent.assignment_id == Assignment.id,
        Assignment.withdrawn_at.is_(None),
        given_to(actor),
    )
