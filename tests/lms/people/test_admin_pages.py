"""The administrators' pages, as a browser without JavaScript sees them."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.people import Membership, OrgUnit, Person, Post
from tests.factories import PASSWORD, add_unit

GONE = 2**31 - 1
NAUGHTY = [
    "",
    " ",
    "x" * 5000,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "9" * 400,
    "½",
    "{{7*7}}",
]


@pytest.fixture
def admin(school, sign_in):
    return sign_in(school.admin)


def last(session, row):
    return session.scalars(select(row).order_by(row.id.desc())).first()


def deeds(session):
    return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def new_person(school, **values):
    given = {"name": "张同志", "login": "zhang", "staff_number": "２０００１", "status": "full"}
    return {**given, "unit": school.branch_b.id, "since": "2026-06-01", **values}


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


@pytest.mark.parametrize("field", ["name", "login", "staff_number", "status", "unit", "since"])
def test_no_input_breaks_the_form_of_an_account(school, admin, field):
    missing = new_person(school)
    del missing[field]
    for sent in (missing, *(new_person(school, **{field: value}) for value in NAUGHTY)):
        answer = admin.post("/admin/people/new", data=sent)
        assert answer.status_code in {201, 422}, sent
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize("field", ["person", "role", "title", "unit", "valid_from", "last_day"])
def test_no_input_breaks_the_form_of_a_post(school, admin, field):
    sent = {
        "person": "member",
        "role": "organizer",
        "title": "支部书记",
        "unit": school.branch_a.id,
        "valid_from": "2026-06-01",
        "last_day": "",
    }
    for value in (*NAUGHTY, "0001-01-01", "9999-12-31", "2026-02-30"):
        answer = admin.post("/admin/roles/new", data={**sent, field: value})
        assert answer.status_code in {302, 422}, value


def test_no_input_breaks_the_forms_of_a_unit(school, admin):
    unit = f"/admin/orgs/{school.branch_a.id}"
    for value in NAUGHTY:
        assert admin.post(f"{unit}/name", data={"name": value}).status_code in {302, 422}
        sent = {"name": value, "kind": value}
        assert admin.post(f"{unit}/children/new", data=sent).status_code == 422
        assert admin.post(f"{unit}/parent", data={"above": value}).status_code == 422
        assert admin.post(f"{unit}/order", data={"by": value}).status_code == 302


@pytest.mark.parametrize(
    "url", ["/admin/people", "/admin/roles", "/admin/roles/new", "/admin/jobs", "/admin/audit"]
)
def test_no_query_breaks_a_list(admin, url):
    names = [
        "q",
        "unit",
        "status",
        "role",
        "state",
        "sort",
        "page",
        "when",
        "person",
        "kind",
        "deed",
        "first",
        "last",
    ]
    for value in NAUGHTY:
        assert admin.get(url, query_string=dict.fromkeys(names, value)).status_code == 200


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
    assert "从这一天起已经隶属于该党组织。" in again.text
    joined = admin.post(f"{page}/memberships/new", data={**sent, "unit": school.branch_b.id})
    assert joined.location == page
    second = last(session, Membership)
    ended = admin.post(f"{page}/memberships/{second.id}/end", data={"day": "2026-07-01"})
    assert ended.location == page
    assert admin.get(f"{page}/memberships/{second.id}/end").status_code == 404  # superseded


def test_a_post_is_given_and_ended(school, session, admin):
    sent = {
        "person": "member",
        "role": "organizer",
        "title": "支部书记",
        "unit": school.branch_a.id,
    }
    given = admin.post(
        "/admin/roles/new", data={**sent, "valid_from": "2026-06-01", "last_day": "2029-05-31"}
    )
    assert given.location == f"/admin/people/{school.member.id}"
    post = last(session, Post)
    assert (post.valid_from, post.valid_to) == (date(2026, 6, 1), date(2029, 6, 1))
    assert "2029 年 5 月 31 日" in admin.get("/admin/roles").text.replace("\u00a0", " ")
    assert admin.post(f"/admin/roles/{post.id}/end", data={"day": "2026-07-01"}).status_code == 302
    assert (
        admin.post(
            "/admin/roles/new", data={**sent, "person": "nobody", "valid_from": "2026-06-01"}
        ).status_code
        == 422
    )


def test_the_last_administrator_is_told_why_the_post_stays(school, session, admin):
    post = session.scalars(select(Post).where(Post.person_id == school.admin.id)).one()
    answer = admin.post(f"/admin/roles/{post.id}/end", data={"day": "2026-07-01"})
    assert answer.status_code == 409
    assert "这是最后一位系统管理员。请先任命另一位，再做此操作。" in answer.text


def test_the_tree_grows_moves_and_closes(school, session, admin):
    north, south = (f"/admin/orgs/{unit.id}" for unit in (school.north, school.south))
    assert (
        admin.post(
            f"{north}/children/new", data={"name": "丁车间党支部", "kind": "branch"}
        ).location
        == north
    )
    unit = last(session, OrgUnit)
    page = f"/admin/orgs/{unit.id}"
    assert admin.post(f"{page}/name", data={"name": "　丁　车间 党支部 "}).location == page
    assert admin.post(f"{page}/parent", data={"above": school.south.id}).location == page
    session.refresh(unit)
    assert (unit.name, unit.path) == ("丁 车间 党支部", f"{school.south.path}{unit.id}/")
    assert admin.post(f"{page}/order", data={"by": "-1"}).location == south
    assert admin.post(f"{page}/closure").location == page
    assert "此党组织已撤销" in admin.get(page).text
    assert admin.post(f"{page}/reopening").location == page
    refused = admin.post(f"{north}/closure")
    assert refused.status_code == 409
    assert "还不能撤销" in refused.text
    assert "丁 车间 党支部" in admin.get("/admin/orgs").text


def test_lists_say_how_to_go_on_when_nothing_is_found(admin):
    for url in ("/admin/people?q=没有这个人", "/admin/roles?role=auditor&when=over"):
        assert "清除筛选" in admin.get(url).text


def test_links_of_a_list_keep_its_filters(school, session, admin):
    for n in range(60):
        session.add(Person(login=f"p{n}", name=f"某{n}"))
    session.flush()
    page = admin.get("/admin/people?q=p&sort=-login&state=all").text
    assert "q=p&amp;state=all&amp;sort=login" in page.replace("?", "&amp;")
    assert re.search(r'rel="next"\s+href="[^"]*page=2[^"]*q=p', page)
    assert "共 6" in page


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


def test_what_is_absent_is_not_found_and_what_is_not_for_a_role_says_for_whom(
    school, admin, sign_in
):
    for url in (
        f"/admin/people/{GONE}",
        f"/admin/orgs/{GONE}",
        f"/admin/roles/{GONE}/end",
        f"/admin/jobs/{GONE}",
    ):
        assert admin.get(url).status_code == 404
    for person in (school.member, school.trainer, school.organizer, school.auditor):
        answer = sign_in(person).get("/admin/people")
        assert answer.status_code == 403
        assert "这个栏目供系统管理员使用。" in answer.text
        assert "联系" in answer.text


@pytest.mark.parametrize("url", ["/admin/orgs", "/admin/people", "/admin/roles"])
def test_pages_take_no_more_queries_for_a_larger_school(school, session, admin, count_queries, url):
    def _count():
        with count_queries() as seen:
            assert admin.get(url).status_code == 200
        return len(seen)

    few = _count()
    for n in range(100):
        unit = add_unit(session, f"第{n}党支部", school.south)
        session.add(Person(login=f"p{n}", name=f"某{n}"))
        session.add(
            Post(
                person_id=school.member.id,
                unit_id=unit.id,
                role="organizer",
                title=f"t{n}",
                valid_from=date(2020, 1, 1),
            )
        )
    session.flush()
    assert _count() == few


def test_signing_in_still_works_for_the_school(school, sign_in):
    assert (
        sign_in().post("/sign-in", data={"login": "member", "password": PASSWORD}).status_code
        == 302
    )
