"""A forgotten password, the whole way: asked for, sent by a real server, set once by its owner."""

import dataclasses
import re
from datetime import timedelta

import pytest
import time_machine

from lms.db import utcnow
from tests.conftest import new_client
from tests.factories import PASSWORD, build_school
from tests.lms.mail.test_delivery import deliver
from tests.servers.mail import mail_server

FRESH = "chenghu-3-wild-geese"
MAIL = "member@example.com"


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


@pytest.fixture
def app(committed_app, box, monkeypatch):
    mail = {"mail_url": box.url, "mail_from": "school@example.com"}
    settings = dataclasses.replace(committed_app.settings, site_url="http://localhost", **mail)
    monkeypatch.setattr(committed_app, "settings", settings)
    with committed_app.db.session(write=True) as session:
        build_school(session).member.mail = MAIL
        session.commit()
    return committed_app


def signed_in(app, password):
    client = new_client(app)
    answer = client.post("/sign-in", data={"login": "member", "password": password})
    return client if answer.status_code == 302 else None


def link_in(box):
    [text] = box.texts(MAIL)
    found = re.search(r"/activate/\S+", text)
    assert found, text
    return found[0]


def ask(app, login="member"):
    return new_client(app).post("/forgotten", data={"login": login}).text


def test_the_letter_arrives_and_its_link_sets_one_password(app, box):
    before = signed_in(app, PASSWORD)
    ask(app)
    deliver(app)
    link, stranger = link_in(box), new_client(app)
    assert stranger.get(link).status_code == 200
    assert before.get("/me/sessions").status_code == 200  # asking ends nothing
    assert stranger.post(link, data={"new": FRESH, "again": FRESH}).location == "/sign-in"
    assert before.get("/me/sessions").status_code != 200  # other sessions are ended
    assert signed_in(app, FRESH)
    assert not signed_in(app, PASSWORD)
    assert stranger.get(link).status_code == 410  # used once
    again = new_client(app).post(link, data={"new": "another-9-word", "again": "another-9-word"})
    assert again.status_code == 410
    assert signed_in(app, FRESH)


def test_the_link_of_a_letter_expires(app, box):
    ask(app)
    deliver(app)
    with time_machine.travel(utcnow() + timedelta(days=2)):
        assert new_client(app).get(link_in(box)).status_code == 410


def test_an_unknown_login_is_told_the_same_and_nobody_is_written_to(app, box):
    said = [page.split("<main")[1].split("</main")[0] for page in (ask(app), ask(app, "nobody"))]
    assert said[0] == said[1]
    deliver(app)
    assert box.addresses == [MAIL]
