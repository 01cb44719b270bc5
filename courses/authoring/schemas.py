from marshmallow import Schema, fields, validate

from courses.authoring.drafts import (
    LONGEST_CHAPTER,
    MOST_CHAPTERS,
    MOST_HOURS,
    MOST_MATERIALS,
    MOST_SEATS,
)
from courses.catalogue.models import Audience, CourseState, LessonKind
from courses.catalogue.schemas import Chapters, Exact
from lms.web.api import Strict, Words

HOURS = validate.Range(0, MOST_HOURS)
LARGEST_ID = 2**53
ID = validate.Range(1, LARGEST_ID)


class DescriptionArgs(Strict):
    summary = fields.String(validate=validate.Length(max=2000))
    category = fields.String(validate=validate.Length(max=20))
    cover = fields.String(validate=validate.Length(max=8))
    colour = fields.Integer(validate=validate.Range(1, 4))
    gives_certificate = fields.Boolean()


class BeginArgs(DescriptionArgs):
    title = Words(required=True, validate=validate.Length(1, 120))
    slug = fields.String(validate=validate.Regexp(r"^[a-z0-9][a-z0-9-]{0,63}$"))


class ReviseArgs(DescriptionArgs):
    """What to change; `audience`, `units` and `seats` hold at once, the words once published."""

    title = Words(validate=validate.Length(1, 120))
    audience = fields.Enum(Audience, by_value=True)
    units = fields.List(fields.Integer(validate=ID), validate=validate.Length(max=1000))
    seats = fields.Integer(allow_none=True, validate=validate.Range(1, MOST_SEATS))
    state = fields.Enum(CourseState, by_value=True)


class DraftSchema(Schema):
    """A course as its trainers write it."""

    id = fields.Integer()
    slug = fields.String()
    title = fields.String()
    summary = fields.String()
    category = fields.String()
    cover = fields.String()
    colour = fields.Integer()
    gives_certificate = fields.Boolean()
    state = fields.Enum(CourseState, by_value=True)
    version = fields.Integer(allow_none=True)
    has_changes = fields.Boolean()
    audience = fields.Enum(Audience, by_value=True)
    units = fields.List(fields.Integer())
    seats = fields.Integer(allow_none=True)
    saved_at = fields.AwareDateTime()


class SectionArgs(Strict):
    title = Words(required=True, validate=validate.Length(1, 120))


class DraftSectionSchema(Schema):
    id = fields.Integer()
    title = fields.String()


class RuleArgs(Strict):
    """What completes a lesson: watched or read with a share, passed, or handed_in."""

    kind = fields.String(required=True)
    share = fields.String()


class ChapterPlanArgs(Strict):
    at_s = fields.Integer(required=True, strict=True, validate=validate.Range(0, 24 * 3600))
    title = Words(required=True, validate=validate.Length(1, LONGEST_CHAPTER))


class LessonPatchArgs(Strict):
    title = Words(validate=validate.Length(max=120))
    lecturer = fields.String(validate=validate.Length(max=80))
    ref = fields.Integer(allow_none=True, validate=ID, attribute="ref_id")
    required = fields.Boolean(attribute="is_required")
    nominal_hours = fields.Decimal(places=2, allow_nan=False, validate=HOURS)
    rule = fields.Nested(RuleArgs)
    chapters = fields.List(
        fields.Nested(ChapterPlanArgs), validate=validate.Length(max=MOST_CHAPTERS)
    )
    materials = fields.List(
        fields.Integer(validate=ID), validate=validate.Length(max=MOST_MATERIALS)
    )


class LessonArgs(LessonPatchArgs):
    kind = fields.Enum(LessonKind, by_value=True, required=True)


class DraftLessonSchema(Schema):
    id = fields.Integer()
    kind = fields.Enum(LessonKind, by_value=True)
    title = fields.String()
    lecturer = fields.String()
    ref = fields.Integer(allow_none=True, attribute="ref_id")
    required = fields.Boolean(attribute="is_required")
    nominal_hours = Exact()
    rule = fields.Dict()
    chapters = Chapters()
    materials = fields.List(fields.Integer())


class VersionSchema(Schema):
    """A published version. It never changes."""

    number = fields.Integer()
    title = fields.String()
    lesson_count = fields.Integer()
    nominal_hours = Exact()
    published_at = fields.AwareDateTime()
