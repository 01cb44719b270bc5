from typing import Any

from lms.db import utcnow
from lms.errors import Conflict
from lms.people import current_actor
from lms.web import current_app_, current_rules, current_session, lasting, quiet
from lms.web.api import ApiBlueprint, ListArgs, list_schema, listed
from quizzes.papers.door import admitted
from quizzes.papers.queries import sittable_quiz
from quizzes.sittings import queries, services
from quizzes.sittings.late import keeping_late
from quizzes.sittings.schemas import (
    AnswerSchema,
    AnswersSchema,
    FlagSchema,
    NumberedAnswerSchema,
    OfferSchema,
    ReviewSchema,
    SavedSchema,
    SittingSchema,
    SubmissionSchema,
    read_save,
    told_answers,
    told_review,
    told_sitting,
    told_submission,
)
from quizzes.sittings.services import Save, Saved

bp = ApiBlueprint("sittings", __name__, description="Sitting a quiz")


@bp.get("/quizzes")
@bp.arguments(ListArgs, location="query")
@bp.response(200, list_schema(OfferSchema))
def offers(args: dict[str, Any]) -> dict[str, Any]:
    """List what there is to sit: what is running first, then what closes first."""
    session, actor = current_session(), current_actor()
    rows, total = queries.offer_slice(session, actor, admitted(actor), **args)
    return listed([row._asdict() for row in rows], total, args)


@bp.post("/quizzes/<int:quiz_id>/sittings")
@bp.response(201, SittingSchema)
@bp.alt_response(200, schema=SittingSchema, description="The running one, when there is one")
def start(quiz_id: int) -> tuple[dict[str, Any], int]:
    session, actor = current_session(), current_actor()
    quiz = sittable_quiz(session, admitted(actor), quiz_id)
    grace = current_rules().answer_grace_seconds
    services.sweep(session, current_app_().facts, grace, actor.id)
    sitting, is_new = services.start(session, actor, quiz)
    told = told_sitting(sitting, queries.questions(session, sitting.id))
    return told, 201 if is_new else 200


@bp.get("/sittings/<int:sitting_id>")
@bp.response(200, SittingSchema)
def one(sitting_id: int) -> dict[str, Any]:
    session = current_session()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    return told_sitting(paper.sitting, queries.questions(session, sitting_id))


@bp.get("/sittings/<int:sitting_id>/answers")
@quiet
@bp.response(200, AnswersSchema)
def answers(sitting_id: int) -> dict[str, Any]:
    session = current_session()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    return told_answers(paper.sitting, queries.questions(session, sitting_id))


@bp.put("/sittings/<int:sitting_id>/answers/<int:n>")
@lasting
@bp.arguments(AnswerSchema)
@bp.response(200, SavedSchema)
def save(body: dict[str, Any], sitting_id: int, n: int) -> dict[str, Any]:
    """Save one answer. An older `seq` changes nothing and is told so (`accepted` false)."""
    return _save(sitting_id, [read_save(n, body)])[0]


@bp.patch("/sittings/<int:sitting_id>/answers")
@lasting
@bp.arguments(NumberedAnswerSchema(many=True))
@bp.response(200, SavedSchema(many=True))
def save_all(body: list[dict[str, Any]], sitting_id: int) -> list[dict[str, Any]]:
    """Save several answers in one transaction: all of them, or none."""
    return _save(sitting_id, [read_save(one["n"], one) for one in body])


def _save(sitting_id: int, saves: list[Save]) -> list[dict[str, Any]]:
    session, actor = current_session(), current_actor()
    grace = current_rules().answer_grace_seconds
    with keeping_late(session, actor, sitting_id, saves):
        saved = services.save(session, actor, sitting_id, saves, grace)
    return [_told(one) for one in saved]


def _told(saved: Saved) -> dict[str, Any]:
    return {
        "n": saved.n,
        "seq": saved.seq,
        "saved_at": saved.saved_at,
        "accepted": saved.is_accepted,
    }


@bp.put("/sittings/<int:sitting_id>/flags/<int:n>")
@lasting
@bp.arguments(FlagSchema)
@bp.response(204)
def flag(body: dict[str, bool], sitting_id: int, n: int) -> None:
    """Mark a question to come back to, or take the mark away."""
    services.flag(current_session(), current_actor(), sitting_id, n, is_flagged=body["flagged"])


@bp.post("/sittings/<int:sitting_id>/submission")
@lasting
@bp.response(200, SubmissionSchema)
def hand_in(sitting_id: int) -> dict[str, Any]:
    """Hand in. Twice, or at the same time, is the same answer."""
    session = current_session()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    services.hand_in(session, current_app_().facts, paper.sitting)
    return told_submission(paper, utcnow())


@bp.get("/sittings/<int:sitting_id>/review")
@bp.response(200, ReviewSchema)
def review(sitting_id: int) -> dict[str, Any]:
    session = current_session()
    paper = queries.own_paper(session, current_actor(), sitting_id)
    if paper.sitting.submitted_at is None:
        raise Conflict("还没有交卷。")
    return told_review(paper, queries.reviewed(session, sitting_id), utcnow())
