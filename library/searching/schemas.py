from typing import Any

from marshmallow import Schema, fields, validate

from library.searching.question import LONGEST, MOST_CHOICES, Mode, Sort
from lms.web.api import ListArgs, list_schema

CHOICES: dict[str, Any] = {"load_default": list, "validate": validate.Length(max=MOST_CHOICES)}


class SearchArgs(ListArgs):
    """What to look for. `author`, `era` and `kind` may be given several times."""

    limit = fields.Integer(load_default=20, validate=validate.Range(1, 50))
    cursor = fields.Integer(load_default=0, validate=validate.Range(0, 10_000))
    q = fields.String(load_default="", validate=validate.Length(max=LONGEST))
    mode = fields.String(load_default=Mode.text, validate=validate.OneOf([Mode.text, Mode.names]))
    sort = fields.String(load_default=Sort.best, validate=validate.OneOf([*Sort]))
    work = fields.String(load_default="")
    author = fields.List(fields.String(), **CHOICES)
    era = fields.List(fields.String(), **CHOICES)
    kind = fields.List(fields.String(), **CHOICES)


class WorkSchema(Schema):
    id = fields.Integer()
    slug = fields.String()
    title = fields.String()
    author = fields.String()
    era = fields.String()
    kind = fields.String()
    date = fields.String(attribute="dated")
    is_sample = fields.Boolean()
    passages = fields.Integer()
    characters = fields.Integer()


class FoundPassageSchema(Schema):
    n = fields.Integer()
    anchor = fields.String()
    text = fields.String()
    marks = fields.List(fields.List(fields.Integer()))


class FoundSchema(Schema):
    """A passage that answers; in mode `title` a work alone."""

    work = fields.Nested(WorkSchema)
    passage = fields.Nested(FoundPassageSchema, allow_none=True)
    score = fields.Float()


class ValueSchema(Schema):
    value = fields.String()
    count = fields.Integer(attribute="answers")


class FacetsSchema(Schema):
    author = fields.List(fields.Nested(ValueSchema))
    era = fields.List(fields.Nested(ValueSchema))
    kind = fields.List(fields.Nested(ValueSchema))


class SearchSchema(list_schema(FoundSchema)):  # type: ignore[misc]
    facets = fields.Nested(FacetsSchema)
    suggestion = fields.String(allow_none=True)
