"""Lessons of every kind become complete by what really happens on the floors below."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select

from courses.authoring.drafts import LessonDraft
from courses.authoring.models import Lesson
from courses.authoring.queries import draft_outline, editable_section
from courses.authoring.services import add_lesson, publish
from courses.catalogue.models import LessonKind
from courses.enrolment.models import Enrolment
from courses.enrolment.services import enrol
from courses.lessons.queries import place_of
from courses.lessons.services import open_lecture
from courses.progress.models import CourseCompletion, LessonCompletion
from courses.progress.rules import Rule, RuleKind
from library.reading.models import ChapterRead
from library.works.models import Chapter, Edition, EditionState, Work
from lms.facts import Fact
from media.assets.models import Kind, Rendition
from media.documents import services as documents
from media.playback import services as playback
from media.playback.intervals import Interval
from quizzes.papers.models import Visibility
from quizzes.sittings import services as sittings
from quizzes.sittings.services import Save
from tests.courses.makers import lecture, make_course, make_draft, make_film
from tests.quizzes.conftest import build_exam

NOON = datetime(2026, 6, 12, 4, tzinfo=UTC)
PASSED = Rule(RuleKind.passed)
HALF = Rule(RuleKind.read, Decimal("0.5"))


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def learn(session, trainer, member):
    """Publish a course of one lesson and enrol the member."""

    def _learn(kind, ref_id, rule):
        course = make_draft(session, trainer)
        first = draft_outline(session, course.id).sections[0]
        section = editable_section(session, trainer, first.id)
        hours = Decimal("0.5")
        draft = LessonDraft(title="讲", ref_id=ref_id, rule=rule, nominal_hours=hours)
        add_lesson(session, trainer, section, kind, draft)
        publish(session, trainer, course)
        session.refresh(course)
        enrol(session, member, course)
        return course

    return _learn


def is_complete(session):
    lesson = session.scalar(select(LessonCompletion.lesson_id))
    assert (lesson is None) is (session.scalar(select(CourseCompletion.course_id)) is None)
    return lesson is not None


def test_watching_in_real_time_completes_a_lecture(app, session, school, clock):
    trainer, member = (school.actor(session, one) for one in (school.trainer, school.member))
    film = make_film(session, school.trainer)
    session.add(
        Rendition(
            asset_id=film.id, width=640, height=360, bandwidth=1, codecs="", blob="", head_length=1
        )
    )
    enrol(session, member, make_course(session, trainer, lecture(film)))
    place = place_of(session, member, session.scalar(select(Lesson.id)))
    ticket = open_lecture(session, member, place)
    assert session.scalar(select(Enrolment.started_at)) == NOON

    def _report(seq, start, stop):
        told = playback.Report(seq, [Interval(start * 1000, stop * 1000)], stop * 1000)
        playback.report(session, app.facts, member, ticket.token, told)

    _report(1, 0, 100)
    assert not is_complete(session)  # one report that claims everything
    for seq in range(2, 20):
        clock.shift(timedelta(seconds=5))
        _report(seq, 0, 5 * seq)
    assert is_complete(session)


def test_passing_a_quiz_completes_its_lesson(app, session, trainer, member, learn):
    exam = build_exam(session, trainer, visibility=Visibility.given)
    learn(LessonKind.quiz, exam.quiz.id, PASSED)
    failed, _new = sittings.start(session, member, exam.quiz)
    sittings.hand_in(session, app.facts, failed)
    assert not is_complete(session)
    assert session.scalar(select(Enrolment.started_at)) is not None
    passed, _new = sittings.start(session, member, exam.quiz)
    answers = {1: "2", 3: "true", 4: "一年"}
    saves = [Save(n, 1, answer, None) for n, answer in answers.items()]
    sittings.save(session, member, passed.id, saves, 0)
    sittings.hand_in(session, app.facts, passed)
    assert passed.is_passed
    assert is_complete(session)


def test_handing_in_is_enough_where_the_rule_says_so(app, session, trainer, member, learn):
    exam = build_exam(session, trainer, visibility=Visibility.given)
    learn(LessonKind.quiz, exam.quiz.id, Rule(RuleKind.handed_in))
    sitting, _new = sittings.start(session, member, exam.quiz)
    sittings.hand_in(session, app.facts, sitting)
    assert is_complete(session)


def test_reading_all_pages_completes_courseware(app, session, school, learn, clock):
    paper = make_film(session, school.trainer, "讲义", kind=Kind.document, page_count=3)
    learn(LessonKind.document, paper.id, Rule(RuleKind.read))
    member = school.actor(session, school.member)
    for _report in range(2):
        documents.report(session, app.facts, member, paper.id, [1, 2, 3])
        assert not is_complete(session)
        clock.shift(timedelta(seconds=5))
    documents.report(session, app.facts, member, paper.id, [1, 2, 3])
    assert is_complete(session)


def test_reading_half_of_a_work_completes_a_reading(app, session, member, learn):
    work = Work(slug="w", title="札记")
    session.add(work)
    session.flush()
    edition = Edition(
        work_id=work.id, number=1, state=EditionState.current, digest="", characters=4,
        passages=4, chapters=2,
    )  # fmt: skip
    session.add(edition)
    session.flush()
    for number in (1, 2):
        first = 2 * number - 1
        session.add(
            Chapter(
                edition_id=edition.id, number=number, first_n=first, last_n=first + 1,
                first_anchor=first, characters=2,
            )
        )  # fmt: skip
    learn(LessonKind.reading, work.id, HALF)
    assert not is_complete(session)
    session.add(ChapterRead(person_id=member.id, work_id=work.id, anchor=3))
    session.flush()
    app.facts.tell(session, Fact("reading.progressed", member.id, work.id, NOON))
    assert is_complete(session)
