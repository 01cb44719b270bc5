from typing import Any

from courses.catalogue import heads, queries, told
from courses.catalogue.queries import Wanted
from courses.catalogue.schemas import CatalogueArgs, CourseDetailSchema, CourseList
from courses.lessons import syllabus
from lms.people import current_actor
from lms.web import current_session
from lms.web.api import ApiBlueprint, listed

bp = ApiBlueprint("catalogue", __name__, description="Courses")


@bp.get("/courses")
@bp.arguments(CatalogueArgs, location="query")
@bp.response(200, CourseList)
def index(args: dict[str, Any]) -> dict[str, Any]:
    """List the courses that are open to the caller or that they are on."""
    wanted = Wanted(args["q"].strip(), args["category"], args["state"], args["sort"])
    courses, total = queries.catalogue_slice(
        current_session(), current_actor(), wanted, cursor=args["cursor"], limit=args["limit"]
    )
    return listed([told.card(course) for course in courses], total, args)


@bp.get("/courses/<int:course_id>")
@bp.response(200, CourseDetailSchema)
def course(course_id: int) -> dict[str, Any]:
    """Show a course in the caller's version; an unpublished one to its trainers as a draft."""
    session, actor = current_session(), current_actor()
    head = heads.course_head(session, actor, course_id)
    if head is None:
        return _draft(course_id)
    shown = syllabus.of_version(session, actor.id, head.version_id, head.enrolment_id)
    return told.detail(head, shown)


def _draft(course_id: int) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    found = queries.editable_course(session, actor, course_id)
    shown = syllabus.of_draft(session, actor.id, found.id)
    return {
        **told.card(queries.own_card(session, actor, found.id)),
        "version": None,
        "sections": told.sections(shown),
    }
