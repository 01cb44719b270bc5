"""The trainer's editor as browsers see it: with plain forms."""

import re

from sqlalchemy import select

from courses.authoring.models import CourseDraft, Lesson
from courses.authoring.queries import draft_outline
from courses.catalogue.models import Course
from lms.web.problems import PROBLEM
from tests.courses.makers import lecture, make_course, make_draft


def test_a_trainer_writes_and_publishes_a_course_with_plain_forms(session, school, film, sign_in):
    page = sign_in(school.trainer)
    address = page.post("/teach/courses/new", data={"title": "新课"}).location
    course = session.scalars(select(Course)).one()
    assert address == f"/teach/courses/{course.id}/content"
    assert "课程还没有内容" in page.get(address).text
    section_id = draft_outline(session, course.id).sections[0].id
    added = {"kind": "video", "title": "第一次", "section": section_id}
    lesson_page = page.post(address, data=added).location
    assert "还没有选择视频" in page.get(lesson_page).text
    lesson = session.scalars(select(Lesson)).one()
    written = {
        "title": "会前准备", "lecturer": "李", "nominal_hours": "0.5", "ref_id": film.id,
        "rule": "watched:0.8", "is_required": "y", "revision": lesson.revision,
    }  # fmt: skip
    assert page.post(lesson_page, data=written).location == lesson_page
    assert page.get(f"/teach/courses/{course.id}/preview").status_code == 200
    assert "data-player" in page.get(f"/teach/courses/{course.id}/preview/1").text
    published = page.post(f"/teach/courses/{course.id}/publication")
    assert published.location == f"/teach/courses/{course.id}/history"
    assert "第 1 版" in page.get(published.location).text
    assert "新课" in sign_in(school.member).get("/courses").text


def test_publishing_with_something_missing_shows_the_check_list(session, school, trainer, sign_in):
    course = make_draft(session, trainer)
    session.commit()
    answer = sign_in(school.trainer).post(f"/teach/courses/{course.id}/publication")
    assert answer.status_code == 422
    assert "发布前还有 1 项要处理" in answer.text
    assert session.scalar(select(CourseDraft.has_changes)) is True


def test_a_refused_lesson_keeps_what_was_typed(session, school, trainer, film, sign_in):
    course = make_draft(session, trainer, lecture(film))
    lesson = session.scalars(select(Lesson)).one()
    answer = sign_in(school.trainer).post(
        f"/teach/courses/{course.id}/lessons/{lesson.id}",
        data={"title": "新 <1>", "nominal_hours": "很多", "ref_id": "", "revision": "1"},
    )
    assert answer.status_code == 422
    assert 'value="新 &lt;1&gt;"' in answer.text
    assert 'value="很多"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    session.refresh(lesson)
    assert lesson.title == "讲次"


def written(lesson: Lesson, **values):
    return {
        "title": lesson.title, "nominal_hours": "1", "ref_id": lesson.ref_id, "is_required": "y",
        "rule": "watched:0.9", "revision": 1, **values,
    }  # fmt: skip


def test_an_autosaved_lesson_is_told_when_it_was_saved(session, school, trainer, film, sign_in):
    course = make_draft(session, trainer, lecture(film))
    lesson = session.scalars(select(Lesson)).one()
    page, address = sign_in(school.trainer), f"/teach/courses/{course.id}/lessons/{lesson.id}"
    saved = page.post(address, data=written(lesson, title="改"), headers={"Accept": PROBLEM})
    assert saved.json["revision"] == 2
    assert saved.json["words"].startswith("已保存")
    refused = page.post(
        address, data=written(lesson, nominal_hours="x"), headers={"Accept": PROBLEM}
    )
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "nominal_hours"


def test_of_two_tabs_the_second_is_told_and_loses_nothing(session, school, trainer, film, sign_in):
    course = make_draft(session, trainer, lecture(film))
    lesson = session.scalars(select(Lesson)).one()
    page, address = sign_in(school.trainer), f"/teach/courses/{course.id}/lessons/{lesson.id}"
    page.post(address, data=written(lesson, title="先"))
    by_itself = page.post(address, data=written(lesson, title="后"), headers={"Accept": PROBLEM})
    assert by_itself.status_code == 409
    second = page.post(address, data=written(lesson, title="后"))
    assert second.status_code == 422
    assert "刚在别处修改过" in second.text
    assert 'value="后"' in second.text
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', second.text).group(1)
    assert (
        page.post(address, data=written(lesson, title="后", revision=revision)).status_code == 302
    )
    session.refresh(lesson)
    assert lesson.title == "后"


