"""Setting study tasks, changing and withdrawing them."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from courses.assignments import queries, services
from courses.assignments.audience import audience_of
from courses.assignments.models import Assignment, ContentKind
from courses.assignments.queries import Wanted
from courses.assignments.services import Plan
from courses.catalogue.models import Audience, CourseState, CourseUnit
from lms.audit.models import AuditEntry
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.people import MemberStatus, Role
from tests.courses.studying import DEADLINE, START, add_quiz, content, set_task
from tests.courses.test_reports import CLOCK
from tests.factories import add_person

TODAY = date(2026, 6, 12)


def plan(school, *things, **values) -> Plan:
    return Plan(
        **{
            "title": "第二季度集中学习",
            "period": "2026 年第二季度",
            "starts_on": START,
            "deadline": DEADLINE,
            "unit_ids": frozenset({school.north.id}),
            "contents": tuple(map(content, things)),
            **values,
        }
    )


def wrong(refused) -> set[str]:
    return {error.field for error in refused.value.errors}


def test_an_organizer_sets_a_task_for_their_units(session, school, organizer, course):
    made = services.assign(session, organizer, plan(school, course))
    shown = queries.assignment(session, organizer, made.id)
    assert [unit.name for unit in shown.units] == ["北区党总支"]
    assert [(row.kind, row.course_id) for row in shown.contents] == [
        (ContentKind.course, course.id)
    ]
    deed = session.scalars(select(AuditEntry).filter_by(deed="assignment.assign")).one()
    assert (deed.actor_id, deed.target) == (organizer.id, f"assignment:{made.id}")


def test_nobody_sets_tasks_for_units_of_others(session, school, organizer, course):
    for units in ({school.south.id}, {school.north.id, school.branch_c.id}, {999}, set()):
        with pytest.raises(Invalid) as refused:
            services.assign(session, organizer, plan(school, course, unit_ids=frozenset(units)))
        assert wrong(refused) == {"units"}
    for person in (school.member, school.trainer, school.auditor):
        with pytest.raises(Forbidden):
            services.assign(session, school.actor(session, person), plan(school, course))
    assert session.scalar(select(func.count(Assignment.id))) == 0


def test_all_that_does_not_do_is_named_at_once(session, school, organizer):
    bad = plan(school, title=" ", period="", deadline=START - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        services.assign(session, organizer, bad)
    assert wrong(refused) == {"title", "period", "deadline", "contents"}


def test_only_what_is_published_goes_into_a_task(session, school, organizer, course):
    quiz = add_quiz(session, school.trainer)
    quiz.published_at = None
    course.state = CourseState.retired
    session.flush()
    for thing in (quiz, course):
        with pytest.raises(Invalid) as refused:
            services.assign(session, organizer, plan(school, thing))
        assert wrong(refused) == {"contents"}


def test_a_course_for_other_units_cannot_be_asked_of_these(session, school, organizer, course):
    course.audience = Audience.units
    session.add(CourseUnit(course_id=course.id, unit_id=school.branch_a.id))
    session.flush()
    with pytest.raises(Invalid) as refused:
        services.assign(session, organizer, plan(school, course))
    assert wrong(refused) == {"contents"}
    narrow = plan(school, course, unit_ids=frozenset({school.group_a.id}))
    assert services.assign(session, organizer, narrow).id


def test_revising_tells_what_changed_and_keeps_content_that_was_retired_since(
    session, school, organizer, course, task
):
    course.state = CourseState.retired
    quiz = add_quiz(session, school.trainer)
    changed = plan(school, course, quiz, deadline=DEADLINE + timedelta(days=7))
    services.revise(session, organizer, queries.revisable(session, organizer, task.id), changed)
    shown = queries.assignment(session, organizer, task.id)
    assert services.plan_of(shown) == changed
    deed = session.scalars(select(AuditEntry).filter_by(deed="assignment.revise")).one()
    assert deed.details == {
        "deadline": ["2026-06-30", "2026-07-07"],
        "contents": [[f"course:{course.id}"], [f"course:{course.id}", f"quiz:{quiz.id}"]],
    }


def test_a_task_of_a_higher_unit_is_read_but_not_revised(session, school, organizer, course):
    above = set_task(session, [school.committee], course, by=school.admin)
    assert queries.assignment(session, organizer, above.id)
    with pytest.raises(NotFound):
        queries.revisable(session, organizer, above.id)
    south = set_task(session, [school.south], course, by=school.admin)
    with pytest.raises(NotFound):
        queries.assignment(session, organizer, south.id)


def test_withdrawing_twice_keeps_the_first_moment(session, organizer, task):
    services.withdraw(session, organizer, task)
    first = task.withdrawn_at
    with time_machine.travel(CLOCK.now + timedelta(hours=1), tick=False):
        services.withdraw(session, organizer, task)
    assert task.withdrawn_at == first
    with pytest.raises(Conflict):
        services.revise(session, organizer, task, services.plan_of(task))
    assert session.scalar(select(func.count()).where(AuditEntry.deed == "assignment.withdraw")) == 1


def test_the_list_is_narrowed_and_sorted(session, school, organizer, course):
    for title, period, start, deadline in (
        ("甲", "第一季度", date(2026, 1, 1), date(2026, 3, 31)),
        ("乙", "第二季度", START, DEADLINE),
        ("丙", "第三季度", date(2026, 7, 1), date(2026, 9, 30)),
    ):
        dates = {"starts_on": start, "deadline": deadline}
        set_task(session, [school.north], course, by=school.admin, title=title, period=period, **dates)  # fmt: skip

    def _titles(**wanted):
        return "".join(
            row.title for row in queries.plans(session, organizer, Wanted(TODAY, **wanted))
        )

    assert _titles() == "丙乙甲"
    assert _titles(sort="-deadline") == "甲乙丙"
    assert _titles(state="open") == "乙"
    assert _titles(state="over") == "甲"
    assert _titles(state="coming") == "丙"
    assert _titles(state="withdrawn") == ""
    assert _titles(period="第三季度") == "丙"
    assert _titles(words="甲") == "甲"
    assert queries.periods(session, organizer) == ["第三季度", "第二季度", "第一季度"]


def test_how_many_an_audience_covers(session, school, organizer):
    add_person(session, "candidate", school.branch_b, status=MemberStatus.candidate)
    task = set_task(session, [school.north], by=school.organizer)
    assert queries.covered(session, organizer, audience_of(task), TODAY) == 6
    narrow = audience_of(task)._replace(statuses=frozenset({MemberStatus.candidate}))
    assert queries.covered(session, organizer, narrow, TODAY) == 1
    staff = audience_of(task)._replace(roles=frozenset({Role.trainer}))
    assert queries.covered(session, organizer, staff, TODAY) == 2
    whole = audience_of(task)._replace(paths=(school.committee.path,))
    assert queries.covered(session, organizer, whole, TODAY) == 6  # of those in scope


def test_a_given_quiz_opens_to_whom_a_task_gives_it(session, school, sign_in):
    quiz = add_quiz(session, school.trainer)
    quiz.visibility = "given"
    session.commit()
    url = f"/quizzes/{quiz.id}"
    assert sign_in(school.member).get(url).status_code == 404
    set_task(session, [school.branch_a], quiz, by=school.admin)
    session.commit()
    assert sign_in(school.member).get(url).status_code == 200
    assert sign_in(school.outsider).get(url).status_code == 404


def test_nobody_puts_off_what_somebody_else_set_them(session, school, organizer, course, sign_in):
    """Who set it may, and an administrator."""
    task = set_task(session, [school.north], course, by=school.admin)
    later = plan(school, course, deadline=DEADLINE + timedelta(days=30))
    with pytest.raises(Conflict):
        services.revise(session, organizer, task, later)
    with pytest.raises(Conflict):
        services.withdraw(session, organizer, task)
    session.commit()
    assert "/edit" not in _page(sign_in(school.organizer), task)
    assert "/edit" in _page(sign_in(school.admin), task)
    services.revise(session, school.actor(session, school.admin), task, later)
    assert task.deadline == later.deadline


def test_who_is_not_asked_revises_what_a_colleague_set(session, school, organizer, course):
    task = set_task(session, [school.group_a], course, by=school.admin)
    changed = plan(school, course, unit_ids=frozenset({school.group_a.id}), title="改名")
    services.revise(session, organizer, task, changed)
    assert task.title == "改名"


def _page(client, task):
    return client.get(f"/branch/plans/{task.id}").text
