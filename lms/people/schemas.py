from marshmallow import Schema, fields, validate

from lms.web.api import Strict


class Credentials(Strict):
    login = fields.String(required=True, validate=validate.Length(1, 64))
    password = fields.String(required=True, validate=validate.Length(1, 128))
    otp = fields.String(validate=validate.Length(max=40))


class TokenSchema(Schema):
    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class RoleSchema(Schema):
    role = fields.String()
    unit = fields.Integer()


class MeSchema(Schema):
    id = fields.Integer()
    login = fields.String()
    name = fields.String()
    roles = fields.List(fields.Nested(RoleSchema))
