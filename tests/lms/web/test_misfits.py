"""What a program is told about values that do not fit: in the school's words, by place."""

import re

import pytest
from marshmallow import ValidationError, fields, validate, validates_schema

from lms.web import public
from lms.web.api import ApiBlueprint, Strict
from lms.web.misfits import misfits
from tests.conftest import new_client, new_config, opened
from tests.factories import build_school

api = ApiBlueprint("misfits", __name__)


class AskedHere(Strict):
    max_mark = fields.Integer(required=True, validate=validate.Range(min=1))
    kind = fields.String(validate=validate.OneOf(["single", "true false"]))

    @validates_schema
    def _alone(self, data, **_rest):
        if data.get("kind") == "single" and data.get("max_mark") == 9:
            raise ValidationError("单选题不能是 9 分。")


class SheetHere(Strict):
    questions = fields.List(fields.Nested(AskedHere), validate=validate.Length(1, 3))
    opens_at = fields.AwareDateTime()


@api.post("/misfits")
@public
@api.arguments(SheetHere)
@api.response(200)
def take(_body):
    return {}


@pytest.fixture(scope="module")
def homeless_app(tmp_path_factory):
    with opened(new_config(tmp_path_factory.mktemp("misfits"))) as app:
        app.api.register_blueprint(api)
        yield app


@pytest.fixture
def told(committed_app):
    """What is wrong with a body, as {field: message}."""
    with committed_app.db.session(write=True) as session:
        client = new_client(committed_app, build_school(session).member)

    def _told(body, language="zh"):
        sent = {"json": body, "headers": {"Accept-Language": language}}
        answer = client.post("/api/v1/misfits", **sent)
        assert answer.status_code == 422
        return {error["field"]: error["message"] for error in answer.json["errors"]}

    return _told


def test_places_are_names_and_messages_chinese(told):
    questions = [{"max_mark": 0}, {"kind": "song", "king": 1}, {"max_mark": 9, "kind": "single"}]
    assert told({"questions": questions, "opens_at": "2026-06-30"}) == {
        "questions.0.max_mark": "请填写不小于 1 的数。",
        "questions.1.max_mark": "请填写此项。",
        "questions.1.kind": "请从这些值中选择：single, true false。",
        "questions.1.king": "没有这一项，请核对名称或删去。",
        "questions.2": "单选题不能是 9 分。",
        "opens_at": "请填写带时区的日期和时间，例如 2026-06-30T18:00:00+08:00。",
    }


def test_a_list_where_an_object_belongs_is_a_mistake_of_the_whole(told):
    assert told([1]) == {"": "这里应是一个对象：{名称: 值}。"}


def test_english_is_spoken_where_it_is_asked_for(told):
    english = told({"questions": [{"max_mark": "x"}]}, "en")
    assert not re.search("[\u4e00-\u9fff]", english["questions.0.max_mark"])


def test_no_message_of_the_library_reaches_a_chinese_reader(app):
    """Every field and check that the API uses, asked for all that it can say."""
    used = [fields.String, fields.Integer, fields.Float, fields.Decimal, fields.Boolean]
    used += [fields.Date, fields.AwareDateTime, fields.List, fields.Nested, fields.Dict]
    templates = {
        words.format(awareness="aware", obj_type="datetime", choices="a, b", input="x")
        for field in used
        for base in field.__mro__
        for words in getattr(base, "default_error_messages", {}).values()
        if "formatted" not in words  # of a way to write dates that nobody asks for
    } | {"Unknown field.", "Invalid input type.", "Not a valid file."}
    for check in (
        *(validate.Range(1, 2), validate.Range(1, 2, min_inclusive=False)),
        *(validate.Range(1, 2, max_inclusive=False), validate.Range(1), validate.Range(max=2)),
        *(validate.Length(2, 3), validate.Length(2), validate.Length(max=0)),
        *(validate.Length(equal=3), validate.OneOf("ab"), validate.Regexp("b")),
    ):
        for value in (0, 5) if isinstance(check, validate.Range) else ("a"[:1], "aaaaa", "c"):
            try:
                check(value)
            except ValidationError as error:
                templates.update(error.messages)
    with app.test_request_context():
        said = {one["message"] for words in templates for one in misfits([words])}
    left = {words for words in said if re.search("[a-z]{3}", re.sub("true|false|null", "", words))}
    assert left == set()