def test_the_description_is_saved_and_its_conflict_is_told(session, school, trainer, sign_in):
    course = make_draft(session, trainer)
    page, address = sign_in(school.trainer), f"/teach/courses/{course.id}/info"
    typed = {"title": "改名", "summary": "写给谁", "colour": "3", "revision": "1"}
    assert page.post(address, data=typed).status_code == 302
    again = page.post(address, data={**typed, "title": "又改名"})
    assert again.status_code == 422
    assert 'value="又改名"' in again.text
    assert 'name="revision" type="hidden" value="2"' in again.text
    for wrong in ({"title": ""}, {"title": "\u3000"}, {"revision": "x"}, {"revision": "9" * 5000}):
        assert page.post(address, data={**typed, **wrong}).status_code == 422


def test_arrows_sections_and_removal_are_plain_forms(session, school, trainer, film, sign_in):
    course = make_draft(session, trainer, lecture(film, title="甲"), lecture(film, title="乙"))
    session.commit()
    page, base = sign_in(school.trainer), f"/teach/courses/{course.id}"
    first, second = draft_outline(session, course.id).lessons
    page.post(f"{base}/lessons/{second.id}/move", data={"by": "-1"})
    assert [lesson.title for lesson in draft_outline(session, course.id).lessons] == ["乙", "甲"]
    page.post(f"{base}/sections", data={"title": "第二章"})
    section = draft_outline(session, course.id).sections[1]
    page.post(f"{base}/lessons/{first.id}/place", data={"section": section.id})
    assert draft_outline(session, course.id).sections[1].lessons[0].title == "甲"
    page.post(f"{base}/sections/{section.id}", data={"title": "改名", "seen": "第二章"})
    page.post(f"{base}/sections/{section.id}/move", data={"by": "-1"})
    assert draft_outline(session, course.id).sections[0].title == "改名"
    page.post(f"{base}/lessons/{second.id}/removal")
    page.post(f"{base}/sections/{section.id}/removal")
    assert draft_outline(session, course.id).lessons == ()


def test_the_audience_is_chosen_from_the_tree(session, school, trainer, film, sign_in):
    course = make_course(session, trainer, lecture(film))
    page, address = sign_in(school.trainer), f"/teach/courses/{course.id}/audience"
    assert "甲车间党支部" in page.get(address).text
    chosen = {"audience": "units", "units": [school.south.id], "seats": "9"}
    assert page.post(address, data=chosen).status_code == 302
    assert sign_in(school.member).get(f"/courses/{course.id}").status_code == 404
    nothing = page.post(address, data={"audience": "units", "seats": "9"})
    assert nothing.status_code == 422
    assert "请至少选择一个组织" in nothing.text


def test_retiring_takes_a_course_off_the_catalogue_and_reopening_puts_it_back(
    session, school, trainer, film, sign_in
):
    course = make_course(session, trainer, lecture(film), title="要下架的课")
    page, reader = sign_in(school.trainer), sign_in(school.member)
    page.post(f"/teach/courses/{course.id}/retirement")
    assert "要下架的课" not in reader.get("/courses").text
    page.post(f"/teach/courses/{course.id}/reopening")
    assert "要下架的课" in reader.get("/courses").text


def test_the_editor_is_for_those_who_edit(session, school, trainer, film, sign_in):
    course = make_course(session, trainer, lecture(film))
    lesson = session.scalars(select(Lesson)).one()
    addresses = [
        "content",
        "info",
        "audience",
        "history",
        "trainers",
        "preview",
        "preview/1",
        f"lessons/{lesson.id}",
    ]
    for person, status in (
        (school.trainer, 200),
        (school.admin, 200),
        (school.other_trainer, 404),
        (school.member, 404),
        (school.organizer, 404),
    ):
        page = sign_in(person)
        for address in addresses:
            assert page.get(f"/teach/courses/{course.id}/{address}").status_code == status
    assert sign_in(school.member).get("/teach/courses").status_code == 403


def test_a_lesson_is_edited_at_the_address_of_its_own_course_only(
    session, school, trainer, film, sign_in
):
    course, other = (make_draft(session, trainer, lecture(film)) for _ in range(2))
    lesson_id = draft_outline(session, other.id).lessons[0].id
    page = sign_in(school.trainer)
    assert page.get(f"/teach/courses/{course.id}/lessons/{lesson_id}").status_code == 404
    assert page.get(f"/teach/courses/{course.id}/sections/99999").status_code == 404


def test_courses_are_found_by_state_and_sorted(session, school, trainer, film, sign_in):
    make_draft(session, trainer, title="乙草稿")
    make_course(session, trainer, lecture(film), title="甲课程")
    page = sign_in(school.trainer)
    drafts = page.get("/teach/courses?state=draft").text
    assert "乙草稿" in drafts
    assert "甲课程" not in drafts
    by_title = page.get("/teach/courses?sort=title").text
    assert by_title.index("乙草稿") < by_title.index("甲课程")
    assert "没有符合条件的课程" in page.get("/teach/courses?q=无此名").text
