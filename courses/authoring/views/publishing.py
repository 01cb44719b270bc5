"""Publishing a draft; taking a course off the catalogue and putting it back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses.authoring import services
from courses.authoring.desk import desk_of
from courses.authoring.forms import NewLessonForm, PublicationForm
from courses.authoring.views.blueprint import bp
from courses.catalogue.queries import editable_course
from lms.errors import Invalid
from lms.people import current_actor
from lms.web import current_session
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo


@bp.post("/<int:course_id>/publication")
def publish(course_id: int) -> ResponseReturnValue:
    """Publish, or show the check list again: what is in the way stands there."""
    session, actor = current_session(), current_actor()
    desk = desk_of(session, actor, course_id)
    try:
        tells = PublicationForm().tells_learners.data
        version = services.publish(session, actor, desk.course, tells_learners=tells)
    except Invalid as refusal:
        form = NewLessonForm(desk.outline.sections)
        page = render_template("courses/authoring/content.html", desk=desk, form=form)
        return page, refusal.status
    flash(_("第 %(number)s 版已发布。正在学习的人继续学原来的版本。", number=version.number))
    return redirect(url_for(".history", course_id=course_id))


@bp.post("/<int:course_id>/retirement")
def retire(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    services.retire(session, actor, editable_course(session, actor, course_id))
    words = _("课程已下架。正在学习的人可以学完。")
    offer_undo(words, url_for(".reopen", course_id=course_id))
    return redirect(url_for(".history", course_id=course_id))


@bp.post("/<int:course_id>/reopening")
def reopen(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    services.reopen(session, actor, editable_course(session, actor, course_id))
    flash(_("课程已重新上架。"))
    return redirect(url_for(".history", course_id=course_id))
