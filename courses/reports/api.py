from typing import Any

from flask import Response, url_for

from courses.certificates.edge import site
from courses.reports import queries, roster, services
from courses.reports.asking import Asked, inquiry, meant, offers
from courses.reports.edge import clock, note_if_auditor
from courses.reports.queries import Narrow
from courses.reports.report import report, subject
from courses.reports.roster import Looked
from courses.reports.schemas import (
    CompletionSchema,
    ExportOrderSchema,
    ExportSchema,
    MemberList,
    MembersArgs,
    PeopleArgs,
    PersonStandingList,
    ReportArgs,
    UnitList,
    read_asked,
    told_export,
    told_member,
    told_person,
    told_report,
    told_unit,
)
from courses.reports.services import ABOUT_TASKS, Order
from courses.reports.units import Place, home_unit, place, tree
from lms.exports import queries as exports
from lms.exports.edge import file_of
from lms.people import current_actor
from lms.web import current_rules, current_session, quiet
from lms.web.api import ApiBlueprint, ListArgs, listed
from lms.web.i18n import language

bp = ApiBlueprint("reports", __name__, description="Who has completed what; units and people")


@bp.get("/reports/completion")
@bp.arguments(ReportArgs, location="query")
@bp.response(200, CompletionSchema)
def completion(args: dict[str, Any]) -> dict[str, Any]:
    """Tell how a unit stands; without `unit`, the highest that the caller oversees."""
    here = _place(args["unit"])
    asked = _asked(args, here)
    note_if_auditor("report.read", f"unit:{here.unit.id}")
    now, session = clock(), current_session()
    about = subject(session, current_actor(), here, asked, now)
    return told_report(report(session, about, now.zone))


@bp.get("/reports/completion/people")
@bp.arguments(PeopleArgs, location="query")
@bp.response(200, PersonStandingList)
def people(args: dict[str, Any]) -> dict[str, Any]:
    """List the people behind the figures: who has not started comes first."""
    session, here = current_session(), _place(args["unit"])
    asked = _asked(args, here)
    note_if_auditor("roster.read", f"unit:{here.unit.id}")
    question = inquiry(session, current_actor(), here.unit.path, asked, clock()).question
    narrow = Narrow(standing=args["state"], words=args["q"].strip())
    rows, total = queries.people_slice(
        session, question, narrow, cursor=args["cursor"], limit=args["limit"]
    )
    excuses = queries.excuses(session, question, [row.id for row in rows])
    return listed([told_person(row, excuses, len(question.contents)) for row in rows], total, args)


@bp.post("/exports")
@bp.arguments(ExportOrderSchema)
@bp.response(202, ExportSchema)
def order(body: dict[str, Any]) -> dict[str, Any]:
    """Order a report as a file, with the figures of this moment."""
    session, actor = current_session(), current_actor()
    parameters = body["parameters"]
    here = _place(parameters["unit"])
    is_about_tasks = body["report"] in ABOUT_TASKS
    wanted = Order(
        here.unit.id,
        _asked(parameters, here) if is_about_tasks else read_asked(parameters),
        current_rules().file_days,
        language(),
        kind=body["report"],
        format=body["format"],
        narrow=Narrow(standing=parameters["state"], words=parameters["q"].strip()),
        site=site(),
    )
    export = services.order(session, actor, wanted, clock())
    session.flush()
    return _told(export.id)


@bp.get("/exports/<int:export_id>")
@quiet
@bp.response(200, ExportSchema)
def export(export_id: int) -> dict[str, Any]:
    return _told(export_id)


@bp.get("/exports/<int:export_id>/file")
@bp.response(200, content_type="application/octet-stream")
def fetch(export_id: int) -> Response:
    """Return the file; 409 while it is not ready, 410 when its time is over."""
    return file_of(export_id)


@bp.get("/units")
@bp.arguments(ListArgs, location="query")
@bp.response(200, UnitList)
def units(args: dict[str, Any]) -> dict[str, Any]:
    """List the units that the caller oversees, each before those below it."""
    found = tree(current_session(), current_actor())
    part = found[args["cursor"] : args["cursor"] + args["limit"]]
    return listed([told_unit(unit) for unit in part], len(found), args)


@bp.get("/people")
@bp.arguments(MembersArgs, location="query")
@bp.response(200, MemberList)
def members(args: dict[str, Any]) -> dict[str, Any]:
    """List who belongs to a unit and those below it today."""
    here = _place(args["unit"])
    note_if_auditor("roster.read", f"unit:{here.unit.id}")
    wanted = Looked(here.unit.path, clock().today, args["q"].strip())
    found, total = roster.members_slice(
        current_session(), current_actor(), wanted, cursor=args["cursor"], limit=args["limit"]
    )
    return listed([told_member(member) for member in found], total, args)


def _place(unit_id: int | None) -> Place:
    session, actor = current_session(), current_actor()
    return place(session, actor, unit_id or home_unit(session, actor))


def _asked(args: dict[str, Any], here: Place) -> Asked:
    offered = offers(current_session(), current_actor(), here.unit.path)
    return meant(read_asked(args), offered, clock().today)


def _told(export_id: int) -> dict[str, Any]:
    delivery = exports.delivery(current_session(), current_actor(), export_id)
    return told_export(delivery, url_for("api_reports.fetch", export_id=export_id))
