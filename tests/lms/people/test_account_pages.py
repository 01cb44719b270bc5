"""The page of an account: its person, home, sessions and password."""

import re

from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.people import Membership, Person
from tests.factories import PASSWORD
from tests.lms.people.filled import new_person


def last(session, row):
    return session.scalars(select(row).order_by(row.id.desc())).first()


def deeds(session):
    return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def test_an_account_is_made_and_its_link_told_once_and_used_by_its_owner(
    school, session, admin, sign_in
):
    told = admin.post("/admin/people/new", data=new_person(school))
    assert told.status_code == 201
    assert told.headers["Cache-Control"] == "private, no-store"
    link = re.search(r"/activate/[a-z2-9-]{19}", told.text)[0]
    person = last(session, Person)
    assert (person.staff_number, person.password_hash) == ("20001", None)
    assert link not in admin.get(f"/admin/people/{person.id}").text
    browser, password = sign_in(), "a password of my own"
    browser.post(link, data={"new": password, "again": password})
    signed = browser.post("/sign-in", data={"login": "20001", "password": password})
    assert signed.status_code == 302
    assert deeds(session)[:3] == ["membership.join", "person.admit", "link.give"]


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_mend(school, session, admin):
    answer = admin.post("/admin/people/new", data=new_person(school, login="member", name=""))
    assert answer.status_code == 422
    assert "<title>错误：" in answer.text
    assert 'value="member"' in answer.text
    assert 'value="20001"' in answer.text
    assert "请填写此项。" in answer.text
    taken = admin.post("/admin/people/new", data=new_person(school, login="member"))
    assert "“member”已被使用，请换一个。" in taken.text


def test_an_account_is_revised_closed_opened_and_its_password_reset(school, session, admin):
    page = f"/admin/people/{school.member.id}"
    revised = {"name": "新名", "login": "member", "staff_number": "", "status": "probationary"}
    assert admin.post(f"{page}/edit", data=revised).location == page
    session.refresh(school.member)
    assert (school.member.name, school.member.staff_number) == ("新名", None)
    assert admin.post(f"{page}/deactivation").location == page
    assert "账号已停用：不能登录" in admin.get(page).text
    assert admin.post(f"{page}/reactivation").location == page
    told = admin.post(f"{page}/password")
    assert told.status_code == 200
    assert re.search(r"/activate/[a-z2-9-]{19}", told.text)
    session.refresh(school.member)
    assert school.member.password_hash is None
    assert deeds(session) == [
        "person.revise",
        "person.deactivate",
        "person.reactivate",
        "link.give",
    ]


def test_the_administrator_does_not_close_or_reset_the_own_account(school, admin):
    page = f"/admin/people/{school.admin.id}"
    assert "停用账号" not in admin.get(page).text
    assert admin.post(f"{page}/deactivation").status_code == 409
    assert admin.post(f"{page}/password").status_code == 409


def test_a_transfer_is_shown_with_what_was_recorded_before(school, session, admin):
    page = f"/admin/people/{school.member.id}"
    sent = {"unit": school.branch_c.id, "since": "2026-06-01"}
    assert admin.post(f"{page}/transfer", data=sent).location == page
    text = admin.get(page).text
    assert "丙车间党支部" in text
    assert "更正前的登记（1）" in text
    again = admin.post(f"{page}/transfer", data=sent)
    assert again.status_code == 422
    assert "从这一天起已经隶属于该组织。" in again.text
    joined = admin.post(f"{page}/memberships/new", data={**sent, "unit": school.branch_b.id})
    assert joined.location == page
    second = last(session, Membership)
    ended = admin.post(f"{page}/memberships/{second.id}/end", data={"day": "2026-07-01"})
    assert ended.location == page
    assert admin.get(f"{page}/memberships/{second.id}/end").status_code == 404  # superseded


def test_sessions_of_somebody_are_ended_from_their_page(school, session, admin, sign_in):
    browser = sign_in(school.member)
    page = f"/admin/people/{school.member.id}"
    ending = re.search(rf"{page}/sessions/\d+/end", admin.get(page).text)[0]
    assert admin.post(ending).location == page
    assert browser.get("/me/sessions").status_code == 302
    assert admin.post(ending).status_code == 404


def test_all_sessions_of_somebody_are_ended_at_once(school, session, admin, sign_in):
    phone, office = sign_in(school.member), sign_in(school.member)
    page = f"/admin/people/{school.member.id}"
    assert "全部退出" in admin.get(page).text
    assert admin.post(f"{page}/sessions/end").location == page
    for browser in (phone, office):
        assert browser.get("/me/sessions").status_code == 302
    assert "全部退出" not in admin.get(page).text


def test_signing_in_still_works_for_the_school(school, sign_in):
    assert (
        sign_in().post("/sign-in", data={"login": "member", "password": PASSWORD}).status_code
        == 302
    )
