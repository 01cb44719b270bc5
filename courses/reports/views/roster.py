from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses.assignments.mine import exemptions_of, posts_of, tasks_of, whose
from courses.home.queries import earned
from courses.reports import queries, roster, words
from courses.reports.asking import inquiry
from courses.reports.edge import clock, note_if_auditor, note_reading
from courses.reports.forms import PeopleFilters
from courses.reports.roster import Looked
from courses.reports.units import place
from courses.reports.views.common import (
    branch_blueprint,
    carried,
    chosen_unit,
    page_number,
)
from courses.reports.views.completion import choosable, kept
from lms.notices.queries import mail_fails
from lms.people import current_actor
from lms.people.memberships.queries import memberships
from lms.web import current_session

bp = branch_blueprint("roster", __name__)


@bp.get("/people")
def own() -> ResponseReturnValue:
    return redirect(url_for(".index", unit_id=chosen_unit(), **carried()))


@bp.get("/<int:unit_id>/people")
def index(unit_id: int) -> ResponseReturnValue:
    """List who belongs to a unit; with a task, how they stand with it."""
    session, actor, now = current_session(), current_actor(), clock()
    here = place(session, actor, unit_id)
    filters = PeopleFilters(*choosable(here))
    asked = filters.asked(now.today)
    note_if_auditor("roster.read", f"unit:{unit_id}")
    if filters.is_plain:
        wanted = Looked(here.unit.path, now.today, filters.q.data or "")
        return render_template(
            "courses/reports/roster.html",
            here=here,
            filters=filters,
            page=roster.members(session, actor, wanted, page_number()),
            now=now.now,
        )
    found = inquiry(session, actor, here.unit.path, asked, now)
    page = queries.people(session, found.question, filters.narrow(unit_id), page_number())
    return render_template(
        "courses/reports/people.html",
        here=here,
        filters=filters,
        tasks=found.tasks,
        asked=asked,
        kept=kept(asked),
        page=page,
        whole=len(found.question.contents),
        excuses=queries.excuses(session, found.question, [row.id for row in page]),
        words=words,
        now=now.now,
    )


@bp.get("/<int:unit_id>/people/<int:person_id>")
def show(unit_id: int, person_id: int) -> ResponseReturnValue:
    """Tell how one person stands: tasks, marks, hours, exemptions; nothing of how they behave."""
    session, actor, now = current_session(), current_actor(), clock()
    here = place(session, actor, unit_id)
    person = roster.member(session, actor, Looked(here.unit.path, now.today), person_id)
    who = whose(session, person.id, posts_of(session, person.id, now.today), now.today)
    note_reading("person.read", f"person:{person_id}")
    return render_template(
        "courses/reports/person.html",
        here=here,
        person=person,
        places=[row for row in memberships(session, person.id) if row.is_open(now.today)],
        earned=earned(session, person.id, now.today.year, now.zone),
        tasks=tasks_of(session, who, now.now) if who else [],
        exemptions=exemptions_of(session, person.id),
        mail_fails=mail_fails(session, person.id),
        words=words,
    )
