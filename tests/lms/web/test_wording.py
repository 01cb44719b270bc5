import re

from werkzeug.datastructures import MultiDict
from wtforms import DecimalField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from lms.web import Form


class Lesson(Form):
    title = StringField("标题", [InputRequired(), Length(max=5)])
    hours = DecimalField("学时", [NumberRange(min=0, max=9)])
    kind = SelectField("类型", choices=["video", "quiz"])
    roles = SelectMultipleField("角色", choices=["member"])


def told(app, **typed) -> dict[str, list[str]]:
    with app.test_request_context(method="POST", data=MultiDict(typed)):
        form = Lesson()
        form.accepted()
        return form.errors


def test_fields_say_what_to_enter(app):
    errors = told(app, title="六个字的标题", hours="12", kind="song", roles="king")
    assert errors == {
        "title": ["最多 5 个字符，请缩短。"],
        "hours": ["请填写 0 到 9 之间的数。"],
        "kind": ["请从列出的选项中选择。"],
        "roles": ["请从列出的选项中选择。"],
    }


def test_no_message_of_the_library_reaches_a_chinese_reader(app):
    for errors in (told(app), told(app, title="", hours="x", kind="", roles="")):
        assert not [
            words for said in errors.values() for words in said if re.search("[A-Za-z]", words)
        ]
