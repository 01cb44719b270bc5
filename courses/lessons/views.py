from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses.catalogue.heads import CourseHead, course_head
from courses.lessons import materials, queries, syllabus
from courses.lessons.showing import inside, noted
from courses.lessons.syllabus import Line
from lms.errors import NotFound
from lms.people import current_actor
from lms.web import current_blobs, current_session, quiet
from lms.web.filters import clock
from media.assets.downloads import attachment, text_file
from media.assets.models import State

bp = Blueprint("lessons", __name__, url_prefix="/courses/<int:course_id>/<int:number>")


@bp.get("")
def lesson(course_id: int, number: int) -> ResponseReturnValue:
    """Show a lesson to somebody who is enrolled; others find the course's page."""
    session, actor = current_session(), current_actor()
    head = _head(course_id)
    if head.enrolment_id is None:
        return redirect(url_for("catalogue.course", course_id=course_id))
    shown = syllabus.of_version(session, actor.id, head.version_id, head.enrolment_id)
    line = _line(shown.numbered(number))
    return render_template(
        f"courses/lessons/{line.lesson.kind}.html",
        head=head,
        course=head.card,
        syllabus=shown,
        line=line,
        following=shown.after(number),
        **inside(line) | noted(line),
    )


@bp.get("/waiting")
@quiet
def waiting(course_id: int, number: int) -> ResponseReturnValue:
    """Tell a page that waits for its film how far the encoding is."""
    session, head = current_session(), _head(course_id)
    lecture = queries.lecture_of_version(session, current_actor().id, head.version_id, number)
    answer = make_response(render_template("courses/lessons/_waiting.html", lecture=lecture))
    if lecture.can_play or lecture.asset.state is State.failed:
        answer.headers["X-Poll"] = "end"
    return answer


@bp.get("/poster.jpg")
@quiet
def poster(course_id: int, number: int) -> ResponseReturnValue:
    head = _head(course_id)
    blob = queries.poster(current_session(), head.version_id, number)
    answer = Response(current_blobs().read(blob), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


@bp.get("/transcript.txt")
def transcript(course_id: int, number: int) -> ResponseReturnValue:
    """Send what is said in the film as a text to keep."""
    _learned(course_id, number)
    session, head = current_session(), _head(course_id)
    lecture = queries.lecture_of_version(session, current_actor().id, head.version_id, number)
    lines = [f"[{clock(cue.start)}] {cue.text}" for cue in lecture.cues]
    return text_file("\n".join(lines) + "\n", f"{lecture.asset.title}.txt")


@bp.get("/materials/<int:asset_id>")
def material(course_id: int, number: int, asset_id: int) -> ResponseReturnValue:
    """Send a file that is attached to the lesson to somebody who learns it."""
    line = _learned(course_id, number)
    file = materials.material(current_session(), line.lesson, asset_id)
    return attachment(current_blobs(), file.blob, file.filename)


def _learned(course_id: int, number: int) -> Line:
    """Return the lesson in the version that the actor is enrolled in, or refuse."""
    session, head = current_session(), _head(course_id)
    if head.enrolment_id is None:
        raise NotFound("没有找到您要的内容。")
    shown = syllabus.of_version(session, current_actor().id, head.version_id, head.enrolment_id)
    return _line(shown.numbered(number))


def _head(course_id: int) -> CourseHead:
    head = course_head(current_session(), current_actor(), course_id)
    if head is None:
        raise NotFound("没有找到您要的内容。")
    return head


def _line(line: Line | None) -> Line:
    if line is None:
        raise NotFound("没有找到您要的内容。")
    return line
