from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from courses.reports import queries, words
from courses.reports.asking import Asked, CourseOffer, Offer, course_offers, offers
from courses.reports.edge import clock, note_if_auditor
from courses.reports.forms import ALL, BY_NEED, ReportFilters
from courses.reports.plot import plotted
from courses.reports.queries import PersonRow, Row
from courses.reports.reminders import may_remind_here
from courses.reports.report import Report, report, subject
from courses.reports.units import Place, place
from courses.reports.views.common import (
    branch_blueprint,
    carried,
    chosen_unit,
    named_task,
    page_number,
)
from lms.db import Page
from lms.people import current_actor
from lms.web import current_session

bp = branch_blueprint("completion", __name__)
ROWS = 50  # units on one page
SHOWN = 5  # of those who have not started


@bp.get("/completion")
def own() -> ResponseReturnValue:
    """Lead to the unit that was chosen, else to the highest that the reader oversees."""
    return redirect(url_for(".show", unit_id=chosen_unit(), **carried()))


@bp.get("/<int:unit_id>/completion")
def show(unit_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    here = place(session, actor, unit_id)
    filters = ReportFilters(*choosable(here))
    asked = filters.asked(clock().today)
    about = subject(session, actor, here, asked, clock())
    found = report(session, about, clock().zone)
    note_if_auditor("report.read", f"unit:{unit_id}")
    lede = words.lede(found.total, here.unit.tree, "<em>", "</em>")
    return render_template(
        "courses/reports/completion.html",
        report=found,
        subject=about,
        kept=kept(asked),
        asked=asked,
        filters=filters,
        units=_units(found, filters.sort.data),
        people=_people(found),
        may_remind=_may_remind(unit_id, asked),
        waiting=queries.waiting(session, about.question, found.tallies, SHOWN),
        words=words,
        lede=Markup(lede),  # noqa: S704  numbers only
        plot=plotted(found, clock().today),
        today=clock().today,
    )


def _may_remind(unit_id: int, asked: Asked) -> bool:
    """One can be reminded of one task, by how things stand now."""
    is_of_a_task = asked.task is not None and not asked.course and not asked.as_of
    return is_of_a_task and may_remind_here(current_session(), current_actor(), unit_id)


def choosable(here: Place) -> tuple[list[Offer], list[CourseOffer]]:
    """Return the tasks that a place's report offers, and the courses in them."""
    session = current_session()
    offered = offers(session, current_actor(), here.unit.path, named_task())
    return offered, course_offers(session, [item.id for item in offered])


def kept(asked: Asked) -> dict[str, object]:
    """Return what links from one report to the next carry along."""
    values = {
        "task": asked.task or ALL,
        "course": asked.course,
        "period": asked.period,
        "as_of": asked.as_of,
    }
    return {name: value for name, value in values.items() if value}


def _units(found: Report, sort: str) -> Page[Row]:
    rows = sorted(found.rows, key=queries.by_need) if sort == BY_NEED else found.rows
    number = max(page_number(), 1)
    shown = rows[(number - 1) * ROWS : number * ROWS]
    return Page(shown, len(rows), number, ROWS)


def _people(found: Report) -> Page[PersonRow] | None:
    """Return the people of a unit that has no units below it: the last step down."""
    about = found.subject
    if found.rows or not about.tasks:
        return None
    return queries.people(current_session(), about.question, queries.Narrow(), page_number())
