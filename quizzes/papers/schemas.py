from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from lms.web.api import Strict, Words, sensible
from quizzes.interchange.drafts import LONGEST_TOPIC
from quizzes.marking import Kind, Partial
from quizzes.papers.checks import MOST_ITEMS
from quizzes.papers.drafts import (
    LONGEST_INSTRUCTIONS,
    MOST_ATTEMPTS,
    MOST_MINUTES,
    PartDraft,
    Settings,
)
from quizzes.papers.models import Quiz, Release, Visibility
from quizzes.papers.queries import Blueprint

MINUTE = 60


class PartSchema(Strict):
    """One `item`, or `draw` questions of a `bank`, each worth `mark`."""

    item = fields.Integer(load_default=None, allow_none=True, strict=True)
    bank = fields.Integer(load_default=None, allow_none=True, strict=True)
    draw = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, MOST_ITEMS))
    kind = fields.Enum(Kind, by_value=True, load_default=None, allow_none=True)
    topic = fields.String(load_default="", validate=validate.Length(max=LONGEST_TOPIC))
    mark = fields.Decimal(load_default=None, allow_none=True)

    @validates_schema
    def _is_one_of_two(self, data: dict[str, Any], **_more: Any) -> None:
        if (data["item"] is None) == (data["bank"] is None):
            raise ValidationError("每一部分应是一道试题，或从一个题库抽题。", "item")


class RulesSchema(Strict):
    title = Words(required=True, validate=validate.Length(1, 120))
    instructions = fields.String(
        load_default="", validate=validate.Length(max=LONGEST_INSTRUCTIONS)
    )
    visibility = fields.Enum(Visibility, by_value=True, load_default=Visibility.everyone)
    time_limit_s = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(MINUTE, MOST_MINUTES * MINUTE),
    )
    attempts = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, MOST_ATTEMPTS)
    )
    pass_percent = fields.Decimal(load_default=60)
    partial_marks = fields.Enum(
        Partial, by_value=True, load_default=Partial.nothing, attribute="partial"
    )
    shuffles_items = fields.Boolean(load_default=True)
    shuffles_options = fields.Boolean(load_default=True)
    opens_at = fields.AwareDateTime(load_default=None, allow_none=True, validate=sensible)
    closes_at = fields.AwareDateTime(load_default=None, allow_none=True, validate=sensible)
    release = fields.Enum(Release, by_value=True, load_default=Release.at_once)


class NewQuizSchema(RulesSchema):
    """A quiz with its blueprint; with `publish` it can be sat at once."""

    blueprint = fields.List(
        fields.Nested(PartSchema), load_default=list, validate=validate.Length(max=MOST_ITEMS)
    )
    publish = fields.Boolean(load_default=False)


class BlueprintSchema(Strict):
    blueprint = fields.List(
        fields.Nested(PartSchema), required=True, validate=validate.Length(max=MOST_ITEMS)
    )


class ToldPartSchema(Schema):
    item = fields.Integer(allow_none=True)
    bank = fields.Integer(allow_none=True)
    draw = fields.Integer()
    kind = fields.String(allow_none=True)
    topic = fields.String()
    mark = fields.Float()


class QuizSchema(Schema):
    """A quiz; its `blueprint` is told to those who manage it only."""

    id = fields.Integer()
    title = fields.String()
    instructions = fields.String()
    state = fields.String(validate=validate.OneOf(["draft", "published", "retired"]))
    visibility = fields.String()
    time_limit_s = fields.Integer(allow_none=True)
    attempts = fields.Integer(allow_none=True)
    pass_percent = fields.Float()
    partial_marks = fields.String(attribute="partial")
    shuffles_items = fields.Boolean()
    shuffles_options = fields.Boolean()
    opens_at = fields.AwareDateTime(allow_none=True)
    closes_at = fields.AwareDateTime(allow_none=True)
    release = fields.String()
    item_count = fields.Integer()
    max_mark = fields.Float()
    blueprint = fields.List(fields.Nested(ToldPartSchema), allow_none=True)


def read_rules(body: dict[str, Any]) -> Settings:
    named = {name: body[name] for name in Settings.__slots__ if name in body}
    return Settings(**{**named, "time_limit_seconds": body["time_limit_s"]})


def read_parts(body: dict[str, Any]) -> list[PartDraft]:
    return [
        PartDraft(
            item_id=part["item"],
            bank_id=part["bank"],
            draw=part["draw"],
            kind=part["kind"],
            topic=part["topic"],
            mark=part["mark"],
        )
        for part in body["blueprint"]
    ]


def told_quiz(quiz: Quiz, plan: Blueprint | None) -> dict[str, Any]:
    """Tell a quiz; what a blueprint comes to is counted anew, also of a draft."""
    named = {name: getattr(quiz, name) for name in Settings.__slots__}
    return {
        **named,
        "id": quiz.id,
        "state": _state(quiz),
        "time_limit_s": quiz.time_limit_seconds,
        "item_count": plan.item_count if plan else quiz.item_count,
        "max_mark": plan.max_mark if plan else quiz.max_mark,
        "blueprint": _told_parts(plan) if plan else None,
    }


def _state(quiz: Quiz) -> str:
    if quiz.retired_at:
        return "retired"
    return "published" if quiz.is_published else "draft"


def _told_parts(plan: Blueprint) -> list[dict[str, Any]]:
    return [
        {
            "item": part.item_id,
            "bank": part.bank_id,
            "draw": part.draw,
            "kind": part.kind,
            "topic": part.topic,
            "mark": part.mark,
        }
        for part in plan.parts
    ]
