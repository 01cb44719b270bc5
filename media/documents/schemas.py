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
