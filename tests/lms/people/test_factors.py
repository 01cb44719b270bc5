"""The second factor: right codes once, at its time, by its owner; lost ones replaced."""

import base64
import dataclasses
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.db import utcnow
from lms.errors import Conflict, Invalid, Unauthenticated
from lms.people import Person
from lms.people.factors import queries, services, totp, vault
from lms.people.factors.models import RecoveryCode, SecondFactor
from tests.factories import PASSWORD, build_school

KEY = "test" * 10
FRESH = "neue-Tür-2026"
NOW = datetime(2026, 6, 12, 8, 0, tzinfo=UTC)
RFC = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
        (2000000000, "279037"), (20000000000, "353130"),
    ],
)  # fmt: skip
def test_codes_are_those_of_the_standard(seconds, code):
    assert totp.code_at(RFC, seconds // totp.SECONDS) == code


@given(st.binary(min_size=20, max_size=20), st.integers(300, 2**35), st.integers(-120, 120))
def test_a_code_is_right_about_its_time_and_at_no_other(secret, seconds, late):
    made = datetime.fromtimestamp(seconds, UTC)
    step = totp.step_at(made)
    found = totp.step_of(secret, totp.code_at(secret, step), made + timedelta(seconds=late))
    off = totp.step_at(made + timedelta(seconds=late)) - step
    assert found == step if abs(off) <= 1 else found is None or found != step


@pytest.mark.parametrize("code", ["", "\u200b", "１２３４５６", "12345", "x" * 1000])
def test_a_code_of_other_signs_is_wrong_and_no_crash(code):
    assert totp.step_of(totp.new_secret(), code, utcnow()) is None


@given(st.binary(max_size=64), st.integers(1, 2**31))
def test_a_secret_is_read_by_its_key_for_its_owner_only(secret, owner):
    kept = vault.seal(secret, owner, KEY)
    assert vault.unseal(kept, owner, KEY) == secret
    assert base64.b64encode(secret).decode() not in kept or len(secret) < 3
    for other in ((owner + 1, KEY), (owner, KEY + "x")):
        with pytest.raises(vault.Sealed):
            vault.unseal(kept, *other)


@pytest.fixture
def member(session, school):
    return school.actor(session, school.member)


def enable(session, actor):
    """Enable the factor; return its secret, and the recovery codes."""
    secret = services.begin(session, actor, KEY)
    code = totp.code_at(secret, totp.step_at(utcnow()) - 1)
    codes = services.confirm(session, actor, secret, code)
    session.commit()
    return secret, codes


def code_of(secret):
    return totp.code_at(secret, totp.step_at(utcnow()))


def sign_in_with(client, code):
    first = client.post("/sign-in", data={"login": "member", "password": PASSWORD})
    assert first.location == "/sign-in/code"
    assert client.get("/me/sessions").status_code == 302
    return client.post("/sign-in/code", data={"code": code})


def test_it_is_set_up_on_the_page_and_asked_for_at_sign_in(app, session, school, sign_in):
    owner = sign_in(school.member)
    place = owner.post("/me/sessions/second-factor").location
    page = owner.get(place).text
    assert "<svg" in page
    written = re.search(r'id="secret">([A-Z2-7]{32})<', page)[1]
    secret = base64.b32decode(written)
    assert owner.post(place, data={"code": "000000"}).status_code == 422
    earlier = totp.code_at(secret, totp.step_at(utcnow()) - 1)
    codes = re.findall(
        r'class="num">([a-z2-9-]{14})<', owner.post(place, data={"code": earlier}).text
    )
    assert len(set(codes)) == 10
    assert written not in owner.get("/me/sessions/second-factor").text
    stranger = sign_in()
    assert sign_in_with(stranger, "000000").status_code == 422
    assert sign_in_with(stranger, code_of(secret)).location == "/me/sessions"
    assert stranger.get("/me/sessions").status_code == 200
    assert sign_in_with(sign_in(), codes[0]).location == "/me/sessions"
    assert sign_in_with(sign_in(), codes[0]).status_code == 422  # used


def test_a_code_is_taken_once(app, session, school, member):
    secret, _codes = enable(session, member)
    code = code_of(secret)
    services.demand_code(app.db, school.member, code, KEY)
    with pytest.raises(Unauthenticated):
        services.demand_code(app.db, school.member, code, KEY)


def test_of_two_with_the_same_code_one_gets_in(committed_app):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
        secret, _codes = enable(session, school.actor(session, school.member))
        person = session.get_one(Person, school.member.id)
    code, start = code_of(secret), Barrier(3)

    def _try(_number):
        start.wait()
        try:
            services.demand_code(committed_app.db, person, code, KEY)
        except Unauthenticated:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(_try, range(3))) == [False, False, True]


