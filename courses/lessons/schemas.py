from marshmallow import Schema, fields

from courses.catalogue.schemas import Exact


class RuleSchema(Schema):
    """What completes a lesson, as data; `words` says it to people."""

    kind = fields.String()
    share = fields.String()
    words = fields.String()


class ExplanationSchema(Schema):
    """Why a lesson is complete or not: `have` of `need`, in the unit that `unit` names."""

    complete = fields.Boolean()
    completed_at = fields.AwareDateTime(allow_none=True)
    rule = fields.Nested(RuleSchema)
    have = Exact()
    need = Exact()
    unit = fields.String()
    missing = fields.List(fields.String())


class MaterialSchema(Schema):
    """A file to take along from a lesson; `url` sends it to whoever learns the lesson."""

    id = fields.Integer()
    title = fields.String()
    filename = fields.String()
    size = fields.Integer()
    url = fields.String()


class MaterialsSchema(Schema):
    items = fields.List(fields.Nested(MaterialSchema))


class MissingLessonSchema(Schema):
    lesson = fields.Integer()
    title = fields.String()
    words = fields.String()


class CourseExplanationSchema(Schema):
    """Why a course is complete or not: how many required lessons are, and which are missing."""

    complete = fields.Boolean()
    completed_at = fields.AwareDateTime(allow_none=True)
    have = fields.Integer()
    need = fields.Integer()
    missing = fields.List(fields.Nested(MissingLessonSchema))
