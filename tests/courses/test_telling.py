"""What the school tells people of their tasks, courses and certificates, without being asked."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from courses.assignments import services as plans
from courses.assignments.models import Exemption
from courses.assignments.services import Plan
from courses.assignments.telling import due_on, subject_of, tell_due
from courses.authoring.drafts import Description
from courses.authoring.queries import draft_of
from courses.authoring.services import describe, publish
from courses.certificates import services as certificates
from courses.certificates.models import Certificate
from courses.certificates.queries import revocable
from courses.enrolment.services import enrol
from lms.db import day_of, utcnow
from lms.notices.models import Notice, Receipt, Reminded, Topic, Way
from lms.notices.services import choosing
from lms.notices.services.choosing import Chosen
from lms.notices.words import said
from tests.courses.makers import lecture, make_course, watch
from tests.courses.studying import add_course, complete, content, noon

JUNE = date(2026, 6, 1)
DEADLINE = date(2026, 6, 30)


@pytest.fixture
def clock(school):
    with time_machine.travel(noon(JUNE), tick=False) as clock:
        yield clock


@pytest.fixture
def course(session, school):
    return add_course(session, school.trainer)


@pytest.fixture
def organizer(session, school):
    return school.actor(session, school.organizer)


@pytest.fixture
def assign(session, school, organizer, course):
    def _assign(**values):
        wanted = {
            "title": "第二季度集中学习",
            "period": "2026 年第二季度",
            "starts_on": JUNE,
            "deadline": DEADLINE,
            "unit_ids": frozenset({school.branch_a.id}),
            "contents": (content(course),),
        }
        return plans.assign(session, organizer, Plan(**wanted | values))

    return _assign


def told(session, topic):
    """Return of each notice about something its title and who has it."""
    rows = session.execute(
        select(Notice.title, Notice.values, Receipt.person_id)
        .join(Receipt, Receipt.notice_id == Notice.id)
        .where(Notice.topic == topic, Notice.withdrawn_at.is_(None))
        .order_by(Notice.id)
    )
    found: dict[str, set[int]] = {}
    for title, values, person_id in rows:
        found.setdefault(said(title, values), set()).add(person_id)
    return found


def warn(session, day):
    for due in list(due_on(session, day)):
        tell_due(session, due, day)


def test_a_new_task_is_told_to_whom_it_is_for(session, school, clock, assign):
    assign()
    people = {school.member.id, school.organizer.id, school.colleague.id}
    assert told(session, Topic.task) == {"新的学习任务：第二季度集中学习": people}


def test_who_has_done_it_or_hears_nothing_of_tasks_is_not_told(
    session, school, clock, assign, course
):
    complete(session, school.colleague, course, noon(date(2026, 5, 20)))
    organizer = school.actor(session, school.organizer)
    choosing.choose(session, organizer, Chosen({Topic.task: Way.off}, quiet=None))
    assign()
    assert list(told(session, Topic.task).values()) == [{school.member.id}]


def test_a_task_that_was_over_before_it_was_written_down_is_no_news(session, clock, assign):
    assign(starts_on=date(2026, 4, 1), deadline=date(2026, 4, 30))
    assert told(session, Topic.task) == {}


def test_a_withdrawn_task_takes_its_notices_back(session, clock, assign, organizer):
    task = assign()
    warn(session, date(2026, 6, 27))
    plans.withdraw(session, organizer, task)
    assert told(session, Topic.task) == told(session, Topic.due) == {}


def test_a_task_is_recalled_three_days_and_one_day_before_once_each(session, clock, assign):
    assign()
    counts = []
    for day in range(24, 31):
        warn(session, date(2026, 6, day))
        warn(session, date(2026, 6, day))
        counts.append(len(session.scalars(select(Notice).filter_by(topic=Topic.due)).all()))
    assert counts == [0, 0, 0, 1, 1, 2, 2]


def test_only_who_still_owes_something_is_reminded(session, school, clock, assign, course):
    task = assign()
    complete(session, school.colleague, course, noon(date(2026, 6, 20)))
    session.add(
        Exemption(
            assignment_id=task.id,
            person_id=school.member.id,
            reason="病假",
            valid_from=JUNE,
            recorded_by_id=school.organizer.id,
        )
    )
    session.flush()
    clock.move_to(noon(date(2026, 6, 27)))
    warn(session, date(2026, 6, 27))
    (people,) = told(session, Topic.due).values()
    assert people == {school.organizer.id}


def test_whom_an_organizer_reminded_a_moment_ago_is_not_reminded_again(
    session, school, clock, assign
):
    task = assign()
    clock.move_to(noon(date(2026, 6, 27)))
    for person, hours in ((school.member, 2), (school.colleague, 30)):
        at = utcnow() - timedelta(hours=hours)
        session.add(Reminded(subject=subject_of(task.id), person_id=person.id, reminded_at=at))
    session.flush()
    warn(session, date(2026, 6, 27))
    (people,) = told(session, Topic.due).values()
    assert people == {school.colleague.id, school.organizer.id}


def test_a_task_given_at_the_last_moment_is_not_told_twice(session, clock, assign):
    clock.move_to(noon(date(2026, 6, 28)))
    assign()
    warn(session, date(2026, 6, 28))
    assert told(session, Topic.due) == {}
    warn(session, date(2026, 6, 29))
    assert len(told(session, Topic.due)) == 1


def test_a_later_deadline_is_recalled_anew(session, school, clock, assign, organizer):
    task = assign()
    warn(session, date(2026, 6, 27))
    session.expire_all()
    task = session.get_one(type(task), task.id)
    session.refresh(task, ["units", "contents"])
    later = plans.plan_of(task)
    plans.revise(session, organizer, task, replaced(later, deadline=date(2026, 7, 10)))
    warn(session, date(2026, 6, 28))
    warn(session, date(2026, 7, 7))
    assert len(told(session, Topic.due)) == 2


def replaced(plan, **values):
    return Plan(**{name: getattr(plan, name) for name in plan.__slots__} | values)


def test_a_task_for_many_costs_what_it_costs_for_few(session, school, clock, assign, count_queries):
    assign()
    costs = []
    for unit in (school.group_a, school.committee):
        if unit is school.committee:
            assigning = {"unit_ids": frozenset({school.north.id})}
        else:
            assigning = {"unit_ids": frozenset({unit.id})}
        with count_queries() as seen:
            assign(**assigning)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_the_day_is_the_school_s(session):
    with time_machine.travel("2026-06-30T17:00:00+00:00", tick=False):
        assert day_of(session, utcnow()) == date(2026, 7, 1)


@pytest.fixture
def film_course(session, trainer, film):
    return make_course(session, trainer, lecture(film), title="支部工作实务")


def revise(session, trainer, course, title, **values):
    revision = draft_of(session, course.id).revision
    describe(session, trainer, course, Description(title=title, gives_certificate=True), revision)
    return publish(session, trainer, course, **values)


def test_learners_hear_of_a_new_version_only_if_the_trainer_wants_it(
    session, school, trainer, member, film_course
):
    enrol(session, member, film_course)
    revise(session, trainer, film_course, "支部工作实务（一）")
    assert told(session, Topic.course) == {}
    revise(session, trainer, film_course, "支部工作实务（二）", tells_learners=True)
    assert told(session, Topic.course) == {"课程有更新：《支部工作实务（二）》": {school.member.id}}


@pytest.fixture
def learned(session, trainer, member, film_course):
    """A course that the member learns, and that its trainer has changed since."""
    enrol(session, member, film_course)
    revision = draft_of(session, film_course.id).revision
    describe(session, trainer, film_course, Description(title="新的名称"), revision)
    session.commit()
    return film_course


def test_the_page_asks_the_trainer_whether_learners_are_told(session, school, sign_in, learned):
    page, place = sign_in(school.trainer), f"/teach/courses/{learned.id}"
    assert "通知正在学习的学员" in page.get(f"{place}/content").text
    page.post(f"{place}/publication", data={"tells_learners": "y"})
    assert list(told(session, Topic.course)) == ["课程有更新：《新的名称》"]


@pytest.fixture
def study(session, app, school, member, film_course, film):  # noqa: PLR0913, PLR0917  fixtures
    """Let the member complete the course."""

    def _study():
        enrol(session, member, film_course)
        watch(session, app.facts, school.member, film)

    return _study


def test_who_has_completed_it_is_not_bothered(session, trainer, film_course, study):
    study()
    revise(session, trainer, film_course, "支部工作实务（二）", tells_learners=True)
    assert told(session, Topic.course) == {}


@pytest.fixture
def certificate(session, study):
    study()
    return session.scalars(select(Certificate)).one()


def test_a_certificate_is_told_of_when_it_is_issued_revoked_and_reinstated(
    session, school, trainer, certificate
):
    given = revocable(session, trainer, certificate.id)
    certificates.revoke(session, trainer, given, "课程内容有误")
    session.refresh(given)
    certificates.reinstate(session, trainer, given)
    assert list(told(session, Topic.certificate)) == [
        "已获得结业证书：《支部工作实务》",
        "结业证书已撤销：《支部工作实务》",
        "结业证书已恢复：《支部工作实务》",
    ]
    told_of = select(Notice.values).filter_by(topic=Topic.certificate).order_by(Notice.id)
    reasons = session.scalars(told_of).all()
    assert reasons[1]["reason"] == "课程内容有误"


def test_what_was_completed_long_ago_is_certified_without_a_word(session, school):
    course = add_course(session, school.trainer)
    complete(session, school.member, course, utcnow() - timedelta(days=400))
    assert certificates.issue_missing(session) == 1
    assert told(session, Topic.certificate) == {}
