from flask import render_template
from flask.typing import ResponseReturnValue

from courses.reports import words
from courses.reports.asking import Asked, offers
from courses.reports.edge import clock
from courses.reports.report import report, subject
from courses.reports.units import home_unit, place
from courses.reports.views.common import branch_blueprint
from lms.exports import queries as exports
from lms.people import current_actor
from lms.web import current_session

bp = branch_blueprint("branch", __name__)
MOST_TASKS = 3


@bp.get("")
def index() -> ResponseReturnValue:
    """Say in a sentence each how the tasks that run now stand, and what is due."""
    session, actor, now = current_session(), current_actor(), clock()
    here = place(session, actor, home_unit(session, actor))
    day = now.today
    offered = offers(session, actor, here.unit.path)
    running = [item for item in offered if item.starts_on <= day <= item.deadline]
    running.sort(key=lambda item: (not item.is_mandatory, item.deadline))
    subjects = (
        subject(session, actor, here, Asked(task=item.id), now) for item in running[:MOST_TASKS]
    )
    reports = [report(session, about, now.zone) for about in subjects]
    return render_template(
        "courses/reports/overview.html",
        here=here,
        reports=reports,
        others=len(running) - len(reports),
        recent=exports.recent(session, actor),
        words=words,
    )
