from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.people import current_actor
from lms.web import current_session
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo
from quizzes.papers import queries, services
from quizzes.papers.views.blueprint import bp

LONGEST_TITLE = 120


@bp.post("/<int:quiz_id>/publication")
def publish(quiz_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    services.publish(current_session(), current_actor(), quiz)
    flash(_("已发布。"))
    return redirect(url_for(".show", quiz_id=quiz_id))


@bp.post("/<int:quiz_id>/withdrawal")
def withdraw(quiz_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    services.withdraw(current_session(), current_actor(), quiz)
    flash(_("已撤回为草稿，可以修改后再发布。"))
    return redirect(url_for(".show", quiz_id=quiz_id))


@bp.post("/<int:quiz_id>/copy")
def copy(quiz_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    title = _("%(title)s（副本）", title=quiz.title)[:LONGEST_TITLE]
    twin = services.copy(current_session(), current_actor(), quiz, title)
    flash(_("已复制为草稿。"))
    return redirect(url_for(".show", quiz_id=twin.id))


@bp.post("/<int:quiz_id>/retirement")
def retire(quiz_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    services.retire(current_session(), current_actor(), quiz)
    words = _("已下线。已有的成绩不变，课程里正在学习的人仍可完成。")
    offer_undo(words, url_for(".restore", quiz_id=quiz_id))
    return redirect(url_for(".show", quiz_id=quiz_id))


@bp.post("/<int:quiz_id>/restoration")
def restore(quiz_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    services.restore(current_session(), current_actor(), quiz)
    flash(_("已恢复。"))
    return redirect(url_for(".show", quiz_id=quiz_id))
