from marshmallow import Schema, fields, validate

from library.quoting.candidates import Verdict
from library.quoting.comparison import Kind, Weight
from library.searching.question import LONGEST_QUOTE
from library.searching.schemas import WorkSchema
from lms.web.api import Strict


class QuotationSchema(Strict):
    text = fields.String(required=True, validate=validate.Length(max=LONGEST_QUOTE))


class QuotationSourceSchema(Schema):
    """The passages that hold the source, their texts in lines; `n` and `anchor` of the first."""

    n = fields.Integer()
    last_n = fields.Integer()
    anchor = fields.String()
    text = fields.String()
    page = fields.Integer(allow_none=True)
    stretches = fields.List(fields.List(fields.Integer()))


class QuotationDifferenceSchema(Schema):
    """In the text `source` stands at `at`, where the quotation has `given`."""

    kind = fields.String(validate=validate.OneOf([*Kind]))
    weight = fields.String(validate=validate.OneOf([*Weight]))
    source = fields.String()
    given = fields.String()
    at = fields.Integer()


class QuotationCandidateSchema(Schema):
    verdict = fields.String(validate=validate.OneOf([*Verdict]))
    work = fields.Nested(WorkSchema)
    edition = fields.Integer()
    passage = fields.Nested(QuotationSourceSchema)
    score = fields.Float()
    differences = fields.List(fields.Nested(QuotationDifferenceSchema))
    citation = fields.String()


class QuotationCheckSchema(Schema):
    verdict = fields.String(validate=validate.OneOf([*Verdict]))
    candidates = fields.List(fields.Nested(QuotationCandidateSchema))
    nearest = fields.List(fields.Nested(QuotationCandidateSchema))
