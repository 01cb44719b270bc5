"""The pages of catalogue, lessons and editor, as browsers see them: with plain forms."""

import re

import pytest
from sqlalchemy import select

from courses.authoring.drafts import LessonDraft, Opening
from courses.authoring.models import CourseDraft, Lesson
from courses.authoring.queries import draft_outline, editable_section
from courses.authoring.services import add_lesson, open_to, publish
from courses.catalogue.models import Audience, Course, CourseState, LessonKind
from courses.enrolment.models import Enrolment
from courses.enrolment.services import enrol
from courses.progress.rules import Rule, RuleKind
from lms.db import utcnow
from lms.web.problems import PROBLEM
from media.assets.models import Caption, Kind, PagePicture, Rendition, State
from quizzes.papers.models import Quiz, Visibility
from quizzes.sittings.models import Sitting
from tests.courses import makers
from tests.courses.makers import lecture, make_film, watch
from tests.courses.studying import sit


def trainer_of(session, school):
    return school.actor(session, school.trainer)


def make_course(session, school, *lectures, **words):
    return makers.make_course(session, trainer_of(session, school), *lectures, **words)


def make_draft(session, school, *lectures, **words):
    return makers.make_draft(session, trainer_of(session, school), *lectures, **words)


def join(session, school, course):
    enrol(session, school.actor(session, school.member), course)


@pytest.fixture
def film(session, school):
    film = make_film(session, school.trainer)
    session.add(
        Rendition(
            asset_id=film.id, width=640, height=360, bandwidth=1, codecs="", blob="", head_length=1
        )
    )
    session.flush()
    return film


def test_the_catalogue_shows_what_is_open_to_the_reader(session, school, film, sign_in):
    for title, unit in (("甲课", school.north), ("乙课", school.south)):
        course = make_course(session, school, lecture(film), title=title)
        opening = Opening(audience=Audience.units, unit_ids=frozenset({unit.id}))
        open_to(session, trainer_of(session, school), course, opening)
    make_draft(session, school, lecture(film), title="草稿课")
    page = sign_in(school.member).get("/courses").text
    assert "甲课" in page
    assert "乙课" not in page
    assert "草稿课" not in page


