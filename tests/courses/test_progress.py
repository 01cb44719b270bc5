"""Facts earn lessons, lessons earn the course; each once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import func, select

from courses.catalogue.models import LessonKind
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import enrolment_of
from courses.enrolment.services import enrol
from courses.progress.explanations import LessonState, explained
from courses.progress.models import CourseCompletion, LessonCompletion
from courses.progress.rules import Evidence, Rule, RuleKind, read_rule, refuse_unfit
from lms.errors import Invalid
from tests.courses.makers import lecture, make_course, make_film, outline_of, watch


def completed(session):
    return (
        session.scalar(select(func.count()).select_from(LessonCompletion)),
        session.scalar(select(func.count()).select_from(CourseCompletion)),
    )


def test_a_lesson_is_complete_when_enough_was_watched(app, session, school, trainer, member):
    film = make_film(session, school.trainer)
    course = make_course(
        session, trainer, lecture(film), lecture(make_film(session, school.trainer))
    )
    enrol(session, member, course)
    watch(session, app.facts, school.member, film, seconds=89)
    assert completed(session) == (0, 0)
    watch(session, app.facts, school.member, film, seconds=90)
    assert completed(session) == (1, 0)


def test_the_last_required_lesson_completes_the_course(app, session, school, trainer, member):
    first, second, extra = (make_film(session, school.trainer) for _ in range(3))
    course = make_course(
        session, trainer, lecture(first), lecture(extra, is_required=False), lecture(second)
    )
    enrol(session, member, course)
    watch(session, app.facts, school.member, first)
    assert completed(session) == (1, 0)
    watch(session, app.facts, school.member, second)
    assert completed(session) == (2, 1)
    done = session.scalars(select(CourseCompletion)).one()
    assert (done.person_id, done.course_id) == (school.member.id, course.id)
    assert done.nominal_hours == Decimal("1.5")


def test_an_optional_lesson_after_the_end_completes_nothing_twice(
    app, session, school, trainer, member
):
    needed, extra = make_film(session, school.trainer), make_film(session, school.trainer)
    course = make_course(session, trainer, lecture(needed), lecture(extra, is_required=False))
    enrol(session, member, course)
    for film in (needed, extra, extra):
        watch(session, app.facts, school.member, film)
    assert completed(session) == (2, 1)
    assert enrolment_of(session, member, course.id).lessons_done == 2


def test_one_film_in_two_courses_counts_in_both(app, session, school, trainer, member):
    film = make_film(session, school.trainer)
    for title in ("甲", "乙"):
        enrol(session, member, make_course(session, trainer, lecture(film), title=title))
    watch(session, app.facts, school.member, film)
    assert completed(session) == (2, 2)


def test_what_was_learned_before_enrolling_counts_at_once(app, session, school, trainer, member):
    film = make_film(session, school.trainer)
    watch(session, app.facts, school.member, film)
    course = make_course(session, trainer, lecture(film))
    enrol(session, member, course)
    assert completed(session) == (1, 1)


def test_what_others_watch_completes_nothing_of_mine(app, session, school, trainer, member):
    film = make_film(session, school.trainer)
    enrol(session, member, make_course(session, trainer, lecture(film)))
    watch(session, app.facts, school.colleague, film)
    assert completed(session) == (0, 0)


def test_the_first_fact_starts_the_course_and_stays_the_start(
    app, session, school, trainer, member
):
    film = make_film(session, school.trainer)
    course = make_course(session, trainer, lecture(film))
    enrol(session, member, course)
    started = select(Enrolment.started_at)
    assert session.scalar(started) is None
    watch(session, app.facts, school.member, film, seconds=10)
    first = session.scalar(started)
    watch(session, app.facts, school.member, film, seconds=20)
    assert session.scalar(started) == first is not None


def test_why_a_lesson_is_not_finished(app, session, school, trainer, member):
    film, other = make_film(session, school.trainer), make_film(session, school.trainer)
    course = make_course(session, trainer, lecture(film), lecture(other))
    enrol(session, member, course)
    watch(session, app.facts, school.member, film, seconds=60)
    enrolment = enrolment_of(session, member, course.id)
    outline = outline_of(session, course)
    begun, untouched = explained(session, member.id, enrolment.id, outline).values()
    assert (begun.state, untouched.state) == (LessonState.doing, LessonState.todo)
    assert (begun.verdict.have, begun.verdict.need, begun.verdict.left) == (60000, 90000, 30000)


def test_explaining_takes_the_same_queries_for_two_and_for_fifty_lessons(
    session, school, trainer, member, count_queries
):
    def queries(lessons):
        films = [make_film(session, school.trainer) for _ in range(lessons)]
        course = make_course(session, trainer, *map(lecture, films))
        enrol(session, member, course)
        enrolment, outline = enrolment_of(session, member, course.id), outline_of(session, course)
        with count_queries() as seen:
            explained(session, member.id, enrolment.id, outline)
        return len(seen)

    assert queries(2) == queries(50)


@pytest.mark.parametrize(
    ("rule", "evidence", "is_complete"),
    [
        (Rule(RuleKind.watched, Decimal("0.9")), Evidence(Decimal(900), Decimal(1000)), True),
        (Rule(RuleKind.watched, Decimal("0.9")), Evidence(Decimal(899), Decimal(1000)), False),
        (Rule(RuleKind.read), Evidence(Decimal(9), Decimal(10)), False),
        (Rule(RuleKind.read, Decimal("0.5")), Evidence(Decimal(2), Decimal(3)), True),
        (Rule(RuleKind.read), Evidence(), False),
        (Rule(RuleKind.passed), Evidence(Decimal(6), Decimal(6), 1, is_passed=True), True),
        (Rule(RuleKind.passed), Evidence(Decimal(5), Decimal(6), 1), False),
        (Rule(RuleKind.handed_in), Evidence(Decimal(0), Decimal(6), 1), True),
        (Rule(RuleKind.handed_in), Evidence(whole=Decimal(6)), False),
    ],
)
def test_rules_judge_the_evidence(rule, evidence, is_complete):
    assert rule.judge(evidence).is_complete is is_complete
    assert read_rule(rule.as_data()) == rule


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (LessonKind.video, {"kind": "passed"}),
        (LessonKind.quiz, {"kind": "watched", "share": "0.9"}),
        (LessonKind.video, {"kind": "watched", "share": "0"}),
        (LessonKind.video, {"kind": "watched", "share": "1.1"}),
        (LessonKind.video, {"kind": "watched", "share": "NaN"}),
        (LessonKind.video, {"kind": "watched", "share": "much"}),
        (LessonKind.video, {"kind": "checked in"}),
        (LessonKind.video, {"share": "0.9"}),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(kind, data):
    with pytest.raises(Invalid):
        refuse_unfit(kind, read_rule(data))


def test_a_fact_that_arrives_thirty_times_at_once_awards_once(committed_app, committed_school):
    app, school = committed_app, committed_school
    with app.db.session(write=True) as session:
        films = [make_film(session, school.trainer) for _ in range(2)]
        trainer = school.actor(session, school.trainer)
        course = make_course(session, trainer, *map(lecture, films))
        enrol(session, school.actor(session, school.member), course)
        session.commit()
    start = Barrier(30)

    def _watch(n):
        start.wait()
        with app.db.session(write=True) as session:
            watch(session, app.facts, school.member, films[n % 2])
            session.commit()

    with ThreadPoolExecutor(30) as pool:
        list(pool.map(_watch, range(30)))
    with app.db.session(write=False) as session:
        assert completed(session) == (2, 1)
        enrolment = session.scalars(select(Enrolment)).one()
        assert (enrolment.lessons_done, enrolment.required_left) == (2, 0)
