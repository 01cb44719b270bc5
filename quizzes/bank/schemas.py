from decimal import Decimal
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from lms.web.api import ListArgs, Strict, Words
from lms.web.i18n import gettext
from quizzes.bank.models import ItemImport
from quizzes.interchange import Candidate, ItemDraft, Option, Remark, Verdict
from quizzes.interchange.drafts import LONGEST_TOPIC, ONE_MARK, tidy
from quizzes.interchange.reading import AUTO, FORMATS
from quizzes.marking import Kind

TEXTS = 100  # more than a draft may have: the service says how many


class NewBankSchema(Strict):
    title = Words(required=True, validate=validate.Length(1, 120))


class BankSchema(Schema):
    id = fields.Integer()
    title = fields.String()
    owner = fields.String()
    item_count = fields.Integer()
    created_at = fields.AwareDateTime()


class OptionSchema(Strict):
    text = fields.String(required=True)
    right = fields.Boolean(load_default=False)


class ItemContentSchema(Strict):
    """A question with its key: `options` of choices, `is_true`, or `wordings` of a short answer."""

    kind = fields.Enum(Kind, by_value=True, required=True)
    stem = fields.String(required=True)
    options = fields.List(
        fields.Nested(OptionSchema), load_default=list, validate=validate.Length(max=TEXTS)
    )
    is_true = fields.Boolean(load_default=None, allow_none=True)
    wordings = fields.List(fields.String(), load_default=list, validate=validate.Length(max=TEXTS))
    explanation = fields.String(load_default="")
    max_mark = fields.Decimal(load_default=ONE_MARK, as_string=False)
    topic = fields.String(load_default="", validate=validate.Length(max=LONGEST_TOPIC))


class NextRevisionSchema(ItemContentSchema):
    """The next revision of an item; `revision` is the one it was written upon."""

    revision = fields.Integer(required=True, strict=True)


class ItemSchema(Schema):
    id = fields.Integer()
    revision = fields.Integer()
    kind = fields.String()
    stem = fields.String()
    options = fields.List(fields.Nested(OptionSchema))
    is_true = fields.Boolean(allow_none=True)
    wordings = fields.List(fields.String())
    explanation = fields.String()
    max_mark = fields.Float()
    topic = fields.String()
    retired = fields.Boolean()


class ItemRowSchema(Schema):
    id = fields.Integer()
    revision = fields.Integer()
    kind = fields.String()
    stem = fields.String()
    topic = fields.String()
    max_mark = fields.Float()
    retired = fields.Boolean()


class ItemListArgs(ListArgs):
    q = fields.String(load_default="", validate=validate.Length(max=100))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *Kind]))
    topic = fields.String(load_default="", validate=validate.Length(max=LONGEST_TOPIC))
    retired = fields.Boolean(load_default=False)


class ImportFileSchema(Strict):
    file = Upload(required=True)


class ImportFormSchema(Strict):
    format = fields.String(load_default=AUTO, validate=validate.OneOf([AUTO, *FORMATS]))


class CandidateSchema(Schema):
    n = fields.Integer()
    place = fields.String()
    verdict = fields.String(validate=validate.OneOf(list(Verdict)))
    kind = fields.String()
    stem = fields.String()
    message = fields.String()


class ImportSchema(Schema):
    """What a file holds, question by question; nothing is in the bank before it is confirmed."""

    id = fields.Integer()
    bank_id = fields.Integer()
    file_name = fields.String()
    confirmed_at = fields.AwareDateTime(allow_none=True)
    taken = fields.Integer(allow_none=True)
    items = fields.List(fields.Nested(CandidateSchema))


class ConfirmationSchema(Schema):
    id = fields.Integer()
    taken = fields.Integer()


def read_draft(body: dict[str, Any]) -> ItemDraft:
    return ItemDraft(
        kind=body["kind"],
        stem=tidy(body["stem"]),
        options=tuple(Option(tidy(one["text"]), one["right"]) for one in body["options"]),
        is_true=body["is_true"],
        wordings=tuple(dict.fromkeys(filter(None, map(tidy, body["wordings"])))),
        explanation=tidy(body["explanation"]),
        max_mark=Decimal(body["max_mark"]),
        topic=tidy(body["topic"]).replace("\n", " "),
    )


def told_draft(draft: ItemDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "stem": draft.stem,
        "options": [{"text": one.text, "right": one.is_right} for one in draft.options],
        "is_true": draft.is_true,
        "wordings": list(draft.wordings),
        "explanation": draft.explanation,
        "max_mark": draft.max_mark,
        "topic": draft.topic,
    }


def told_import(kept: ItemImport, candidates: list[Candidate]) -> dict[str, Any]:
    return {
        "id": kept.id,
        "bank_id": kept.bank_id,
        "file_name": kept.file_name,
        "confirmed_at": kept.confirmed_at,
        "taken": kept.taken,
        "items": [_told_candidate(one) for one in candidates],
    }


def _told_candidate(one: Candidate) -> dict[str, Any]:
    return {
        "n": one.n,
        "place": _words(one.place),
        "verdict": one.verdict,
        "kind": one.kind,
        "stem": one.stem,
        "message": "".join(map(_words, one.remarks)),
    }


def _words(remark: Remark) -> str:
    return str(gettext(remark.message, **remark.values))
