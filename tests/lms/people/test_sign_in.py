import re

import pytest
import time_machine
from sqlalchemy import select

from lms.db import utcnow
from lms.people import WebSession
from lms.people.throttle import TRIES_PER_ACCOUNT
from tests.factories import PASSWORD

REFUSED = "登录名、工号或密码不正确。"


def sign_in_as(client, login="member", password=PASSWORD):
    return client.post("/sign-in", data={"login": login, "password": password})


def test_sign_in_leads_to_the_page_that_was_asked_for(school, sign_in):
    client = sign_in()
    assert client.get("/me/sessions?page=2").location == "/sign-in"
    assert sign_in_as(client).location == "/me/sessions?page=2"
    assert client.get("/me/sessions").status_code == 200


def test_the_staff_number_signs_in_too(school, sign_in):
    assert sign_in_as(sign_in(), school.member.staff_number).status_code == 302


@pytest.mark.parametrize(("login", "password"), [("member", "wrong"), ("nobody", PASSWORD)])
def test_wrong_login_and_wrong_password_look_alike(school, sign_in, login, password):
    answer = sign_in_as(sign_in(), login, password)
    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert password not in answer.text


def test_after_six_tries_even_the_right_password_waits(school, sign_in):
    for _ in range(TRIES_PER_ACCOUNT):
        assert sign_in_as(sign_in(), password="wrong").status_code == 422
    assert sign_in_as(sign_in()).status_code == 429
    with time_machine.travel(utcnow().timestamp() + 16 * 60):
        assert sign_in_as(sign_in()).status_code == 302


def test_each_sign_in_is_a_new_session_and_ends_at_sign_out(school, sign_in, session):
    client = sign_in()
    sign_in_as(client)
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/me/sessions").text)[1]
    signed_out = client.post("/sign-out", headers={"X-CSRFToken": token})
    assert signed_out.location == "/sign-in"
    assert client.get("/me/sessions").status_code == 302
    rows = session.scalars(select(WebSession).where(WebSession.person_id == school.member.id)).all()
    assert [row.revoked_at is not None for row in rows] == [True]


def test_a_session_idles_out_and_ends_for_good(school, sign_in):
    start = utcnow().timestamp()
    with time_machine.travel(start, tick=False) as clock:
        client = sign_in(school.member)
        clock.shift(29 * 60)
        assert client.get("/me/sessions").status_code == 200
        clock.shift(31 * 60)
        assert client.get("/me/sessions").status_code == 302
    with time_machine.travel(start, tick=False) as clock:
        client = sign_in(school.member)
        for _ in range(12 * 60 // 20):
            clock.shift(20 * 60 - 1)
            assert client.get("/me/sessions").status_code == 200
        clock.shift(60)
        assert client.get("/me/sessions").status_code == 302


def test_the_owner_ends_another_browser_from_afar(school, sign_in, session):
    here, there = sign_in(school.member), sign_in(school.member)
    lost = session.scalars(select(WebSession.id).order_by(WebSession.id.desc())).first()
    assert here.post(f"/me/sessions/{lost}/end").status_code == 302
    assert there.get("/me/sessions").status_code == 302
    assert here.get("/me/sessions").status_code == 200


def test_nobody_ends_the_session_of_another(school, sign_in, session):
    sign_in(school.member)
    theirs = session.scalars(select(WebSession.id).order_by(WebSession.id.desc())).first()
    assert sign_in(school.outsider).post(f"/me/sessions/{theirs}/end").status_code == 404


def test_a_due_password_change_comes_before_everything(school, sign_in, session):
    school.member.must_change_password = True
    session.commit()
    client = sign_in(school.member)
    assert client.get("/me/sessions").location == "/password"
    new = {"old": PASSWORD, "new": "another long one", "again": "another long one"}
    assert client.post("/password", data=new).status_code == 302
    assert client.get("/me/sessions").status_code == 200


def test_a_token_opens_the_api_and_nothing_else_is_looked_at(school, sign_in):
    client = sign_in()
    answer = client.post("/api/v1/tokens", json={"login": "member", "password": PASSWORD})
    assert answer.status_code == 201
    bearer = {"Authorization": f"Bearer {answer.json['token']}"}
    me = client.get("/api/v1/me", headers=bearer).json
    assert (me["login"], me["roles"]) == (
        "member",
        [{"role": "member", "unit": school.branch_a.id}],
    )
    bad = sign_in(school.member).get("/api/v1/me", headers={"Authorization": "Bearer nonsense"})
    assert bad.status_code == 401
    assert bad.content_type == "application/problem+json"
    assert client.delete("/api/v1/tokens/current", headers=bearer).status_code == 204
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
