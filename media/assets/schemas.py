from marshmallow import Schema, fields, validate

from lms.web.api import ListArgs
from media.assets.models import Kind


class RenditionSchema(Schema):
    width = fields.Integer()
    height = fields.Integer()
    bandwidth = fields.Integer()


class CaptionSchema(Schema):
    language = fields.String()


class AssetSchema(Schema):
    id = fields.Integer()
    title = fields.String()
    filename = fields.String()
    kind = fields.String(allow_none=True)
    state = fields.String()
    progress = fields.Float()
    cause = fields.String(allow_none=True)
    size = fields.Integer()
    duration_s = fields.Float(allow_none=True)
    page_count = fields.Integer(allow_none=True)
    created_at = fields.AwareDateTime()


class AssetDetailSchema(AssetSchema):
    renditions = fields.List(fields.Nested(RenditionSchema))
    captions = fields.List(fields.Nested(CaptionSchema))


class AssetListArgs(ListArgs):
    kind = fields.String(load_default="", validate=validate.OneOf(["", *Kind]))
    q = fields.String(load_default="", validate=validate.Length(max=100))
