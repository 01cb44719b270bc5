"""The catalogue as browsers see it."""

import re

import pytest

from courses.authoring.drafts import Opening
from courses.authoring.services import open_to
from courses.catalogue.models import Audience, Course, CourseState
from courses.enrolment.services import enrol
from tests.courses.makers import lecture, make_course, make_draft


def test_the_catalogue_shows_what_is_open_to_the_reader(session, school, trainer, film, sign_in):
    for title, unit in (("甲课", school.north), ("乙课", school.south)):
        course = make_course(session, trainer, lecture(film), title=title)
        opening = Opening(audience=Audience.units, unit_ids=frozenset({unit.id}))
        open_to(session, trainer, course, opening)
    make_draft(session, trainer, lecture(film), title="草稿课")
    page = sign_in(school.member).get("/courses").text
    assert "甲课" in page
    assert "乙课" not in page
    assert "草稿课" not in page


@pytest.fixture
def two_courses(session, trainer, member, film):
    """Two courses; the member learns the first."""
    enrol(session, member, make_course(session, trainer, lecture(film), title="支部工作"))
    words = {"title": "保密知识", "category": "保密", "summary": "三十条"}
    make_course(session, trainer, lecture(film), **words)


@pytest.mark.usefixtures("two_courses")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"支部工作", "保密知识"}),
        ("?q=支部", {"支部工作"}),
        ("?q=三十条", {"保密知识"}),
        ("?q=%25", set()),
        ("?category=保密", {"保密知识"}),
        ("?state=learning", {"支部工作"}),
        ("?state=not_enrolled", {"保密知识"}),
        ("?state=done", set()),
        ("?state=nonsense&sort=nonsense&page=x&category=none", {"支部工作", "保密知识"}),
        ("?page=99999999999999999999", set()),
    ],
)
def test_the_catalogue_is_searched_and_filtered_by_its_address(school, sign_in, query, found):
    answer = sign_in(school.member).get(f"/courses{query}")
    assert answer.status_code == 200
    assert set(re.findall(r'class="t"[^>]*>([^<]+)<', answer.text)) == found
    assert ("清除筛选" in answer.text) is (not found)


def test_the_catalogue_takes_as_many_queries_for_ten_as_for_a_thousand(
    session, school, film, sign_in, count_queries
):
    page = sign_in(school.member)

    def queries(courses):
        session.add_all(
            Course(
                slug=f"c{courses}-{n}", title="课", owner_id=school.trainer.id,
                state=CourseState.published, version=1,
            )
            for n in range(courses)
        )  # fmt: skip
        session.flush()
        with count_queries() as seen:
            assert page.get("/courses").status_code == 200
        return len(seen)

    assert queries(10) == queries(1000)