@pytest.mark.parametrize(
    "case",
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
def test_the_catalogue_is_searched_and_filtered_by_its_address(
    session, school, film, sign_in, case
):
    query, found = case
    join(session, school, make_course(session, school, lecture(film), title="支部工作"))
    make_course(session, school, lecture(film), title="保密知识", category="保密", summary="三十条")
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


def test_the_page_of_a_course_takes_as_many_queries_for_ten_as_for_a_thousand_lessons(
    session, school, sign_in, count_queries
):
    page = sign_in(school.member)

    def queries(lessons):
        films = [make_film(session, school.trainer) for _ in range(lessons)]
        course = make_course(session, school, *map(lecture, films), title=str(lessons))
        join(session, school, course)
        session.commit()
        with count_queries() as seen:
            assert page.get(f"/courses/{course.id}").status_code == 200
        return len(seen)

    assert queries(10) == queries(300)


def test_a_course_outside_the_audience_is_as_good_as_absent(session, school, film, sign_in):
    course = make_course(session, school, lecture(film))
    opening = Opening(audience=Audience.units, unit_ids=frozenset({school.south.id}))
    open_to(session, trainer_of(session, school), course, opening)
    page = sign_in(school.member)
    for address in ("", "/1", "/1/poster.jpg"):
        forbidden = page.get(f"/courses/{course.id}{address}")
        absent = page.get(f"/courses/99999{address}")
        assert forbidden.status_code == absent.status_code == 404
    assert page.post(f"/courses/{course.id}/enrolment").status_code == 404


def test_enrolling_learning_and_leaving_with_plain_forms(session, school, film, sign_in):
    course = make_course(session, school, lecture(film))
    page, address = sign_in(school.member), f"/courses/{course.id}"
    assert "报名学习" in page.get(address).text
    assert page.get(f"{address}/1").location == address
    assert page.post(f"{address}/enrolment").location == address
    assert "开始学习" in page.get(address).text
    assert "data-player" in page.get(f"{address}/1").text
    assert page.post(f"{address}/withdrawal").status_code == 302
    assert "报名学习" in page.get(address).text
    assert session.scalars(select(Enrolment)).all() == []


def test_a_full_course_says_so_and_has_no_button(session, school, film, sign_in):
    course = make_course(session, school, lecture(film))
    open_to(session, trainer_of(session, school), course, Opening(seats=1))
    enrol(session, school.actor(session, school.colleague), course)
    page = sign_in(school.member).get(f"/courses/{course.id}").text
    assert "名额已满" in page
    assert "报名学习" not in page


def test_the_course_says_why_it_is_not_finished(app, session, school, film, sign_in):
    course = make_course(session, school, lecture(film, title="会前准备"))
    join(session, school, course)
    watch(session, app.facts, school.member, film, seconds=30)
    page = sign_in(school.member)
    shown = page.get(f"/courses/{course.id}").text.replace("\u00a0", " ")
    assert "为什么还没有完成" in shown
    assert "已计 30 秒，还需观看 1 分钟" in shown
    watch(session, app.facts, school.member, film)
    shown = page.get(f"/courses/{course.id}").text
    assert "课程已完成" in shown
    assert "为什么还没有完成" not in shown


def test_a_finished_lesson_leads_to_the_next(app, session, school, film, sign_in):
    course = make_course(
        session, school, lecture(film), lecture(make_film(session, school.trainer))
    )
    join(session, school, course)
    watch(session, app.facts, school.member, film)
    shown = sign_in(school.member).get(f"/courses/{course.id}/1").text
    assert "本讲已完成" in shown
    assert f'href="/courses/{course.id}/2"' in shown


def test_a_film_on_its_way_shows_how_far_it_is(session, school, sign_in):
    film = make_film(session, school.trainer, state=State.encoding, progress=0.45)
    course = make_course(session, school, lecture(film))
    join(session, school, course)
    page = sign_in(school.member)
    assert "已处理 45%" in page.get(f"/courses/{course.id}/1").text
    waiting = page.get(f"/courses/{course.id}/1/waiting")
    assert "已处理 45%" in waiting.text
    assert "X-Poll" not in waiting.headers


def test_the_words_of_a_lecture_stand_below_it(session, school, film, sign_in):
    vtt = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n按班组分两次开。\n"
    session.add(Caption(asset_id=film.id, language="zh", vtt=vtt))
    course = make_course(session, school, lecture(film))
    join(session, school, course)
    assert "按班组分两次开。" in sign_in(school.member).get(f"/courses/{course.id}/1").text


@pytest.fixture
def mixed(session, school, film):
    """A course with courseware and a quiz that only the course gives out; the member is on it."""
    actor = trainer_of(session, school)
    paper = make_film(session, school.trainer, "讲义", kind=Kind.document, page_count=2)
    session.add_all(
        PagePicture(asset_id=paper.id, number=n, width=10, height=10, blob="") for n in (1, 2)
    )
    quiz = Quiz(
        title="结课测试", owner_id=school.trainer.id, published_at=film.created_at, item_count=20,
        visibility=Visibility.given, max_mark=100, time_limit_seconds=1800, attempts=2,
    )  # fmt: skip
    session.add(quiz)
    session.flush()
    course = make_draft(session, school, lecture(film))
    section = editable_section(session, actor, draft_outline(session, course.id).sections[0].id)
    for kind, ref, rule in (
        (LessonKind.document, paper.id, RuleKind.read),
        (LessonKind.quiz, quiz.id, RuleKind.passed),
    ):
        add_lesson(session, actor, section, kind, LessonDraft(ref_id=ref, rule=Rule(rule)))
    publish(session, actor, course)
    session.refresh(course)
    join(session, school, course)
    return course


def test_courseware_is_read_in_its_lesson(school, mixed, sign_in):
    shown = sign_in(school.member).get(f"/courses/{mixed.id}/2").text.replace("\u00a0", " ")
    assert "还需看 2 页" in shown
    assert "page-2" in shown


def test_a_quiz_that_lives_in_a_course_is_there_for_its_learners_only(
    session, school, mixed, sign_in
):
    quiz_id = session.scalar(select(Quiz.id))
    learner, stranger = sign_in(school.member), sign_in(school.outsider)
    shown = learner.get(f"/courses/{mixed.id}/3").text
    assert "20 题" in shown
    assert "还没有及格，及格线 60 分" in shown
    assert f"/quizzes/{quiz_id}" in shown
    assert learner.get(f"/quizzes/{quiz_id}").status_code == 200
    assert stranger.get(f"/quizzes/{quiz_id}").status_code == 404


def test_a_quiz_leads_its_learners_back_to_their_course(session, school, mixed, sign_in):
    quiz = session.scalars(select(Quiz)).one()
    sit(session, school.member, quiz, utcnow(), passed=True)
    sitting_id = session.scalar(select(Sitting.id))
    way_back = f'href="/courses/{mixed.id}">回到课程'
    learner = sign_in(school.member)
    for page in (
        f"/quizzes/{quiz.id}",
        f"/sittings/{sitting_id}/submission",
        f"/sittings/{sitting_id}/review",
    ):
        assert way_back in learner.get(page).text


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


def test_publishing_with_something_missing_shows_the_check_list(session, school, sign_in):
    course = make_draft(session, school)
    session.commit()
    answer = sign_in(school.trainer).post(f"/teach/courses/{course.id}/publication")
    assert answer.status_code == 422
    assert "发布前还有 1 项要处理" in answer.text
    assert session.scalar(select(CourseDraft.has_changes)) is True


def test_a_refused_lesson_keeps_what_was_typed(session, school, film, sign_in):
    course = make_draft(session, school, lecture(film))
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


def test_an_autosaved_lesson_is_told_when_it_was_saved(session, school, film, sign_in):
    course = make_draft(session, school, lecture(film))
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


def test_of_two_tabs_the_second_is_told_and_loses_nothing(session, school, film, sign_in):
    course = make_draft(session, school, lecture(film))
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


def test_the_description_is_saved_and_its_conflict_is_told(session, school, sign_in):
    course = make_draft(session, school)
    page, address = sign_in(school.trainer), f"/teach/courses/{course.id}/info"
    typed = {"title": "改名", "summary": "写给谁", "colour": "3", "revision": "1"}
    assert page.post(address, data=typed).status_code == 302
    again = page.post(address, data={**typed, "title": "又改名"})
    assert again.status_code == 422
    assert 'value="又改名"' in again.text
    assert 'name="revision" type="hidden" value="2"' in again.text
    for wrong in ({"title": ""}, {"title": "\u3000"}, {"revision": "x"}, {"revision": "9" * 5000}):
        assert page.post(address, data={**typed, **wrong}).status_code == 422


def test_arrows_sections_and_removal_are_plain_forms(session, school, film, sign_in):
    course = make_draft(session, school, lecture(film, title="甲"), lecture(film, title="乙"))
    session.commit()
    page, base = sign_in(school.trainer), f"/teach/courses/{course.id}"
    first, second = draft_outline(session, course.id).lessons
    page.post(f"{base}/lessons/{second.id}/move", data={"by": "-1"})
    assert [lesson.title for lesson in draft_outline(session, course.id).lessons] == ["乙", "甲"]
    page.post(f"{base}/sections", data={"title": "第二章"})
    section = draft_outline(session, course.id).sections[1]
    page.post(f"{base}/lessons/{first.id}/place", data={"section": section.id})
    assert draft_outline(session, course.id).sections[1].lessons[0].title == "甲"
    page.post(f"{base}/sections/{section.id}", data={"title": "改名"})
    page.post(f"{base}/sections/{section.id}/move", data={"by": "-1"})
    assert draft_outline(session, course.id).sections[0].title == "改名"
    page.post(f"{base}/lessons/{second.id}/removal")
    page.post(f"{base}/sections/{section.id}/removal")
    assert draft_outline(session, course.id).lessons == ()


def test_the_audience_is_chosen_from_the_tree(session, school, film, sign_in):
    course = make_course(session, school, lecture(film))
    page, address = sign_in(school.trainer), f"/teach/courses/{course.id}/audience"
    assert "甲车间党支部" in page.get(address).text
    chosen = {"audience": "units", "units": [school.south.id], "seats": "9"}
    assert page.post(address, data=chosen).status_code == 302
    assert sign_in(school.member).get(f"/courses/{course.id}").status_code == 404
    nothing = page.post(address, data={"audience": "units", "seats": "9"})
    assert nothing.status_code == 422
    assert "请至少选择一个党组织" in nothing.text


def test_retiring_takes_a_course_off_the_catalogue_and_reopening_puts_it_back(
    session, school, film, sign_in
):
    course = make_course(session, school, lecture(film), title="要下架的课")
    page, reader = sign_in(school.trainer), sign_in(school.member)
    page.post(f"/teach/courses/{course.id}/retirement")
    assert "要下架的课" not in reader.get("/courses").text
    page.post(f"/teach/courses/{course.id}/reopening")
    assert "要下架的课" in reader.get("/courses").text


def test_the_editor_is_for_those_who_edit(session, school, film, sign_in):
    course = make_course(session, school, lecture(film))
    lesson = session.scalars(select(Lesson)).one()
    addresses = [
        "content",
        "info",
        "audience",
        "history",
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


def test_a_lesson_is_edited_at_the_address_of_its_own_course_only(session, school, film, sign_in):
    course, other = (make_draft(session, school, lecture(film)) for _ in range(2))
    lesson_id = draft_outline(session, other.id).lessons[0].id
    page = sign_in(school.trainer)
    assert page.get(f"/teach/courses/{course.id}/lessons/{lesson_id}").status_code == 404
    assert page.get(f"/teach/courses/{course.id}/sections/99999").status_code == 404
