"""What no honest browser sends gets an answer in words, never a fault."""

from io import BytesIO

import pytest
from flask import Blueprint, jsonify
from marshmallow import fields
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lms.people import Person
from lms.web import current_session, public
from lms.web.api import ApiBlueprint, Strict
from tests.conftest import new_client, new_config, opened

UNFIT = "含有无法保存的字符"
FAULTS = {
    "locked": OperationalError("SELECT", {}, Exception("deadlock detected")),
    "crowded": PoolTimeout("QueuePool limit reached"),
}

pages = Blueprint("strange_pages", __name__)
api = ApiBlueprint("strange", __name__)


class Echo(Strict):
    text = fields.String()
    count = fields.Integer()
    deep = fields.Raw()


@pages.get("/strange/<int:person_id>")
@public
def person(person_id):
    found = current_session().scalars(select(Person.id).where(Person.id == person_id)).all()
    return jsonify(len(found))


@pages.post("/strange/form")
@public
def form():
    return "kept"


@pages.post("/strange/<int:person_id>")
@public
def change(person_id):
    return str(person_id)


@pages.get("/strange/fault/<name>")
@public
def fault(name):
    raise FAULTS[name]


@api.post("/strange/echo")
@public
@api.arguments(Echo)
def echo(body):
    current_session().scalars(select(Person.id).where(Person.id == body.get("count", 0))).all()
    return jsonify(body)


@pytest.fixture(scope="module")
def client(tmp_path_factory, new_database, blank):
    with opened(new_config(tmp_path_factory.mktemp("strange"), new_database(blank))) as app:
        app.register_blueprint(pages)
        app.api.register_blueprint(api)
        yield new_client(app)


@pytest.mark.parametrize("number", ["0", "7", "2147483647"])
def test_a_number_that_could_be_an_id_is_looked_up(client, number):
    assert client.get(f"/strange/{number}").json == 0


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "9" * 5000, "-1", "1e3"])
def test_a_number_that_is_no_one_s_id_leads_nowhere(client, number):
    assert client.get(f"/strange/{number}").status_code == 404
    assert client.post(f"/strange/{number}").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"title": "a\0b"}},
        {"data": {"a\0b": "title"}},
        {"query_string": {"q": "a\0b"}},
        {"data": {"file": (BytesIO(b""), "a\0b.txt")}},
    ],
)
def test_a_nul_in_a_form_or_query_is_refused_by_name(client, sent):
    answer = client.post("/strange/form", **sent)
    assert answer.status_code == 422
    assert UNFIT in answer.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (r'{"text": "a\u0000b"}', "text"),
        (r'{"text": "a\uD800b"}', "text"),
        (r'{"deep": {"list": [1, {"\u0000": 2}]}}', "deep"),
        (r'{"a\u0000": 1}', "a"),
        (r'["\u0000"]', ""),
    ],
)
def test_a_nul_or_half_a_character_in_json_is_refused_by_name(client, body, field):
    answer = client.post("/api/v1/strange/echo", data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert UNFIT in answer.json["errors"][0]["message"]


def test_whole_characters_written_as_halves_are_fine(client):
    answer = client.post(
        "/api/v1/strange/echo", data=r'{"text": "\ud83d\ude00"}', content_type="application/json"
    )
    assert answer.json == {"text": "😀"}


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"count": ' + b"9" * 5000 + b"}", b'{"text": "\xff"}', b"{", b"\0", b"nul"],
)
def test_what_is_no_json_is_refused_as_such(client, body):
    answer = client.post("/api/v1/strange/echo", data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("count", [2**63, 10**30, -(10**30)])
def test_a_number_no_column_can_hold_is_refused(client, count):
    assert client.post("/api/v1/strange/echo", json={"count": count}).status_code == 422


@pytest.mark.parametrize("name", FAULTS)
def test_a_busy_database_asks_for_patience(client, name):
    answer = client.get(f"/strange/fault/{name}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
