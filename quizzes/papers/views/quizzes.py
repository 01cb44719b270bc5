from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import utcnow
from lms.errors import Invalid
from lms.people import current_actor
from lms.web import current_session, current_settings
from lms.web.i18n import gettext as _
from quizzes.bank.content import draft_of
from quizzes.bank.queries import all_banks, current_revisions
from quizzes.papers import queries, services
from quizzes.papers.checks import problems
from quizzes.papers.drafts import Settings, settings_of
from quizzes.papers.drawing import missing
from quizzes.papers.filters import QuizFilters
from quizzes.papers.forms import form_of
from quizzes.papers.views.blueprint import bp


@bp.get("")
def index() -> ResponseReturnValue:
    filters, number = QuizFilters(), request.args.get("page", 1, type=int)
    page = queries.managed_quizzes(current_session(), current_actor(), filters.wanted(), number)
    return render_template("quizzes/papers/index.html", page=page, filters=filters, now=utcnow())


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    zone = current_settings().zone
    form = form_of(Settings(title=""), zone)
    if form.accepted():
        try:
            settings = form.settings(Settings(title=""), zone)
            quiz = services.draft(current_session(), current_actor(), settings)
        except Invalid as refusal:
            form.show(refusal)
        else:
            return redirect(url_for(".show", quiz_id=quiz.id))
    return render_template("quizzes/papers/settings.html", form=form), form.http_status


@bp.get("/<int:quiz_id>")
def show(quiz_id: int) -> ResponseReturnValue:
    """Show the paper as it is laid out, and before it is published what is still to do."""
    session, actor = current_session(), current_actor()
    quiz = queries.managed_quiz(session, actor, quiz_id)
    plan = queries.blueprint(session, quiz.id)
    return render_template(
        "quizzes/papers/show.html",
        quiz=quiz,
        plan=plan,
        short=missing(plan.needs, plan.fixed),
        problems=[] if quiz.is_published else problems(quiz, plan, utcnow()),
        banks=all_banks(session, actor),
        now=utcnow(),
    )


@bp.route("/<int:quiz_id>/settings", methods=["GET", "POST"])
def settings(quiz_id: int) -> ResponseReturnValue:
    session, actor, zone = current_session(), current_actor(), current_settings().zone
    quiz = queries.managed_quiz(session, actor, quiz_id)
    before = settings_of(quiz)
    form = form_of(before, zone, is_published=quiz.is_published)
    if form.accepted():
        try:
            services.revise(session, actor, quiz, form.settings(before, zone))
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".show", quiz_id=quiz.id))
    page = render_template("quizzes/papers/settings.html", form=form, quiz=quiz)
    return page, form.http_status


@bp.get("/<int:quiz_id>/preview")
def preview(quiz_id: int) -> ResponseReturnValue:
    """Show every fixed question with its key, and what is drawn."""
    session = current_session()
    quiz = queries.managed_quiz(session, current_actor(), quiz_id)
    plan = queries.blueprint(session, quiz.id)
    revisions = current_revisions(session, plan.fixed)
    drafts = {
        part.item_id: replace(draft_of(revisions[part.item_id], ""), max_mark=part.mark)
        for part in plan.parts
        if part.item_id is not None
    }
    return render_template("quizzes/papers/preview.html", quiz=quiz, plan=plan, drafts=drafts)
