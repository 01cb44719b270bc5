from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from lms import audit
from lms.db import today, utcnow
from lms.errors import Forbidden, NotFound
from lms.people import current_actor
from lms.web import current_database, current_session, current_settings
from quizzes.bank.policy import may_author
from quizzes.papers.queries import managed_quiz
from quizzes.sittings import queries as sittings
from quizzes.statistics import queries
from quizzes.statistics.workbook import results_workbook

bp = Blueprint("statistics", __name__, url_prefix="/teach")

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.before_request
def demand_author() -> None:
    """Tell whoever has no use for this section whom to ask, instead of showing it empty."""
    if not may_author(current_actor()):
        raise Forbidden("成绩由出题教师查看。支部的成绩请在支部工作中查看。")


@bp.get("/quizzes/<int:quiz_id>/results")
def show(quiz_id: int) -> ResponseReturnValue:
    session = current_session()
    quiz = managed_quiz(session, current_actor(), quiz_id)
    day = today(current_settings().zone)
    return render_template(
        "quizzes/statistics/show.html",
        quiz=quiz,
        seen=queries.overview(session, quiz.id),
        page=queries.learners(session, quiz.id, day, request.args.get("page", 1, int)),
        items=queries.item_statistics(session, quiz.id),
    )


@bp.get("/quizzes/<int:quiz_id>/results.xlsx")
def export(quiz_id: int) -> ResponseReturnValue:
    """Give the results as a workbook; that somebody took them along is written down."""
    session, settings, at = current_session(), current_settings(), utcnow()
    quiz = managed_quiz(session, current_actor(), quiz_id)
    learners = queries.all_learners(session, quiz.id, today(settings.zone))
    seen = queries.overview(session, quiz.id)
    _note("quiz.export", f"quiz:{quiz.id}")
    book = results_workbook(quiz, seen, learners, at, settings.zone)
    answer = Response(book, content_type=WORKBOOK)
    answer.headers["Content-Disposition"] = f'attachment; filename="quiz-{quiz.id}.xlsx"'
    return answer


@bp.get("/quizzes/<int:quiz_id>/people/<int:person_id>")
def person(quiz_id: int, person_id: int) -> ResponseReturnValue:
    session = current_session()
    quiz = managed_quiz(session, current_actor(), quiz_id)
    attempts = sittings.attempts_of(session, person_id, quiz.id)
    if not attempts:
        raise NotFound("没有找到您要的内容。")
    return render_template(
        "quizzes/statistics/person.html",
        quiz=quiz,
        name=queries.learner_name(session, person_id),
        attempts=attempts,
    )


@bp.get("/sittings/<int:sitting_id>")
def sitting(sitting_id: int) -> ResponseReturnValue:
    """Show what somebody answered, and what arrived too late to count."""
    session = current_session()
    paper = sittings.inspected_paper(session, current_actor(), sitting_id)
    if paper.sitting.submitted_at is None:
        raise NotFound("还没有交卷，交卷后才能查看。")
    _note("sitting.read", f"sitting:{sitting_id}")
    return render_template(
        "quizzes/statistics/sitting.html",
        paper=paper,
        reviewed=sittings.reviewed(session, sitting_id),
        late=sittings.late_answers(session, sitting_id),
    )


def _note(deed: str, target: str) -> None:
    """Write a read down, in a short transaction of its own: a GET keeps nothing."""
    with current_database().session(write=True) as session:
        audit.record(session, current_actor().id, deed, target)
        session.commit()
