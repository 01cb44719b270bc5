from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import utcnow
from lms.people import current_actor
from lms.web import current_app_, current_rules, current_session
from quizzes.papers.door import admitted, places
from quizzes.papers.queries import sittable_quiz
from quizzes.sittings import queries, services
from quizzes.sittings.release import shows_answers, shows_marks
from quizzes.sittings.views.blueprint import bp


@bp.get("/quizzes")
def index() -> ResponseReturnValue:
    actor = current_actor()
    number = request.args.get("page", 1, type=int)
    page = queries.offers(current_session(), actor, admitted(actor), number)
    return render_template("quizzes/sittings/index.html", page=page, now=utcnow())


@bp.get("/quizzes/<int:quiz_id>")
def rules(quiz_id: int) -> ResponseReturnValue:
    session, actor, now = current_session(), current_actor(), utcnow()
    quiz = queries.openable_quiz(session, actor, admitted(actor), quiz_id)
    return render_template(
        "quizzes/sittings/rules.html",
        quiz=quiz,
        places=places(actor, quiz.id),
        attempts=queries.attempts_of(session, actor.id, quiz.id),
        shows_marks=shows_marks(quiz, now),
        shows_answers=shows_answers(quiz, now),
        grace_seconds=current_rules().answer_grace_seconds,
        deadline_at=services.deadline(quiz, now),
        now=now,
    )


@bp.post("/quizzes/<int:quiz_id>/sittings")
def start(quiz_id: int) -> ResponseReturnValue:
    """Begin, or go on with what is running; what ran out meanwhile is handed in first."""
    session, actor = current_session(), current_actor()
    quiz = sittable_quiz(session, admitted(actor), quiz_id)
    grace = current_rules().answer_grace_seconds
    services.sweep(session, current_app_().facts, grace, actor.id)
    sitting, _is_new = services.start(session, actor, quiz)
    return redirect(url_for(".question", sitting_id=sitting.id, n=1))
