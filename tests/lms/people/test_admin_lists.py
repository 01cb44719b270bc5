"""The administrators' lists, and who may see them."""

import re
from datetime import date

import pytest

from lms.people import Person, Post
from tests.factories import add_unit

GONE = 2**31 - 1


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
