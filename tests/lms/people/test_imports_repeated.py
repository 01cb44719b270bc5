"""A program that sends a file again with the same key begins no second import."""

from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from lms.people.imports.models import Import
from lms.people.models import KeptAnswer
from tests.lms.people.files import as_csv

KEY = {"Idempotency-Key": "monday"}
ROW = ("10000001", "member", "新名字", "", "")


@pytest.fixture
def send(sign_in, school):
    client = sign_in(school.admin)

    def _send(*rows, headers=KEY):
        file = (BytesIO(as_csv(*rows)), "people.csv")
        data = {"subject": "people", "file": file}
        return client.post("/api/v1/people/imports", data=data, headers=headers)

    return _send


def count(session):
    return session.scalar(select(func.count(Import.id)))


def test_the_same_key_is_told_the_same(session, send):
    first, again = send(ROW), send(ROW)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert count(session) == 1
    assert send(ROW, headers={}).json["id"] != first.json["id"]


def test_the_same_key_with_another_file_is_refused(session, send):
    send(ROW)
    assert send(("10000001", "member", "别的名字", "", "")).status_code == 422
    assert count(session) == 1


def test_what_failed_may_be_tried_again(session, send):
    assert send().status_code == 422  # nothing but a header
    assert send(ROW).status_code == 201


def test_what_is_under_way_is_not_begun_twice(session, send):
    first = send(ROW)
    session.execute(update(KeptAnswer).values(status=0))
    session.commit()
    assert send(ROW).status_code == 409
    assert count(session) == 1
    assert first.status_code == 201
