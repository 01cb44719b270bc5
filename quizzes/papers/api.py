from typing import Any

from sqlalchemy.orm import Session

from lms.people import Actor, current_actor
from lms.web import current_session
from lms.web.api import ApiBlueprint
from quizzes.papers import laying, queries, services
from quizzes.papers.door import admitted
from quizzes.papers.models import Quiz
from quizzes.papers.policy import may_manage
from quizzes.papers.schemas import (
    BlueprintSchema,
    NewQuizSchema,
    QuizSchema,
    RulesSchema,
    read_parts,
    read_rules,
    told_quiz,
)

bp = ApiBlueprint("papers", __name__, description="Quizzes and what they are made of")


@bp.post("/quizzes")
@bp.arguments(NewQuizSchema)
@bp.response(201, QuizSchema)
def create(body: dict[str, Any]) -> dict[str, Any]:
    """Make a quiz. Without `publish` it stays a draft until its `publication` is posted."""
    session, actor = current_session(), current_actor()
    quiz = services.draft(session, actor, read_rules(body))
    laying.add_parts(session, actor, quiz, read_parts(body))
    if body["publish"]:
        services.publish(session, actor, quiz)
    return _told(session, actor, quiz)


@bp.get("/quizzes/<int:quiz_id>")
@bp.response(200, QuizSchema)
def one(quiz_id: int) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    return _told(session, actor, queries.visible_quiz(session, actor, admitted(actor), quiz_id))


@bp.put("/quizzes/<int:quiz_id>")
@bp.arguments(RulesSchema)
@bp.response(200, QuizSchema)
def revise(body: dict[str, Any], quiz_id: int) -> dict[str, Any]:
    """Write the rules; of a published quiz only those that decide no marks may differ."""
    session, actor = current_session(), current_actor()
    quiz = queries.managed_quiz(session, actor, quiz_id)
    services.revise(session, actor, quiz, read_rules(body))
    return _told(session, actor, quiz)


@bp.put("/quizzes/<int:quiz_id>/blueprint")
@bp.arguments(BlueprintSchema)
@bp.response(200, QuizSchema)
def lay_out(body: dict[str, Any], quiz_id: int) -> dict[str, Any]:
    """Replace the blueprint of a draft."""
    session, actor = current_session(), current_actor()
    quiz = queries.managed_quiz(session, actor, quiz_id)
    laying.lay_out(session, actor, quiz, read_parts(body))
    return _told(session, actor, quiz)


@bp.post("/quizzes/<int:quiz_id>/publication")
@bp.response(200, QuizSchema)
def publish(quiz_id: int) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    quiz = queries.managed_quiz(session, actor, quiz_id)
    services.publish(session, actor, quiz)
    return _told(session, actor, quiz)


def _told(session: Session, actor: Actor, quiz: Quiz) -> dict[str, Any]:
    session.refresh(quiz)
    plan = queries.blueprint(session, quiz.id) if may_manage(actor, quiz) else None
    return told_quiz(quiz, plan)
