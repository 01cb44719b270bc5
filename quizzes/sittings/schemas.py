from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from lms.db import utcnow
from lms.web.api import Strict, sensible
from lms.web.i18n import gettext
from quizzes.marking import Kind
from quizzes.sittings.models import Sitting
from quizzes.sittings.queries import Paper, Reviewed, Shown
from quizzes.sittings.release import shows_answers, shows_marks
from quizzes.sittings.services import Save
from quizzes.sittings.services.saving import LARGEST_SEQ


class ChoiceSchema(Schema):
    id = fields.String()
    text = fields.String()


class QuestionSchema(Schema):
    n = fields.Integer()
    kind = fields.String(validate=validate.OneOf(list(Kind)))
    stem = fields.String()
    options = fields.List(fields.Nested(ChoiceSchema))
    max_mark = fields.Float()


class KeptSchema(Schema):
    seq = fields.Integer()
    answer = fields.Raw(allow_none=True)
    saved_at = fields.AwareDateTime()


class AnswersSchema(Schema):
    """How a sitting stands: what another device of the same person has to know."""

    state = fields.String(validate=validate.OneOf(["running", "handed_in"]))
    server_now = fields.AwareDateTime()
    deadline_at = fields.AwareDateTime(allow_none=True)
    answers = fields.Dict(keys=fields.String(), values=fields.Nested(KeptSchema))
    flagged = fields.List(fields.Integer())


class SittingSchema(AnswersSchema):
    id = fields.Integer()
    quiz_id = fields.Integer()
    attempt = fields.Integer()
    attempts_allowed = fields.Integer(allow_none=True)
    started_at = fields.AwareDateTime()
    max_mark = fields.Float()
    questions = fields.List(fields.Nested(QuestionSchema))


class AnswerSchema(Strict):
    """An answer: an option id, a list of them, or a text, by kind; null takes it back."""

    seq = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_SEQ))
    answer = fields.Raw(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(load_default=None, allow_none=True, validate=sensible)


class NumberedAnswerSchema(AnswerSchema):
    n = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1000))


class SavedSchema(Schema):
    """What is stored now; not `accepted` means that a later answer was there already."""

    n = fields.Integer()
    seq = fields.Integer()
    saved_at = fields.AwareDateTime()
    accepted = fields.Boolean()


class FlagSchema(Strict):
    flagged = fields.Boolean(required=True)


class OfferSchema(Schema):
    """A quiz that the person asking may sit; `mark` is their best, once it is shown."""

    id = fields.Integer()
    title = fields.String()
    item_count = fields.Integer()
    time_limit_s = fields.Integer(attribute="time_limit_seconds", allow_none=True)
    attempts = fields.Integer(allow_none=True)
    opens_at = fields.AwareDateTime(allow_none=True)
    closes_at = fields.AwareDateTime(allow_none=True)
    max_mark = fields.Float()
    sat = fields.Integer()
    running = fields.Integer(attribute="running_id", allow_none=True)
    mark = fields.Float(allow_none=True)
    passed = fields.Boolean(attribute="is_passed")


class SubmissionSchema(Schema):
    """A receipt. Marks are null until the quiz's release policy shows them."""

    state = fields.String()
    submitted_at = fields.AwareDateTime()
    receipt = fields.String()
    mark = fields.Float(allow_none=True)
    max_mark = fields.Float(allow_none=True)
    passed = fields.Boolean(allow_none=True)


class ReviewedSchema(QuestionSchema):
    """A question looked back at; `mark`, `right` and `explanation` are null while not released."""

    answer = fields.Raw(allow_none=True)
    mark = fields.Float(allow_none=True)
    right = fields.List(fields.String(), allow_none=True)
    explanation = fields.String(allow_none=True)


class ReviewSchema(SubmissionSchema):
    id = fields.Integer()
    items = fields.List(fields.Nested(ReviewedSchema))


def told_answers(sitting: Sitting, questions: list[Shown]) -> dict[str, Any]:
    kept = {
        str(one.n): {"seq": one.seq, "answer": one.answer, "saved_at": one.saved_at}
        for one in questions
        if one.seq
    }
    return {
        "state": _state(sitting),
        "server_now": utcnow(),
        "deadline_at": sitting.deadline_at,
        "answers": kept,
        "flagged": [one.n for one in questions if one.is_flagged],
    }


def told_sitting(sitting: Sitting, questions: list[Shown]) -> dict[str, Any]:
    return {
        **told_answers(sitting, questions),
        "id": sitting.id,
        "quiz_id": sitting.quiz_id,
        "attempt": sitting.attempt,
        "attempts_allowed": sitting.attempts_allowed,
        "started_at": sitting.started_at,
        "max_mark": sitting.max_mark,
        "questions": [_question(one) for one in questions],
    }


def told_submission(paper: Paper, at: datetime) -> dict[str, Any]:
    sitting, shows = paper.sitting, shows_marks(paper.quiz, at)
    return {
        "state": _state(sitting),
        "submitted_at": sitting.submitted_at,
        "receipt": sitting.receipt,
        "mark": sitting.mark if shows else None,
        "max_mark": sitting.max_mark if shows else None,
        "passed": sitting.is_passed if shows else None,
    }


def told_review(paper: Paper, reviewed: list[Reviewed], at: datetime) -> dict[str, Any]:
    shows = shows_answers(paper.quiz, at)
    items = [
        {
            **_question(one),
            "answer": one.answer,
            "mark": one.mark if shows else None,
            "right": one.right if shows else None,
            "explanation": one.explanation if shows else None,
        }
        for one in reviewed
    ]
    return {**told_submission(paper, at), "id": paper.sitting.id, "items": items}


def read_save(n: int, body: dict[str, Any]) -> Save:
    return Save(n, body["seq"], body["answer"], body["answered_at"])


def _state(sitting: Sitting) -> str:
    return "handed_in" if sitting.submitted_at else "running"


def _question(one: Shown | Reviewed) -> dict[str, Any]:
    is_truth = one.kind is Kind.true_false
    options = [
        {"id": choice.id, "text": gettext(choice.text) if is_truth else choice.text}
        for choice in one.options
    ]
    return {
        "n": one.n,
        "kind": one.kind,
        "stem": one.stem,
        "options": options,
        "max_mark": one.max_mark,
    }
