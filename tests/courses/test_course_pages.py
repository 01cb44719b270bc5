"""The pages of a course and its lessons: enrolling, learning, and what is still missing."""

import pytest
from sqlalchemy import select

from courses.authoring.drafts import LessonDraft, Opening
from courses.authoring.queries import draft_outline, editable_section
from courses.authoring.services import add_lesson, open_to, publish
from courses.catalogue.models import Audience, LessonKind
from courses.enrolment.models import Enrolment
from courses.enrolment.services import enrol
from courses.progress.rules import Rule, RuleKind
from lms.db import utcnow
from media.assets.models import Caption, Kind, PagePicture, State
from quizzes.papers.models import Quiz, Visibility
from quizzes.sittings.models import Sitting
from tests.courses.makers import lecture, make_course, make_draft, make_film, watch
from tests.courses.studying import sit


@pytest.fixture
def page(school, sign_in):
    """The member's browser."""
    return sign_in(school.member)


@pytest.fixture
def learn(session, trainer, member):
    """Publish a course of these lectures and enrol the member."""

    def _learn(*lectures, **words):
        course = make_course(session, trainer, *lectures, **words)
        enrol(session, member, course)
        return course

    return _learn


@pytest.fixture
def see(app, session, school):
    """Let the member watch a film."""
    return lambda film, **how: watch(session, app.facts, school.member, film, **how)


def test_the_page_of_a_course_takes_as_many_queries_for_ten_as_for_a_thousand_lessons(
    session, school, learn, page, count_queries
):
    def queries(lessons):
        films = [make_film(session, school.trainer) for _ in range(lessons)]
        course = learn(*map(lecture, films), title=str(lessons))
        session.commit()
        with count_queries() as seen:
            assert page.get(f"/courses/{course.id}").status_code == 200
        return len(seen)

    assert queries(10) == queries(300)


def test_a_course_outside_the_audience_is_as_good_as_absent(
    session, school, trainer, film, sign_in
):
    course = make_course(session, trainer, lecture(film))
    opening = Opening(audience=Audience.units, unit_ids=frozenset({school.south.id}))
    open_to(session, trainer, course, opening)
    page = sign_in(school.member)
    for address in ("", "/1", "/1/poster.jpg"):
        forbidden = page.get(f"/courses/{course.id}{address}")
        absent = page.get(f"/courses/99999{address}")
        assert forbidden.status_code == absent.status_code == 404
    assert page.post(f"/courses/{course.id}/enrolment").status_code == 404


def test_enrolling_learning_and_leaving_with_plain_forms(session, school, trainer, film, sign_in):
    course = make_course(session, trainer, lecture(film))
    page, address = sign_in(school.member), f"/courses/{course.id}"
    assert "报名学习" in page.get(address).text
    assert page.get(f"{address}/1").location == address
    assert page.post(f"{address}/enrolment").location == address
    assert "开始学习" in page.get(address).text
    assert "data-player" in page.get(f"{address}/1").text
    assert page.post(f"{address}/withdrawal").status_code == 302
    assert "报名学习" in page.get(address).text
    assert session.scalars(select(Enrolment)).all() == []


def test_a_full_course_says_so_and_has_no_button(session, school, trainer, film, sign_in):
    course = make_course(session, trainer, lecture(film))
    open_to(session, trainer, course, Opening(seats=1))
    enrol(session, school.actor(session, school.colleague), course)
    page = sign_in(school.member).get(f"/courses/{course.id}").text
    assert "名额已满" in page
    assert "报名学习" not in page


def test_the_course_says_why_it_is_not_finished(film, learn, see, page):
    course = learn(lecture(film, title="会前准备"))
    see(film, seconds=30)
    shown = page.get(f"/courses/{course.id}").text.replace("\u00a0", " ")
    assert "为什么还没有完成" in shown
    assert "已计 30 秒，还需观看 1 分钟" in shown
    see(film)
    shown = page.get(f"/courses/{course.id}").text
    assert "课程已完成" in shown
    assert "为什么还没有完成" not in shown


def test_a_finished_lesson_leads_to_the_next(session, school, learn, see, page):
    first, second = (make_film(session, school.trainer) for _lesson in range(2))
    course = learn(lecture(first), lecture(second))
    see(first)
    shown = page.get(f"/courses/{course.id}/1").text
    assert "本讲已完成" in shown
    assert f'href="/courses/{course.id}/2"' in shown


def test_what_is_done_stays_done_when_its_film_becomes_longer(session, film, learn, see, page):
    course = learn(lecture(film))
    see(film)
    film.duration_ms *= 2
    session.commit()
    shown = page.get(f"/courses/{course.id}/1").text
    assert "本讲已看够" in shown
    assert "还需" not in shown.split("data-sentence")[1].split("</h2>")[0]


def test_a_film_on_its_way_shows_how_far_it_is(session, school, learn, page):
    film = make_film(session, school.trainer, state=State.encoding, progress=0.45)
    course = learn(lecture(film))
    assert "已处理 45%" in page.get(f"/courses/{course.id}/1").text
    waiting = page.get(f"/courses/{course.id}/1/waiting")
    assert "已处理 45%" in waiting.text
    assert "X-Poll" not in waiting.headers


def test_the_words_of_a_lecture_stand_below_it(session, film, learn, page):
    vtt = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n按班组分两次开。\n"
    session.add(Caption(asset_id=film.id, language="zh", vtt=vtt))
    course = learn(lecture(film))
    assert "按班组分两次开。" in page.get(f"/courses/{course.id}/1").text


@pytest.fixture
def mixed(session, school, member, trainer, film):
    """A course with courseware and a quiz that only the course gives out; the member is on it."""
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
    course = make_draft(session, trainer, lecture(film))
    section = editable_section(session, trainer, draft_outline(session, course.id).sections[0].id)
    for kind, ref, rule in (
        (LessonKind.document, paper.id, RuleKind.read),
        (LessonKind.quiz, quiz.id, RuleKind.passed),
    ):
        add_lesson(session, trainer, section, kind, LessonDraft(ref_id=ref, rule=Rule(rule)))
    publish(session, trainer, course)
    session.refresh(course)
    enrol(session, member, course)
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
