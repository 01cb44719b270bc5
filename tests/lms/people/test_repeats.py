"""Idempotency-Key: a program that asks again is told the same, and nothing is done twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier

import pytest
import time_machine
from flask import jsonify, request
from sqlalchemy import func, select

from lms.db import utcnow
from lms.errors import Conflict
from lms.jobs.models import Job
from lms.jobs.services import enqueue
from lms.people import current_actor
from lms.people.models import KeptAnswer
from lms.web import current_database, current_session, secret
from lms.web.api import ApiBlueprint
from tests.conftest import new_client, new_config, opened
from tests.factories import build_school

api = ApiBlueprint("repeats", __name__)


@api.post("/repeats/<int:number>")
def deed(number):
    """Queue a job, refuse when asked to, and answer something that is never the same."""
    job_id = enqueue(current_session(), "test.deed", {}, by=current_actor().id)
    if request.args.get("refuse"):
        raise Conflict("现在不行。")
    answer = jsonify(job_id=job_id, number=number)
    answer.headers["Location"] = f"/jobs/{job_id}"
    return answer, 201


@api.post("/repeats/secret")
@secret
def secret_deed():
    return jsonify(job_id=enqueue(current_session(), "test.deed", {}))


@api.post("/repeats/long")
def long_deed():
    """Read for a while, as an import reads its file; meanwhile somebody else writes."""
    with current_database().session(write=True) as other:
        enqueue(other, "test.deed", {})
        other.commit()
    return jsonify(job_id=enqueue(current_session(), "test.deed", {}))


@api.post("/repeats/once")
def deed_once():
    """Take a name that only one can have."""
    job_id = enqueue(current_session(), "test.deed", {}, key="the name")
    is_new = current_session().get_one(Job, job_id).progress == 0
    current_session().get_one(Job, job_id).progress = 1
    if not is_new:
        raise Conflict("名称已有人用。")
    return jsonify(job_id=job_id)


@pytest.fixture(scope="module")
def homeless_app(tmp_path_factory):
    with opened(new_config(tmp_path_factory.mktemp("repeats"))) as app:
        app.api.register_blueprint(api)
        yield app


@pytest.fixture
def school(committed_app):
    with committed_app.db.session(write=True) as session:
        yield committed_app, build_school(session)


@pytest.fixture
def client(school):
    app, people = school
    return new_client(app, people.member)


def ask(client, key, url="/api/v1/repeats/1", **how):
    return client.post(url, headers={"Idempotency-Key": key}, **({"json": {"a": 1}} | how))


def deeds(school):
    app, _people = school
    with app.db.session(write=False) as session:
        return session.scalar(select(func.count(Job.id)))


def test_the_same_key_gets_the_same_answer_and_one_deed(school, client):
    first, again = ask(client, "k"), ask(client, "k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert first.headers["Location"] == again.headers["Location"]
    assert again.content_type == "application/json"
    assert deeds(school) == 1


def test_another_key_person_or_route_is_another_deed(school, client):
    app, people = school
    ask(client, "k")
    ask(client, "other")
    ask(client, "k", url="/api/v1/repeats/2")
    ask(client, "k", url="/api/v1/repeats/1?x=1")
    ask(new_client(app, people.outsider), "k")
    client.post("/api/v1/repeats/1", json={"a": 1})
    assert deeds(school) == 6


def test_another_body_under_the_same_key_is_refused(school, client):
    ask(client, "k")
    answer = ask(client, "k", json={"a": 2})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "Idempotency-Key"
    assert deeds(school) == 1


def test_a_form_is_the_same_whatever_its_boundaries(school, client):
    def _send(content, field="1"):
        sent = {"file": (BytesIO(content), "a.txt"), "field": field}
        return ask(client, "k", json=None, data=sent).status_code

    assert [_send(b"x"), _send(b"x"), _send(b"y"), _send(b"x", "2")] == [201, 201, 422, 422]
    assert deeds(school) == 1


def test_a_refused_deed_may_be_tried_again(school, client):
    refused = ask(client, "k", url="/api/v1/repeats/1?refuse=1")
    assert refused.status_code == 409
    assert ask(client, "k", url="/api/v1/repeats/1?refuse=1").status_code == 409
    assert deeds(school) == 0
    with school[0].db.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(KeptAnswer)) == 0


def test_an_answer_with_a_secret_is_not_kept(school, client):
    first, again = (ask(client, "k", url="/api/v1/repeats/secret") for _ in range(2))
    assert first.json != again.json
    assert deeds(school) == 2


def test_after_a_day_the_key_is_new(school, client):
    ask(client, "k")
    app, people = school
    with time_machine.travel(utcnow() + timedelta(hours=25)):
        tomorrow = new_client(app, people.member)
        assert ask(tomorrow, "k", json={"a": 2}).status_code == 201
    assert deeds(school) == 2


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_a_length(client, key):
    assert ask(client, key).status_code == 422


def test_others_write_while_a_deed_with_a_key_reads(school, client):
    first, again = (ask(client, "k", url="/api/v1/repeats/long") for _ in range(2))
    assert (first.status_code, first.json) == (200, again.json)
    assert deeds(school) == 2


@pytest.mark.parametrize("url", ["/api/v1/repeats/1", "/api/v1/repeats/once"])
def test_ten_at_once_under_one_key_do_one_deed(school, url):
    app, people = school
    clients = [new_client(app, people.member) for _ in range(10)]
    start = Barrier(10)

    def _ask(client):
        start.wait()
        answer = ask(client, "k", url=url)
        return answer.status_code, answer.json["job_id"]

    with ThreadPoolExecutor(10) as pool:
        answers = Counter(pool.map(_ask, clients))
    assert len(answers) == 1
    assert deeds(school) == 1


def test_pages_take_no_key(school, client):
    assert client.post("/sign-out", headers={"Idempotency-Key": "k"}).status_code == 302
