from marshmallow import Schema, fields, validate

from lms.web.api import Strict

MOST_PAGES = 500


class PagesSchema(Strict):
    pages = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, MOST_PAGES)),
        required=True,
        validate=validate.Length(max=MOST_PAGES),
    )


class ReadingSchema(Schema):
    read = fields.List(fields.Integer())
    rest = fields.List(fields.Integer())
    page_count = fields.Integer()
    complete = fields.Boolean()


class WordSchema(Schema):
    """A word and its box, in shares of the page from the upper left.

    `gap` stands between it and the next: nothing, a space or a new line.
    """

    x = fields.Float()
    y = fields.Float()
    width = fields.Float()
    height = fields.Float()
    text = fields.String()
    gap = fields.String()


class PageWordsSchema(Schema):
    words = fields.List(fields.Nested(WordSchema))


class HitsArgs(Strict):
    q = fields.String(load_default="", validate=validate.Length(max=100))


class PageHitsSchema(Schema):
    page = fields.Integer()
    count = fields.Integer(attribute="times")


class HitsSchema(Schema):
    total = fields.Integer()
    pages = fields.List(fields.Nested(PageHitsSchema))
