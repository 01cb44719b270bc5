"""The page on who writes a course: co-authors come and go, the owner hands over."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.authoring import queries, services
from courses.authoring.desk import desk_of
from courses.authoring.views.blueprint import bp
from courses.catalogue.policy import may_share
from courses.catalogue.queries import shared_course
from lms.db import today
from lms.people import current_actor
from lms.people.teachers import teachers_called
from lms.web import current_session, current_settings
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo


@bp.get("/<int:course_id>/trainers")
def trainers(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    desk = desk_of(session, actor, course_id)
    text = request.args.get("q", "").strip()[:60]
    authors = queries.authors(session, course_id)
    known = {author.id for author in authors}
    day = today(current_settings().zone)
    return render_template(
        "courses/authoring/trainers.html",
        desk=desk,
        authors=authors,
        can_share=may_share(actor, desk.course),
        text=text,
        found=[one for one in teachers_called(session, text, day) if one.id not in known],
    )


@bp.post("/<int:course_id>/trainers")
def share(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    course = shared_course(session, actor, course_id)
    person_id = request.form.get("person", 0, int)
    services.share(session, actor, course, person_id, today(current_settings().zone))
    flash(_("已添加共同作者。"))
    return redirect(url_for(".trainers", course_id=course_id))


@bp.post("/<int:course_id>/trainers/<int:person_id>/removal")
def unshare(course_id: int, person_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    services.unshare(session, actor, shared_course(session, actor, course_id), person_id)
    words = _("已移除。写过的内容留在课程里。")
    offer_undo(words, url_for(".share", course_id=course_id), person=person_id)
    return redirect(url_for(".trainers", course_id=course_id))


@bp.post("/<int:course_id>/trainers/<int:person_id>/ownership")
def hand_over(course_id: int, person_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    course = shared_course(session, actor, course_id)
    services.hand_over(session, actor, course, person_id, today(current_settings().zone))
    flash(_("课程已转交。"))
    return redirect(url_for(".trainers", course_id=course_id))
