from marshmallow import Schema, fields


class EnrolmentSchema(Schema):
    """One person's place on a course, pinned to the version they enrolled in."""

    id = fields.Integer()
    course_id = fields.Integer()
    version_id = fields.Integer()
    enrolled_at = fields.AwareDateTime()
    started_at = fields.AwareDateTime(allow_none=True)
    lessons_done = fields.Integer()
    required_left = fields.Integer()
