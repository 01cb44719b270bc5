"""The draft as learners would see it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from courses.authoring.desk import desk_of
from courses.authoring.views.blueprint import bp
from courses.lessons import syllabus
from courses.lessons.showing import inside
from lms.errors import NotFound
from lms.people import current_actor
from lms.web import current_session


@bp.get("/<int:course_id>/preview")
def preview(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    desk = desk_of(session, actor, course_id)
    shown = syllabus.of_draft(session, actor.id, course_id)
    return render_template("courses/authoring/preview.html", desk=desk, syllabus=shown)


@bp.get("/<int:course_id>/preview/<int:number>")
def preview_lesson(course_id: int, number: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    desk = desk_of(session, actor, course_id)
    shown = syllabus.of_draft(session, actor.id, course_id)
    line = shown.numbered(number)
    if line is None:
        raise NotFound("没有找到您要的内容。")
    return render_template(
        f"courses/lessons/{line.lesson.kind}.html",
        head=None,
        course=desk.draft,
        course_id=course_id,
        syllabus=shown,
        line=line,
        following=shown.after(number),
        **inside(line),
    )
