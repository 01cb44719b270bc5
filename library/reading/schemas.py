from marshmallow import Schema, fields, validate, validates_schema
from marshmallow.exceptions import ValidationError

from library.works.models import Proof
from lms.web.api import Strict
from lms.web.i18n import gettext

LONGEST_STRETCH = 200


class StretchArgs(Strict):
    """From which passage to which, both included; 50 passages when `to` is not given."""

    first = fields.Integer(data_key="from", load_default=1, validate=validate.Range(1, 10**9))
    last = fields.Integer(data_key="to", load_default=None, validate=validate.Range(1, 10**9))

    @validates_schema
    def check(self, data: dict[str, int | None], **_rest: object) -> None:
        first, last = data["first"] or 1, data["last"]
        if last is not None and not 0 <= last - first < LONGEST_STRETCH:
            most = gettext("一次最多读 %(most)s 段，to 不能小于 from。", most=LONGEST_STRETCH)
            raise ValidationError(most, "to")


class PassageSchema(Schema):
    n = fields.Integer()
    anchor = fields.String()
    text = fields.String()
    page = fields.Integer(allow_none=True)


class StretchSchema(Schema):
    items = fields.List(fields.Nested(PassageSchema))
    next = fields.Integer(allow_none=True)
    total = fields.Integer()


class EditionSchema(Schema):
    number = fields.Integer()
    state = fields.String()
    passages = fields.Integer()
    characters = fields.Integer()
    imported_at = fields.AwareDateTime()


class ChapterSchema(Schema):
    number = fields.Integer()
    title = fields.String()
    level = fields.Integer()
    first = fields.Integer(attribute="first_n")
    last = fields.Integer(attribute="last_n")
    is_read = fields.Boolean()


class WholeWorkSchema(Schema):
    id = fields.Integer()
    slug = fields.String()
    title = fields.String()
    author = fields.String()
    era = fields.String()
    kind = fields.String()
    date = fields.String(attribute="dated")
    source = fields.String()
    rights = fields.String()
    is_sample = fields.Boolean()
    proof = fields.String(validate=validate.OneOf([*Proof]))
    editions = fields.List(fields.Nested(EditionSchema))
    chapters = fields.List(fields.Nested(ChapterSchema))
