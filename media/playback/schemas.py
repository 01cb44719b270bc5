from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from lms.web.api import Strict

LONGEST_S = 24 * 3600
MOST_INTERVALS = 200
PAIR = 2


class Piece(fields.List[Any]):
    """[start, end] in seconds of content, a report's also with the rate it was played at."""

    def __init__(self, **options: Any) -> None:
        second = fields.Float(validate=validate.Range(0, LONGEST_S))
        super().__init__(second, validate=validate.Length(PAIR, PAIR + 1), **options)


class ReportSchema(Strict):
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**53))
    intervals = fields.List(Piece(), required=True, validate=validate.Length(max=MOST_INTERVALS))
    position_s = fields.Float(load_default=0.0, validate=validate.Range(0, LONGEST_S))

    @validates_schema(skip_on_field_errors=True)
    def _ends_after_start(self, data: dict[str, Any], **_rest: Any) -> None:
        if any(start > end for start, end, *_rate in data["intervals"]):
            raise ValidationError("结束时间不能早于开始时间。", "intervals")


class ReceiptSchema(Schema):
    seq = fields.Integer()
    accepted = fields.List(Piece())
    rest = fields.List(Piece())
    counted = fields.List(Piece())
    counted_s = fields.Float()
    needed_s = fields.Float()
    complete = fields.Boolean()


class CaptionTrackSchema(Schema):
    language = fields.String()
    url = fields.String()


class TicketSchema(Schema):
    """What a player needs to begin: the answer of whatever opens a lease."""

    manifest_url = fields.String()
    lease = fields.String()
    duration_s = fields.Float()
    captions = fields.List(fields.Nested(CaptionTrackSchema))
    poster_url = fields.String()
    counted = fields.List(Piece())
    counted_s = fields.Float()
    needed_s = fields.Float()
    position_s = fields.Float()
    complete = fields.Boolean()
