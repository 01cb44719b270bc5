from typing import Any

from marshmallow import Schema, fields, validate

from courses.catalogue.models import CourseState, LessonKind
from courses.catalogue.queries import Order, Standing
from courses.progress.explanations import LessonState
from lms.web.api import ListArgs, list_schema
from lms.web.filters import plain


class Exact(fields.String):
    """A decimal as text, without idle zeros, on every database: 0.5."""

    def _serialize(self, value: Any, *_rest: Any, **_options: Any) -> str | None:
        return None if value is None else plain(value)


class FilmChapterSchema(Schema):
    """A part of a film: where it begins."""

    at_s = fields.Integer()
    title = fields.String()


class Chapters(fields.List[Any]):
    """Chapters as they are stored: [second, title]."""

    def __init__(self, **options: Any) -> None:
        super().__init__(fields.Nested(FilmChapterSchema), **options)

    def _serialize(self, value: Any, *rest: Any, **options: Any) -> list[Any] | None:
        told = [{"at_s": at_s, "title": title} for at_s, title in value or ()]
        return super()._serialize(told, *rest, **options)


class CatalogueArgs(ListArgs):
    q = fields.String(load_default="", validate=validate.Length(max=60))
    category = fields.String(load_default="", validate=validate.Length(max=20))
    state = fields.Enum(Standing, by_value=True, load_default=None)
    sort = fields.Enum(Order, by_value=True, load_default=Order.newest)


class OwnEnrolmentSchema(Schema):
    """How the caller stands with a course they are enrolled in."""

    state = fields.Enum(Standing, by_value=True)
    enrolled_at = fields.AwareDateTime()
    lessons_done = fields.Integer()
    completed_at = fields.AwareDateTime(allow_none=True)


class CourseSchema(Schema):
    id = fields.Integer()
    slug = fields.String()
    title = fields.String()
    summary = fields.String()
    category = fields.String()
    owner = fields.String()
    state = fields.Enum(CourseState, by_value=True)
    nominal_hours = Exact()
    lesson_count = fields.Integer()
    seats = fields.Integer(allow_none=True)
    seats_left = fields.Integer(allow_none=True)
    enrolment = fields.Nested(OwnEnrolmentSchema, allow_none=True)


CourseList = list_schema(CourseSchema)


class LessonSchema(Schema):
    """A lesson as the caller sees it; `ref` is the id of the asset, quiz or work behind it."""

    id = fields.Integer()
    kind = fields.Enum(LessonKind, by_value=True)
    title = fields.String()
    number = fields.Integer()
    lecturer = fields.String()
    duration_s = fields.Float(allow_none=True)
    required = fields.Boolean()
    nominal_hours = Exact()
    rule = fields.Dict()
    state = fields.Enum(LessonState, by_value=True)
    ref = fields.Integer(allow_none=True)
    chapters = Chapters()


class SectionSchema(Schema):
    id = fields.Integer()
    title = fields.String()
    lessons = fields.List(fields.Nested(LessonSchema))


class CourseDetailSchema(CourseSchema):
    """A course in the version the caller is on; without one (null) it is the trainer's draft."""

    version = fields.Integer(allow_none=True)
    sections = fields.List(fields.Nested(SectionSchema))
