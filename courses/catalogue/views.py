from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.catalogue import heads, queries
from courses.catalogue.forms import CatalogueFilters
from courses.certificates.queries import of_course
from courses.lessons import syllabus
from lms.people import current_actor
from lms.web import current_session

bp = Blueprint("catalogue", __name__)


@bp.get("/courses")
def index() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    filters = CatalogueFilters(queries.categories(session, actor))
    number = request.args.get("page", 1, type=int)
    page = queries.catalogue(session, actor, filters.wanted(), number)
    return render_template("courses/catalogue/index.html", page=page, filters=filters)


@bp.get("/courses/<int:course_id>")
def course(course_id: int) -> ResponseReturnValue:
    """Show a published course; its trainers find an unpublished one in their preview."""
    session, actor = current_session(), current_actor()
    head = heads.course_head(session, actor, course_id)
    if head is None:
        found = queries.editable_course(session, actor, course_id)
        return redirect(url_for("authoring.preview", course_id=found.id))
    return render_template(
        "courses/catalogue/course.html",
        head=head,
        course=head.card,
        syllabus=syllabus.of_version(session, actor.id, head.version_id, head.enrolment_id),
        units=heads.audience_names(session, head),
        certificate=of_course(session, actor.id, course_id) if head.card.completed_at else None,
    )
