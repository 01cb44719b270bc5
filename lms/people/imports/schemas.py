from flask_smorest.fields import Upload
from marshmallow import Schema, fields

from lms.people.imports.models import State, Subject
from lms.people.models import Tree
from lms.web.api import Strict


class FileSchema(Strict):
    file = Upload(required=True)


class SubjectSchema(Strict):
    subject = fields.Enum(Subject, by_value=True, load_default=Subject.people)
    tree = fields.Enum(Tree, by_value=True, load_default=Tree.party)


class RowErrorSchema(Schema):
    row = fields.Integer()
    column = fields.String()
    message = fields.String()


class PreviewSchema(Schema):
    id = fields.Integer()
    subject = fields.Enum(Subject, by_value=True)
    tree = fields.Enum(Tree, by_value=True)
    state = fields.Enum(State, by_value=True)
    create = fields.Integer()
    update = fields.Integer()
    move = fields.Integer()
    unchanged = fields.Integer()
    refused = fields.Integer()
    errors = fields.List(fields.Nested(RowErrorSchema))


class LeftSchema(Schema):
    row = fields.Integer()
    outcome = fields.String()


class UndoSchema(Schema):
    id = fields.Integer()
    state = fields.Enum(State, by_value=True)
    left = fields.List(fields.Nested(LeftSchema))
