from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import audit
from lms.db import today, utcnow
from lms.errors import Forbidden, Invalid, NotFound
from lms.exports import services as exports
from lms.exports.models import Format
from lms.exports.services import Order
from lms.exports.views import add_pages
from lms.exports.words import FORMATS
from lms.people import current_actor
from lms.people.section import open_to
from lms.web import current_database, current_rules, current_session, current_settings
from lms.web.i18n import language
from quizzes.bank.policy import AUTHORS, may_author
from quizzes.papers.queries import managed_quiz
from quizzes.sittings import queries as sittings
from quizzes.statistics import files, queries
from quizzes.statistics.forms import OFFERED, ExportForm, LearnerFilters
from quizzes.statistics.items import item_statistics
from quizzes.statistics.measures import ENOUGH

bp = Blueprint("statistics", __name__, url_prefix="/teach")
exports_bp = Blueprint("teaching_exports", __name__, url_prefix="/teach")
open_to(exports_bp, *AUTHORS)
add_pages(exports_bp)


@bp.before_request
def demand_author() -> None:
    """Tell whoever has no use for this section whom to ask, instead of showing it empty."""
    if not may_author(current_actor()):
        raise Forbidden("成绩由出题教师查看。支部的成绩请在支部工作中查看。")


@bp.get("/quizzes/<int:quiz_id>/results")
def show(quiz_id: int) -> ResponseReturnValue:
    session, filters = current_session(), LearnerFilters()
    quiz = managed_quiz(session, current_actor(), quiz_id)
    day, number = today(current_settings().zone), request.args.get("page", 1, type=int)
    return render_template(
        "quizzes/statistics/show.html",
        quiz=quiz,
        seen=queries.overview(session, quiz.id),
        filters=filters,
        page=queries.learners(session, quiz.id, day, filters.wanted(), number),
        items=item_statistics(session, quiz.id),
        enough=ENOUGH,
        formats={one: FORMATS[one] for one in OFFERED},
    )


@bp.post("/quizzes/<int:quiz_id>/results/exports")
def export(quiz_id: int) -> ResponseReturnValue:
    """Order the people that the address asks for as a file."""
    session, actor, form = current_session(), current_actor(), ExportForm()
    quiz = managed_quiz(session, actor, quiz_id)
    if not form.accepted():
        raise Invalid
    kept = current_rules().file_days
    asked = files.written(quiz.id, LearnerFilters().wanted())
    wanted = Order(files.NAME, Format(form.format.data), kept, asked, language())
    ordered = exports.order(session, actor, wanted, utcnow())
    return redirect(url_for("teaching_exports.show", export_id=ordered.id))


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
    target = f"sitting:{sitting_id}"
    audit.record_read(current_database(), current_actor().id, "sitting.read", target)
    return render_template(
        "quizzes/statistics/sitting.html",
        paper=paper,
        reviewed=sittings.reviewed(session, sitting_id),
        late=sittings.late_answers(session, sitting_id),
    )
