from datetime import date
from typing import Any

from courses.assignments import contents, exempting, exemptions, mine, queries, services
from courses.assignments.exempting import Excuse
from courses.assignments.exemptions import Sought
from courses.assignments.models import Assignment
from courses.assignments.queries import Wanted
from courses.assignments.schemas import (
    AssignmentArgs,
    AssignmentList,
    AssignmentSchema,
    ExemptionList,
    ExemptionRequestSchema,
    ExemptionSchema,
    OwnAssignmentList,
    TaskPlanSchema,
    TaskRevisionSchema,
    read_plan,
    told,
    told_exemption,
    told_own,
    told_plan,
)
from lms.db import today, utcnow
from lms.people import Role, current_actor
from lms.web import current_session, current_settings
from lms.web.api import ApiBlueprint, ListArgs, listed

bp = ApiBlueprint("assignments", __name__, description="Study tasks and exemptions")


@bp.get("/assignments")
@bp.arguments(AssignmentArgs, location="query")
@bp.response(200, AssignmentList)
def index(args: dict[str, Any]) -> dict[str, Any]:
    """List the tasks that could be for people whom the caller oversees."""
    session, actor = current_session(), current_actor()
    wanted = Wanted(_day(), args["q"].strip(), args["period"], args["state"])
    found, total = queries.assignments_slice(
        session, actor, wanted, cursor=args["cursor"], limit=args["limit"]
    )
    titles = contents.titles(session, [item for one in found for item in contents.of(one)])
    return listed([told(one, services.plan_of(one), titles) for one in found], total, args)


@bp.get("/me/assignments")
@bp.arguments(ListArgs, location="query")
@bp.response(200, OwnAssignmentList)
def own(args: dict[str, Any]) -> dict[str, Any]:
    """List the caller's own tasks of the last year, what is due first."""
    session, actor = current_session(), current_actor()
    who = mine.whose(session, actor.id, actor.roles - {Role.member}, _day())
    tasks = mine.tasks_of(session, who, utcnow()) if who else []
    part = tasks[args["cursor"] : args["cursor"] + args["limit"]]
    return listed([told_own(task) for task in part], len(tasks), args)


@bp.post("/assignments")
@bp.arguments(TaskPlanSchema)
@bp.response(201, AssignmentSchema)
def assign(body: dict[str, Any]) -> dict[str, Any]:
    """Set a task for units that the caller organizes; without `starts_on` from today."""
    session, actor = current_session(), current_actor()
    plan = read_plan({"starts_on": _day(), **body})
    made = services.assign(session, actor, plan)
    return _shown(queries.assignment(session, actor, made.id))


@bp.get("/assignments/<int:assignment_id>")
@bp.response(200, AssignmentSchema)
def one(assignment_id: int) -> dict[str, Any]:
    return _shown(queries.assignment(current_session(), current_actor(), assignment_id))


@bp.patch("/assignments/<int:assignment_id>")
@bp.arguments(TaskRevisionSchema(partial=True))
@bp.response(200, AssignmentSchema)
def revise(body: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """Change what the body names; the rest stays."""
    session, actor = current_session(), current_actor()
    assignment = queries.revisable(session, actor, assignment_id)
    before = told_plan(services.plan_of(assignment))
    before["audience"].pop("unit")
    services.revise(session, actor, assignment, read_plan({**before, **body}))
    return _shown(queries.assignment(session, actor, assignment_id))


@bp.delete("/assignments/<int:assignment_id>")
@bp.response(204)
def withdraw(assignment_id: int) -> None:
    """Take a task back. Twice is once."""
    session, actor = current_session(), current_actor()
    services.withdraw(session, actor, queries.revisable(session, actor, assignment_id))


@bp.get("/assignments/<int:assignment_id>/exemptions")
@bp.arguments(ListArgs, location="query")
@bp.response(200, ExemptionList)
def exempt_people(args: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """List who is exempt from a task, or was, among the people whom the caller oversees."""
    session, actor = current_session(), current_actor()
    assignment = queries.assignment(session, actor, assignment_id)
    sought = Sought(assignment.id, _day())
    rows, total = exemptions.exemptions_slice(
        session, actor, sought, cursor=args["cursor"], limit=args["limit"]
    )
    return listed([told_exemption(row) for row in rows], total, args)


@bp.post("/assignments/<int:assignment_id>/exemptions")
@bp.arguments(ExemptionRequestSchema)
@bp.response(201, ExemptionSchema)
def exempt(body: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """Exempt somebody whom the caller organizes; without `from`, from today."""
    session, actor, day = current_session(), current_actor(), _day()
    assignment = queries.assignment(session, actor, assignment_id)
    excuse = Excuse(body["person"], body["reason"], body.get("from_day", day))
    exempting.exempt(session, actor, assignment, excuse, day)
    sought = Sought(assignment.id, day)
    return told_exemption(exemptions.exemption_of(session, actor, sought, excuse.person_id))


@bp.delete("/exemptions/<int:exemption_id>")
@bp.response(204)
def end_exemption(exemption_id: int) -> None:
    """Let an exemption end today."""
    session, actor = current_session(), current_actor()
    exemption = exemptions.exemption_to_end(session, actor, exemption_id, _day())
    exempting.end_exemption(session, actor, exemption, _day())


def _shown(assignment: Assignment) -> dict[str, Any]:
    titles = contents.titles(current_session(), contents.of(assignment))
    return told(assignment, services.plan_of(assignment), titles)


def _day() -> date:
    return today(current_settings().zone)