def test_codes_are_not_guessed(app, session, school, member, sign_in):
    secret, _codes = enable(session, member)
    stranger = sign_in()
    statuses = [sign_in_with_wrong(stranger, n) for n in range(7)]
    assert 429 in statuses
    answer = stranger.post("/sign-in/code", data={"code": code_of(secret)})
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_who_guesses_passwords_or_codes_keeps_no_owner_out(session, school, member, sign_in):
    before, own, stranger, other = sign_in(), sign_in(school.member), sign_in(), sign_in()
    given = {"login": "member", "password": PASSWORD}
    before.post("/sign-in", data=given)
    known = before.get_cookie("known", path="/sign-in").value
    secret, _codes = enable(session, member)
    for password in ["wrong"] * 6:
        other.post("/sign-in", data={"login": "member", "password": password})
    changed = {"old": PASSWORD, "new": FRESH, "again": FRESH}
    assert own.post("/password", data=changed).status_code == 302
    for n in range(6):
        stranger.post("/sign-in", data=given | {"password": FRESH})
        stranger.post("/sign-in/code", data={"code": f"00000{n}"})
    again = sign_in()
    again.set_cookie("known", known, path="/sign-in")
    again.post("/sign-in", data=given | {"password": FRESH})
    assert again.post("/sign-in/code", data={"code": code_of(secret)}).status_code == 302


def sign_in_with_wrong(client, number):
    client.post("/sign-in", data={"login": "member", "password": PASSWORD})
    return client.post("/sign-in/code", data={"code": f"00000{number}"}).status_code


def test_the_second_step_is_for_who_has_taken_the_first(session, school, sign_in):
    assert sign_in().get("/sign-in/code").status_code == 410
    assert sign_in().post("/sign-in/code", data={"code": "123456"}).status_code == 410


def test_the_second_step_waits_five_minutes(session, school, member, sign_in):
    enable(session, member)
    stranger = sign_in()
    stranger.post("/sign-in", data={"login": "member", "password": PASSWORD})
    with time_machine.travel(utcnow() + timedelta(minutes=6)):
        assert stranger.get("/sign-in/code").status_code == 410


def test_programs_send_the_code_with_the_password(app, session, school, member):
    secret, _codes = enable(session, member)
    client, asked = app.test_client(), {"login": "member", "password": PASSWORD}
    assert client.post("/api/v1/tokens", json=asked).status_code == 401
    assert client.post("/api/v1/tokens", json={**asked, "otp": "000000"}).status_code == 401
    right = client.post("/api/v1/tokens", json={**asked, "otp": code_of(secret)})
    assert right.status_code == 201


def test_a_role_can_be_made_to_use_it(app, session, school, sign_in, monkeypatch):
    demanding = dataclasses.replace(app.settings, second_factor_roles=frozenset({"admin"}))
    monkeypatch.setattr(app, "settings", demanding)
    admin, member = sign_in(school.admin), sign_in(school.member)
    assert admin.get("/admin/people").location == "/me/sessions/second-factor"
    assert "您的角色需要两步验证" in admin.get("/me/sessions/second-factor").text
    assert admin.get("/api/v1/me").status_code == 403
    assert member.get("/courses").status_code == 200
    enable(session, school.actor(session, school.admin))
    assert admin.get("/admin/people").status_code == 200
    answer = admin.post("/me/sessions/second-factor/removal", data={"password": PASSWORD})
    assert answer.status_code in {409, 422}


def test_only_the_owner_s_password_takes_it_away_or_renews_the_codes(
    app, session, school, member, sign_in
):
    enable(session, member)
    owner, wrong = sign_in(school.member), {"password": "wrong"}
    assert owner.post("/me/sessions/second-factor/codes", data=wrong).status_code == 422
    assert owner.post("/me/sessions/second-factor/removal", data=wrong).status_code == 422
    old = set(session.scalars(select(RecoveryCode.code_hash)))
    assert (
        owner.post("/me/sessions/second-factor/codes", data={"password": PASSWORD}).status_code
        == 200
    )
    assert not old & set(session.scalars(select(RecoveryCode.code_hash)))
    assert (
        owner.post("/me/sessions/second-factor/removal", data={"password": PASSWORD}).status_code
        == 302
    )
    assert queries.factor(session, school.member.id) is None
    assert queries.codes_left(session, school.member.id) == 0


def test_an_administrator_helps_who_has_lost_everything(session, school, member, sign_in):
    enable(session, member)
    admin, url = sign_in(school.admin), f"/admin/people/{school.member.id}"
    assert "停用两步验证" in admin.get(url).text
    assert admin.post(f"{url}/second-factor/removal").location == url
    assert queries.factor(session, school.member.id) is None
    actor = school.actor(session, school.admin)
    with pytest.raises(Conflict):
        services.remove(session, actor, school.admin)


def test_what_counts_is_not_begun_again(session, school, member):
    services.begin(session, member, KEY)
    second = services.begin(session, member, KEY)
    assert services.pending(session, member, KEY) == second
    with pytest.raises(Invalid):
        services.confirm(session, member, second, "12345")
    services.confirm(session, member, second, code_of(second))
    with pytest.raises(Conflict):
        services.begin(session, member, KEY)
    assert services.pending(session, member, KEY) is None


def test_the_secret_and_the_codes_stand_nowhere_in_clear(session, school, member):
    secret, codes = enable(session, member)
    kept = session.scalars(select(SecondFactor.secret)).one()
    assert base64.b64decode(kept).find(secret) == -1
    hashes = " ".join(session.scalars(select(RecoveryCode.code_hash)))
    assert not any(code in hashes or code.replace("-", "") in hashes for code in codes)


def test_own_sign_ins_of_ninety_days_are_listed(session, school, sign_in):
    client = sign_in(school.member)
    page = client.get("/me/sessions").text
    assert "最近 90 天的登录" in page
    assert "共 1 次" in page.replace("\xa0", " ")
    assert "使用中" in page
