from typing import Any

from marshmallow import Schema, fields, validate

from lms.notices.queries import STATES, Copy, Item
from lms.web.api import ListArgs, list_schema


class NoticesArgs(ListArgs):
    state = fields.String(load_default="", validate=validate.OneOf(("", *STATES)))


class NoticeItemSchema(Schema):
    id = fields.Integer()
    kind = fields.String()
    title = fields.String()
    signed = fields.String()
    sent_at = fields.AwareDateTime()
    must_confirm = fields.Boolean()
    read_at = fields.AwareDateTime(allow_none=True)
    confirmed_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class NoticeSchema(NoticeItemSchema):
    body = fields.String()
    link = fields.String()
    withdrawal_reason = fields.String()


class UnreadSchema(Schema):
    unread = fields.Integer()


NoticeList = list_schema(NoticeItemSchema)


def told(notice: Item | Copy) -> dict[str, Any]:
    return notice._asdict()
