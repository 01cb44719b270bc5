import json
from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.errors import Invalid, NotFound
from lms.people import Actor, current_actor
from lms.web import current_rules, current_session, lasting
from lms.web.i18n import gettext as _
from lms.web.strange import refuse_unfit_json
from lms.web.tidy import is_sensible
from quizzes.marking import Kind
from quizzes.sittings import queries, services
from quizzes.sittings.late import keeping_late
from quizzes.sittings.queries import Paper, Shown
from quizzes.sittings.services import Closed, Save
from quizzes.sittings.views.blueprint import bp

MOST_IN_A_BEACON = 200


@bp.get("/sittings/<int:sitting_id>/<int:n>")
def question(sitting_id: int, n: int) -> ResponseReturnValue:
    session = current_session()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    if _is_over(paper):
        return redirect(url_for(".submission", sitting_id=sitting_id))
    questions = queries.questions(session, sitting_id)
    return render_template(
        "quizzes/sittings/question.html",
        paper=paper,
        questions=questions,
        shown=_numbered(questions, n),
        now=utcnow(),
    )


@bp.get("/sittings/<int:sitting_id>/questions")
def questions(sitting_id: int) -> ResponseReturnValue:
    """Give every question as a fragment, so that a browser can go on without a network."""
    session = current_session()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    if _is_over(paper):
        raise Closed("已经交卷，不能再修改答案。")
    shown = queries.questions(session, sitting_id)
    return render_template("quizzes/sittings/_questions.html", paper=paper, questions=shown)


@bp.post("/sittings/<int:sitting_id>/<int:n>")
@lasting
def answer(sitting_id: int, n: int) -> ResponseReturnValue:
    """Keep what the page holds and go where its button leads; works without JavaScript."""
    session, actor = current_session(), current_actor()
    queries.own_paper(session, actor, sitting_id)
    shown = _numbered(queries.questions(session, sitting_id), n)
    try:
        _save_posted(session, actor, sitting_id, _posted(shown))
    except Closed as refusal:
        flash(_(refusal.message), "warn")
        return redirect(url_for(".submission", sitting_id=sitting_id))
    if "flag" in request.form:
        is_flagged = request.form["flag"] == "on"
        services.flag(session, actor, sitting_id, n, is_flagged=is_flagged)
    return redirect(_goal(sitting_id, n))


@bp.post("/sittings/<int:sitting_id>/answers")
@lasting
def beacon(sitting_id: int) -> ResponseReturnValue:
    """Take what a browser had not sent when its page was left: a form, as beacons can send."""
    saves = _in_beacon(request.form.get("answers", ""))
    session, actor = current_session(), current_actor()
    with keeping_late(session, actor, sitting_id, saves):
        services.save(session, actor, sitting_id, saves, current_rules().answer_grace_seconds)
    return "", 204


def _is_over(paper: Paper) -> bool:
    deadline = paper.sitting.deadline_at
    return paper.sitting.submitted_at is not None or (deadline is not None and deadline <= utcnow())


def _numbered(questions: list[Shown], n: int) -> Shown:
    found = [one for one in questions if one.n == n]
    if not found:
        raise NotFound("没有找到这道题。")
    return found[0]


def _posted(shown: Shown) -> list[Save]:
    """Return what was answered on the page, unless it is what the page had shown."""
    typed: object = request.form.get("answer") or None
    if shown.kind is Kind.multiple:
        typed = request.form.getlist("answer") or None
    if typed == _was():
        return []
    now = utcnow()
    seq = max(int(now.timestamp() * 1000), shown.seq + 1)
    return [Save(shown.n, seq, typed, now)]


def _save_posted(session: Session, actor: Actor, sitting_id: int, saves: list[Save]) -> None:
    if saves:
        with keeping_late(session, actor, sitting_id, saves):
            grace = current_rules().answer_grace_seconds
            services.save(session, actor, sitting_id, saves, grace)


def _was() -> object:
    """Return the answer that the page had shown; what cannot be read differs from any."""
    try:
        return json.loads(request.form.get("was", ""))
    except (ValueError, RecursionError):
        return ...


def _goal(sitting_id: int, n: int) -> str:
    if request.form.get("go") == "submit":
        return url_for(".submission", sitting_id=sitting_id)
    return url_for(".question", sitting_id=sitting_id, n=request.form.get("go", n, int))


def _in_beacon(text: str) -> list[Save]:
    try:
        found = json.loads(text)
        refuse_unfit_json(found)
        saves = [
            Save(int(one["n"]), int(one["seq"]), one["answer"], _moment(one["answered_at"]))
            for one in found[:MOST_IN_A_BEACON]
        ]
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise Invalid("答案格式不对。") from error
    return saves


def _moment(text: str | None) -> datetime | None:
    """Read what a browser claims; without an offset it means UTC. Raises ValueError."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if not is_sensible(moment):
        raise ValueError(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
