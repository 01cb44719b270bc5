"""The door, tried by somebody who means no good."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Event

import pytest
import time_machine
from sqlalchemy import func, select

from lms.db import utcnow
from lms.errors import Invalid, Refusal
from lms.jobs.runner import Runner
from lms.jobs.services import enqueue
from lms.people import Person, WebSession, services, throttle
from lms.people.activation.services import give_link
from lms.people.jobs import tidy
from lms.people.models import SignInTry
from lms.people.throttle import TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, address_limit
from tests.conftest import new_client, new_config, opened
from tests.factories import PASSWORD, build_school


def sign_in_as(client, login="member", password=PASSWORD, address="10.0.0.1"):
    return client.post(
        "/sign-in",
        data={"login": login, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )


def statuses(client, count, **how):
    return Counter(sign_in_as(client, **how).status_code for _ in range(count))


def sign_out(client):
    page = client.get("/me/sessions").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert client.post("/sign-out", headers={"X-CSRFToken": token}).status_code == 302


def used_before(sign_in):
    """Return the browser of a member who has signed in there and out again."""
    before, now = sign_in(), sign_in()
    assert sign_in_as(before).status_code == 302
    sign_out(before)
    now.set_cookie("known", before.get_cookie("known", path="/sign-in").value, path="/sign-in")
    return now


def test_of_twenty_tries_at_once_exactly_six_are_looked_at(committed_app):
    with committed_app.db.session(write=True) as session:
        build_school(session)
    clients = [new_client(committed_app) for _ in range(20)]
    start = Barrier(20)

    def _try(client):
        start.wait()
        return sign_in_as(client, password="wrong").status_code

    with ThreadPoolExecutor(20) as pool:
        answers = Counter(pool.map(_try, clients))
    assert answers == {422: TRIES_PER_ACCOUNT, 429: 20 - TRIES_PER_ACCOUNT}


def test_login_and_staff_number_are_one_account(school, sign_in):
    client = sign_in()
    assert statuses(client, 3, password="wrong") == {422: 3}
    assert statuses(client, 4, login="10000001", password="wrong") == {422: 3, 429: 1}
    assert sign_in_as(client).status_code == 429


def test_unknown_logins_are_counted_however_they_are_written(school, sign_in):
    client = sign_in()
    for login in ("nobody", "NOBODY", "Nobody", "nobody", "ｎobody", "nobody"):
        assert sign_in_as(client, login=login).status_code == 422
    assert sign_in_as(client, login="noBody").status_code == 429
    assert sign_in_as(client, login="ß" * 64).status_code == 422


def test_the_wait_is_told_to_people_and_programs(school, sign_in):
    client = sign_in()
    with time_machine.travel(utcnow(), tick=False) as clock:
        statuses(client, TRIES_PER_ACCOUNT, password="wrong")
        clock.shift(5 * 60)
        answer = sign_in_as(client)
        assert answer.headers["Retry-After"] == "600"
        assert "请 10 分钟后再试。" in answer.text
        told = client.post("/api/v1/tokens", json={"login": "member", "password": PASSWORD})
        assert (told.status_code, told.headers["Retry-After"]) == (429, "600")
        clock.shift(600)
        assert sign_in_as(client).status_code == 302


def test_one_address_does_not_try_every_account(school, sign_in):
    client = sign_in()
    for n in range(TRIES_PER_ADDRESS):
        assert sign_in_as(client, login=f"p{n}").status_code == 422
    assert sign_in_as(client).status_code == 429
    assert sign_in_as(client, address="10.0.0.2").status_code == 302


def test_who_guesses_keeps_nobody_from_the_browser_they_use(school, sign_in):
    """Neither by guessing at an account, nor behind the address of a whole office."""
    own, stranger = used_before(sign_in), sign_in()
    assert statuses(stranger, TRIES_PER_ACCOUNT, password="wrong") == {422: TRIES_PER_ACCOUNT}
    for n in range(TRIES_PER_ADDRESS):
        sign_in_as(stranger, login=f"p{n}")
    assert sign_in_as(stranger, login="trainer").status_code == 429
    assert sign_in_as(own).status_code == 302
    assert sign_in_as(stranger, login="trainer").status_code == 429  # no try was given back


def test_a_known_browser_guesses_no_more_often_than_others(school, sign_in):
    own = used_before(sign_in)
    assert statuses(own, TRIES_PER_ACCOUNT, password="wrong") == {422: TRIES_PER_ACCOUNT}
    assert sign_in_as(own).status_code == 429
    assert sign_in_as(sign_in()).status_code == 302


@pytest.mark.parametrize("cookie", ["", "nonsense", "WzEsICJ4Il0.aaaa.bbbb"])
def test_a_made_up_browser_is_nobody_s(school, sign_in, cookie):
    client = sign_in()
    statuses(client, TRIES_PER_ACCOUNT, password="wrong")
    client.set_cookie("known", cookie, path="/sign-in")
    assert sign_in_as(client).status_code == 429


def test_a_whole_office_signs_in_of_a_morning(school, sign_in):
    for _ in range(TRIES_PER_ADDRESS + 5):
        assert sign_in_as(sign_in()).status_code == 302


def test_one_customer_s_ipv6_addresses_are_one():
    near, far = address_limit("2001:db8::1"), address_limit("2001:db8:0:1::1")
    assert near == address_limit("2001:db8::ffff:2") != far
    assert address_limit("nonsense") == address_limit("")


def test_a_cookie_from_before_is_worth_nothing_after(school, app, sign_in):
    """Session fixation: what was planted is not what signs in; what signed out is not kept."""
    victim = sign_in()
    victim.get("/me/sessions")
    planted = victim.get_cookie("school").value
    sign_in_as(victim)
    signed_in = victim.get_cookie("school").value
    attacker = app.test_client()
    attacker.set_cookie("school", planted)
    assert attacker.get("/me/sessions").status_code == 302
    attacker.set_cookie("school", signed_in)
    assert attacker.get("/me/sessions").status_code == 200
    sign_out(victim)
    attacker.set_cookie("school", signed_in)
    assert attacker.get("/me/sessions").status_code == 302


@pytest.mark.parametrize("url", ["//evil.example/x", "/me/sessions?q=" + "x" * 5000])
def test_where_to_go_after_sign_in_is_within_the_school_and_short(school, sign_in, url):
    client = sign_in()
    client.get(url)
    assert len(client.get_cookie("school").value) < 2000
    assert sign_in_as(client).location == "/"


def test_a_foreign_site_neither_signs_in_nor_out(school, app, sign_in):
    stranger = app.test_client()
    assert sign_in_as(stranger).status_code == 400
    member = sign_in(school.member)
    theirs = sign_in(school.outsider).environ_base["HTTP_X_CSRF_TOKEN"]
    member.environ_base["HTTP_X_CSRF_TOKEN"] = theirs
    assert member.post("/sign-out").status_code == 400
    member.environ_base["HTTP_X_CSRF_TOKEN"] = ""
    assert member.post("/sign-out", headers={"Authorization": "Bearer "}).status_code == 401


def test_cookies_are_out_of_reach_of_scripts_and_of_plain_http(tmp_path, new_database, blank):
    with opened(new_config(tmp_path, new_database(blank), https=True)) as app:
        answer = app.test_client().get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    for word in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert word in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_a_token_and_a_session_do_not_stand_for_each_other(school, app, sign_in, session):
    client = sign_in()
    answer = client.post("/api/v1/tokens", json={"login": "member", "password": PASSWORD})
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = answer.json["token"]
    assert browser.get("/me/sessions").status_code == 302
    with sign_in(school.member).session_transaction() as cookie:
        token = cookie["_user_id"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    kept = session.scalars(select(WebSession.token_hash)).all()
    assert token not in kept
    assert answer.json["token"] not in kept


def test_a_poll_without_a_session_is_told_so_and_a_fragment_leads_to_the_door(school, sign_in):
    client = sign_in()
    assert client.get("/admin/jobs/rows").status_code == 401
    answer = client.get("/admin/people", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in")


@pytest.mark.parametrize(
    "new", ["short", "member", "10000001", "12345678", "PassWord1", "aaaaaaaaaa", "abcabcabcabc"]
)
def test_a_password_that_is_tried_first_is_refused(app, session, school, new):
    actor = school.actor(session, school.member)
    with pytest.raises(Invalid) as refused:
        services.change_password(app.db, actor, PASSWORD, new)
    assert refused.value.errors[0].field == "new"


def test_the_old_password_is_not_guessed_from_a_stolen_browser(school, sign_in):
    client = sign_in(school.member)
    new = {"new": "another long one", "again": "another long one"}
    for _ in range(TRIES_PER_ACCOUNT):
        assert client.post("/password", data={"old": "wrong", **new}).status_code == 422
    answer = client.post("/password", data={"old": PASSWORD, **new})
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_a_reset_wins_over_a_change_at_the_same_time(committed_app):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
        actor, admin = (school.actor(session, who) for who in (school.member, school.admin))
    start = Barrier(2)

    def _change():
        start.wait()
        with suppress(Refusal):
            services.change_password(committed_app.db, actor, PASSWORD, "another long one")

    def _reset():
        start.wait()
        with committed_app.db.session(write=True) as session:
            give_link(session, admin, session.get_one(Person, actor.id), days=14)
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        for deed in (pool.submit(_change), pool.submit(_reset)):
            deed.result()
    with committed_app.db.session(write=False) as session:
        assert session.get_one(Person, actor.id).password_hash is None


def test_old_tries_and_sessions_are_forgotten(committed_app):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
        old, young = (
            WebSession(
                token_hash=name,
                person_id=school.member.id,
                expires_at=utcnow() - timedelta(days=days),
            )
            for name, days in (("old", 200), ("young", 10))
        )
        session.add_all(
            [old, young, SignInTry(key="old", tries=9, since=utcnow() - timedelta(days=1))]
        )
        session.commit()

    runner = Runner(committed_app, Event())
    with committed_app.db.session(write=True) as session:
        job_id = enqueue(session, tidy.kind, {})
        session.commit()
    runner.run_job(job_id)
    with committed_app.db.session(write=False) as session:
        assert session.scalars(select(WebSession.token_hash)).all() == ["young"]
        assert session.scalar(select(func.count()).select_from(SignInTry)) == 0


def test_the_throttle_has_no_key_longer_than_its_column():
    longest = SignInTry.__table__.c.key.type.length
    for limit in (
        throttle.account_limit(None, "ß" * 64),
        address_limit("::1"),
        address_limit("x" * 999),
    ):
        assert len(limit.key) <= longest
