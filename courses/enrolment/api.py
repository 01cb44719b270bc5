from typing import Any

from courses.catalogue.queries import visible_course
from courses.enrolment import queries, services
from courses.enrolment.schemas import EnrolmentSchema
from lms.people import current_actor
from lms.web import current_session
from lms.web.api import ApiBlueprint

bp = ApiBlueprint("enrolment", __name__, description="Enrolling in courses")


@bp.post("/courses/<int:course_id>/enrolment")
@bp.response(201, EnrolmentSchema)
@bp.alt_response(200, schema=EnrolmentSchema, description="Enrolled already")
def enrol(course_id: int) -> Any:
    """Take a seat on the current version. 200 when there is one already."""
    session, actor = current_session(), current_actor()
    is_new = services.enrol(session, actor, visible_course(session, actor, course_id))
    enrolment = queries.enrolment_of(session, actor, course_id)
    return enrolment, 201 if is_new else 200


@bp.delete("/courses/<int:course_id>/enrolment")
@bp.response(204)
def withdraw(course_id: int) -> None:
    """Give the seat back, while nothing is completed."""
    session, actor = current_session(), current_actor()
    services.withdraw(session, actor, visible_course(session, actor, course_id))
