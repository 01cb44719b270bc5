from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import utcnow
from lms.people import current_actor
from lms.web import current_app_, current_session, lasting
from quizzes.papers.door import places
from quizzes.sittings import queries, services
from quizzes.sittings.release import shows_answers, shows_marks
from quizzes.sittings.views.blueprint import bp


@bp.get("/sittings/<int:sitting_id>/submission")
def submission(sitting_id: int) -> ResponseReturnValue:
    """Ask before handing in; afterwards show the receipt."""
    session, now = current_session(), utcnow()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    if paper.sitting.submitted_at:
        return render_template(
            "quizzes/sittings/receipt.html",
            paper=paper,
            places=places(current_actor(), paper.quiz.id),
            shows_marks=shows_marks(paper.quiz, now),
            shows_answers=shows_answers(paper.quiz, now),
        )
    shown = queries.questions(session, sitting_id)
    is_fragment = "HX-Request" in request.headers
    template = "quizzes/sittings/_confirm.html" if is_fragment else "quizzes/sittings/confirm.html"
    page = render_template(template, paper=paper, questions=shown, now=now, is_fragment=is_fragment)
    return page, {"Vary": "HX-Request"}


@bp.post("/sittings/<int:sitting_id>/submission")
@lasting
def hand_in(sitting_id: int) -> ResponseReturnValue:
    session = current_session()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    services.hand_in(session, current_app_().facts, paper.sitting)
    return redirect(url_for(".submission", sitting_id=sitting_id))


@bp.get("/sittings/<int:sitting_id>/review")
def review(sitting_id: int) -> ResponseReturnValue:
    session, now = current_session(), utcnow()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    if not paper.sitting.submitted_at:
        return redirect(url_for(".question", sitting_id=sitting_id, n=1))
    answers = shows_answers(paper.quiz, now)
    reviewed = queries.reviewed(session, sitting_id)
    return render_template(
        "quizzes/sittings/review.html",
        paper=paper,
        places=places(current_actor(), paper.quiz.id),
        reviewed=sorted(reviewed, key=lambda one: answers and one.is_right),
        shows_marks=shows_marks(paper.quiz, now),
        shows_answers=answers,
    )
