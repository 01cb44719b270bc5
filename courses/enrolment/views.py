from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from courses.catalogue.queries import visible_course
from courses.enrolment import services
from lms.people import current_actor
from lms.web import current_session
from lms.web.i18n import gettext as _

bp = Blueprint("enrolment", __name__, url_prefix="/courses/<int:course_id>")


@bp.post("/enrolment")
def enrol(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    services.enrol(session, actor, visible_course(session, actor, course_id))
    return redirect(url_for("catalogue.course", course_id=course_id))


@bp.post("/withdrawal")
def withdraw(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    services.withdraw(session, actor, visible_course(session, actor, course_id))
    flash(_("已退出课程。"))
    return redirect(url_for("catalogue.index"))
