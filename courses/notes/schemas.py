from marshmallow import Schema, fields, validate

from lms.noting.services import LONGEST
from lms.web.api import Strict

LONGEST_FILM_S = 24 * 3600


class NotePatchArgs(Strict):
    text = fields.String(
        required=True, validate=[validate.Length(1, LONGEST), validate.Regexp(r"\s*\S")]
    )


class NewNoteArgs(NotePatchArgs):
    at_s = fields.Float(required=True, validate=validate.Range(0, LONGEST_FILM_S))


class NoteSchema(Schema):
    """What the caller noted at a moment of a lecture. Nobody else can read it."""

    id = fields.Integer()
    at_s = fields.Float()
    text = fields.String()
    created_at = fields.AwareDateTime()


class NotesSchema(Schema):
    items = fields.List(fields.Nested(NoteSchema))
