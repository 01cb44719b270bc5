"""Courses, enrolment, lessons and authoring as programs use them."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from courses.authoring.models import Lesson
from courses.catalogue.models import Course
from courses.enrolment.services import enrol
from media.assets.models import Asset, State
from media.playback.models import Lease
from tests.courses.makers import lecture, make_course, make_draft, make_film, watch

API = "/api/v1"


@pytest.fixture
def course(session, trainer, film):
    return make_course(session, trainer, lecture(film, title="会前准备"), title="支部工作")


def test_the_list_names_what_api_clients_rely_on(school, course, sign_in):
    answer = sign_in(school.member).get(f"{API}/courses?q=支部&limit=1").json
    assert answer["total"] == 1
    assert answer["next"] is None
    item = answer["items"][0]
    assert (item["id"], item["slug"], item["title"]) == (course.id, course.slug, "支部工作")
    assert (item["nominal_hours"], item["lesson_count"]) == ("0.5", 1)
    assert item["enrolment"] is None


def test_the_list_goes_on_where_it_stopped(session, school, trainer, film, sign_in):
    for n in range(3):
        make_course(session, trainer, lecture(film), title=f"课{n}")
    page, seen, cursor = sign_in(school.member), [], 0
    while cursor is not None:
        answer = page.get(f"{API}/courses?limit=2&cursor={cursor}").json
        seen += [item["title"] for item in answer["items"]]
        cursor = answer["next"]
    assert sorted(seen) == ["课0", "课1", "课2"]


@pytest.mark.parametrize("query", ["colour=1", "limit=0", "limit=x", "state=half", "cursor=-1"])
def test_parameters_that_do_not_fit_are_named(school, sign_in, query):
    answer = sign_in(school.member).get(f"{API}/courses?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == query.partition("=")[0]


def test_a_course_lists_its_sections_and_lessons(session, school, course, film, sign_in):
    page = sign_in(school.member)
    enrol(session, school.actor(session, school.member), course)
    answer = page.get(f"{API}/courses/{course.id}").json
    assert answer["version"] == 1
    assert answer["enrolment"]["state"] == "learning"
    (lesson,) = answer["sections"][0]["lessons"]
    assert (lesson["kind"], lesson["title"], lesson["duration_s"]) == ("video", "会前准备", 100)
    assert (lesson["required"], lesson["state"], lesson["ref"]) == (True, "todo", film.id)


def test_enrolling_answers_201_first_and_200_after(school, course, sign_in):
    page = sign_in(school.member)
    assert page.post(f"{API}/courses/{course.id}/enrolment").status_code == 201
    assert page.post(f"{API}/courses/{course.id}/enrolment").status_code == 200
    assert page.delete(f"{API}/courses/{course.id}/enrolment").status_code == 204
    assert page.post(f"{API}/courses/99999/enrolment").status_code == 404


def lesson_id_of(session):
    return session.scalar(select(Lesson.id))


def test_a_lease_is_for_those_who_are_enrolled(session, school, member, course, sign_in):
    page, address = sign_in(school.member), f"{API}/lessons/{lesson_id_of(session)}/playback"
    assert page.post(address).status_code == 403
    enrol(session, member, course)
    ticket = page.post(address).json
    assert (ticket["duration_s"], ticket["needed_s"], ticket["complete"]) == (100, 90, False)
    assert session.get(Lease, ticket["lease"]).subject == f"lesson:{lesson_id_of(session)}"


def test_a_film_that_is_not_ready_answers_409_with_how_far_it_is(session, school, trainer, sign_in):
    film = make_film(session, school.trainer, state=State.encoding, progress=0.45)
    course = make_course(session, trainer, lecture(film))
    enrol(session, school.actor(session, school.member), course)
    answer = sign_in(school.member).post(f"{API}/lessons/{lesson_id_of(session)}/playback")
    assert answer.status_code == 409
    assert "45%" in answer.json["detail"]


def test_why_a_lesson_and_its_course_are_not_finished(app, session, school, course, sign_in):
    film = session.scalars(select(Asset)).one()
    enrol(session, school.actor(session, school.member), course)
    watch(session, app.facts, school.member, film, seconds=30)
    page, lesson_id = sign_in(school.member), lesson_id_of(session)
    told = page.get(f"{API}/lessons/{lesson_id}/explanation").json
    assert (told["complete"], Decimal(told["have"]), Decimal(told["need"])) == (False, 30, 90)
    assert told["rule"] == {"kind": "watched", "share": "0.90", "words": "看满时长的 90%"}
    assert told["missing"] == ["还需观看 1\u00a0分钟"]
    whole = page.get(f"{API}/courses/{course.id}/explanation").json
    assert (whole["complete"], whole["have"], whole["need"]) == (False, 0, 1)
    assert whole["missing"][0]["lesson"] == lesson_id
    watch(session, app.facts, school.member, film)
    told = page.get(f"{API}/lessons/{lesson_id}/explanation").json
    assert (told["complete"], told["missing"]) == (True, [])
    assert page.get(f"{API}/courses/{course.id}/explanation").json["complete"] is True


def test_lessons_of_unseen_courses_are_absent(session, school, trainer, film, sign_in):
    make_draft(session, trainer, lecture(film))
    page = sign_in(school.member)
    for lesson_id in (lesson_id_of(session), 99999, 2**62):
        assert page.get(f"{API}/lessons/{lesson_id}/explanation").status_code == 404
        assert page.post(f"{API}/lessons/{lesson_id}/playback").status_code == 404


def test_a_program_writes_and_publishes_a_course(school, film, sign_in):
    page = sign_in(school.trainer)
    begun = page.post(f"{API}/courses", json={"title": "新课", "slug": "new-course"})
    assert begun.status_code == 201
    course_id = begun.json["id"]
    section = page.post(f"{API}/courses/{course_id}/sections", json={"title": "第二章"}).json
    lesson = page.post(
        f"{API}/sections/{section['id']}/lessons",
        json={"kind": "video", "title": "", "ref": film.id, "nominal_hours": "0.5"},
    )
    assert lesson.status_code == 201
    assert lesson.json["title"] == film.title
    assert lesson.json["rule"] == {"kind": "watched", "share": "0.90"}
    draft = page.get(f"{API}/courses/{course_id}").json
    assert draft["version"] is None
    assert draft["sections"][1]["lessons"][0]["id"] == lesson.json["id"]
    published = page.post(f"{API}/courses/{course_id}/versions")
    assert (published.status_code, published.json["number"]) == (201, 1)
    assert page.post(f"{API}/courses/{course_id}/versions").status_code == 200
    shown = sign_in(school.member).get(f"{API}/courses/{course_id}").json
    assert shown["sections"][0]["lessons"][0]["id"] == lesson.json["id"]


def test_publishing_names_what_is_in_the_way(school, sign_in):
    page = sign_in(school.trainer)
    course_id = page.post(f"{API}/courses", json={"title": "新课"}).json["id"]
    answer = page.post(f"{API}/courses/{course_id}/versions")
    assert answer.status_code == 422
    assert answer.json["errors"] == [{"field": "course", "message": "课程还没有内容，请添加一讲"}]


def test_a_program_changes_only_what_it_names(session, school, course, sign_in):
    page, address = sign_in(school.trainer), f"{API}/courses/{course.id}"
    changed = page.patch(address, json={"summary": "写给谁", "seats": 30}).json
    assert (changed["title"], changed["summary"], changed["seats"]) == ("支部工作", "写给谁", 30)
    assert changed["has_changes"] is True
    units = page.patch(address, json={"audience": "units", "units": [school.north.id]}).json
    assert (units["audience"], units["units"], units["seats"]) == ("units", [school.north.id], 30)
    assert page.patch(address, json={"state": "retired"}).json["state"] == "retired"
    assert page.patch(address, json={"state": "published"}).json["state"] == "published"
    assert page.patch(address, json={"state": "draft"}).status_code == 409
    lesson = f"{API}/lessons/{lesson_id_of(session)}"
    assert page.patch(lesson, json={"required": False}).json["title"] == "会前准备"
    assert page.delete(lesson).status_code == 204
    assert page.delete(lesson).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": " \u3000\n"}, "title"),
        ({"title": "课" * 121}, "title"),
        ({"title": 3}, "title"),
        ({"title": "课", "colour": 9}, "colour"),
        ({"title": "课", "slug": "大写"}, "slug"),
        ({"title": "课", "owner": 3}, "owner"),
    ],
)
def test_a_course_that_does_not_fit_is_refused_by_field(session, school, sign_in, body, field):
    answer = sign_in(school.trainer).post(f"{API}/courses", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert session.scalars(select(Course)).all() == []


@pytest.mark.parametrize(
    "lesson",
    [
        {"kind": "walk"},
        {"kind": "video", "ref": 99999},
        {"kind": "video", "ref": 0},
        {"kind": "video", "nominal_hours": "-1"},
        {"kind": "video", "nominal_hours": "NaN"},
        {"kind": "video", "rule": {"kind": "passed"}},
        {"kind": "video", "rule": {"kind": "watched", "share": "2"}},
        {"kind": "video", "rule": {"kind": "watched", "share": "half"}},
    ],
)
def test_a_lesson_that_does_not_fit_is_refused(school, sign_in, lesson):
    page = sign_in(school.trainer)
    course_id = page.post(f"{API}/courses", json={"title": "新课"}).json["id"]
    section_id = page.get(f"{API}/courses/{course_id}").json["sections"][0]["id"]
    assert page.post(f"{API}/sections/{section_id}/lessons", json=lesson).status_code == 422


def test_members_write_no_courses(session, school, course, sign_in):
    page = sign_in(school.member)
    assert page.post(f"{API}/courses", json={"title": "课"}).status_code == 403
    assert page.patch(f"{API}/courses/{course.id}", json={"title": "课"}).status_code == 404
    assert page.post(f"{API}/courses/{course.id}/versions").status_code == 404
    assert page.patch(f"{API}/lessons/{lesson_id_of(session)}", json={}).status_code == 404
