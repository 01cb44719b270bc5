"""The completion report: what it counts, for whom, and as of when."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from courses.assignments.models import Exemption
from courses.assignments.standing import Standing
from courses.reports import queries
from courses.reports.asking import Asked, Clock, inquiry
from courses.reports.counts import Counts, counted
from courses.reports.units import place
from lms.errors import NotFound
from lms.people import Membership
from tests.courses.studying import add_course, add_quiz, begin, complete, noon, set_task, sit

ZONE = ZoneInfo("Asia/Shanghai")
MAY, JUNE = date(2026, 5, 20), date(2026, 6, 12)
CLOCK = Clock(datetime(2026, 6, 12, 1, 30, tzinfo=UTC), ZONE)


def ask(session, school, unit, who=None, **asked):
    actor = school.actor(session, who or school.organizer)
    return inquiry(session, actor, unit.path, Asked(**asked), CLOCK).question


def figures(session, school, unit, who=None, **asked):
    found = queries.tallies(session, ask(session, school, unit, who, **asked))
    return counted(found)


@pytest.fixture
def course(session, school):
    return add_course(session, school.trainer)


@pytest.fixture
def quiz(session, school):
    return add_quiz(session, school.trainer)


@pytest.fixture
def task(session, school, course, quiz):
    """Everybody in the north: member, organizer (branch_a), colleague (group_a), two trainers (branch_b)."""
    return set_task(session, [school.north], course, quiz, by=school.organizer)


def test_who_has_done_everything_has_completed_who_did_something_is_on_the_way(
    session, school, task, course, quiz
):
    complete(session, school.member, course, noon(MAY))
    sit(session, school.member, quiz, noon(MAY), passed=True)
    complete(session, school.colleague, course, noon(MAY))
    sit(session, school.trainer, quiz, noon(MAY), passed=False)
    assert figures(session, school, school.north, task=task.id) == Counts(1, 2, 2)


def test_the_first_sitting_that_passes_completes_a_quiz(session, school, task, course, quiz):
    complete(session, school.member, course, noon(MAY))
    sit(session, school.member, quiz, noon(MAY), passed=False)
    assert figures(session, school, school.branch_a, task=task.id) == Counts(0, 1, 2)
    sit(session, school.member, quiz, noon(JUNE), passed=True)
    assert figures(session, school, school.branch_a, task=task.id, as_of=MAY) == Counts(0, 1, 2)
    assert figures(session, school, school.branch_a, task=task.id) == Counts(1, 0, 2)


def test_the_lines_of_the_units_add_up_to_the_whole(session, school, task, course, quiz):
    complete(session, school.member, course, noon(MAY))
    sit(session, school.member, quiz, noon(MAY), passed=True)
    begin(session, school.colleague, course, noon(MAY))
    actor = school.actor(session, school.organizer)
    here = place(session, actor, school.branch_a.id)
    found = queries.tallies(session, ask(session, school, school.branch_a, task=task.id))
    rows = {(row.unit.name, row.is_own): row.counts for row in queries.rows_of(here, found)}
    assert rows == {
        ("一班党小组", False): Counts(in_progress=1),
        ("甲车间党支部", True): Counts(completed=1, not_started=1),
    }
    assert counted(found) == Counts(1, 1, 1)


def test_a_fact_counts_until_the_end_of_the_day_at_the_school(session, school, quiz):
    task = set_task(session, [school.branch_a], quiz, by=school.organizer)
    late = datetime(2026, 5, 20, 15, 59, tzinfo=UTC)  # 23:59 on May 20 in Shanghai
    sit(session, school.member, quiz, late, passed=True)
    sit(session, school.organizer, quiz, late + timedelta(minutes=1), passed=True)
    assert figures(session, school, school.north, task=task.id, as_of=MAY).completed == 1
    next_day = MAY + timedelta(days=1)
    assert figures(session, school, school.north, task=task.id, as_of=next_day).completed == 2


def test_who_moves_counts_where_they_were_on_that_day(session, school, task):
    old = session.query(Membership).filter_by(person_id=school.member.id).one()
    old.valid_to = date(2026, 6, 1)
    session.flush()
    session.add(
        Membership(
            person_id=school.member.id, unit_id=school.branch_b.id, valid_from=date(2026, 6, 1)
        )
    )
    session.flush()
    before = figures(session, school, school.branch_b, task=task.id, as_of=MAY)
    after = figures(session, school, school.branch_b, task=task.id, as_of=JUNE)
    assert (before.required, after.required) == (2, 3)
    assert figures(session, school, school.north, task=task.id, as_of=JUNE).required == 5


def test_a_backdated_transfer_does_not_change_what_was_reported_then(session, school, task):
    reported = datetime(2026, 6, 10, tzinfo=UTC)
    old = session.query(Membership).filter_by(person_id=school.member.id).one()
    recorded = datetime(2026, 1, 1, tzinfo=UTC)
    for row in session.query(Membership):
        row.recorded_at = recorded
    old.superseded_at = corrected = datetime(2026, 6, 11, tzinfo=UTC)
    session.flush()
    session.add_all(
        [
            Membership(
                person_id=school.member.id,
                unit_id=school.branch_a.id,
                valid_from=old.valid_from,
                valid_to=date(2026, 5, 1),
                recorded_at=corrected,
            ),
            Membership(
                person_id=school.member.id,
                unit_id=school.branch_b.id,
                valid_from=date(2026, 5, 1),
                recorded_at=corrected,
            ),
        ]
    )
    session.flush()
    then = {"task": task.id, "as_of": MAY, "recorded_by": reported}
    now = {"task": task.id, "as_of": MAY}
    assert figures(session, school, school.branch_a, **then).required == 3
    assert figures(session, school, school.branch_a, **now).required == 2
    assert figures(session, school, school.branch_b, **then).required == 2
    assert figures(session, school, school.branch_b, **now).required == 3


def test_who_is_exempt_leaves_the_denominator_from_that_day_on(session, school, task):
    session.add(
        Exemption(
            assignment_id=task.id,
            person_id=school.member.id,
            reason="长期外派",
            valid_from=date(2026, 6, 1),
            recorded_by_id=school.organizer.id,
        )
    )
    session.flush()
    before = figures(session, school, school.branch_a, task=task.id, as_of=MAY)
    after = figures(session, school, school.branch_a, task=task.id, as_of=JUNE)
    assert (before.required, before.exempt) == (3, 0)
    assert (after.required, after.exempt) == (2, 1)


def test_an_exemption_recorded_later_does_not_change_what_was_reported_then(session, school, task):
    session.add(
        Exemption(
            assignment_id=task.id,
            person_id=school.member.id,
            reason="长期外派",
            valid_from=date(2026, 5, 1),
            recorded_at=datetime(2026, 6, 11, tzinfo=UTC),
            recorded_by_id=school.organizer.id,
        )
    )
    for row in session.query(Membership):
        row.recorded_at = datetime(2026, 1, 1, tzinfo=UTC)
    session.flush()
    reported = datetime(2026, 6, 10, tzinfo=UTC)
    then = figures(session, school, school.north, task=task.id, as_of=MAY, recorded_by=reported)
    now = figures(session, school, school.north, task=task.id, as_of=MAY)
    assert (then.required, then.exempt, now.required, now.exempt) == (5, 0, 4, 1)


def test_study_that_nobody_asked_for_is_told_beside_the_figures_never_in_them(
    session, school, course
):
    task = set_task(session, [school.branch_b], course, by=school.organizer)
    complete(session, school.member, course, noon(MAY))
    assert figures(session, school, school.north, task=task.id) == Counts(
        not_started=2, voluntary=1
    )


def test_a_period_asks_for_all_its_mandatory_tasks(session, school, course, quiz):
    set_task(session, [school.north], course, by=school.organizer)
    set_task(session, [school.branch_a], quiz, by=school.organizer)
    set_task(session, [school.north], quiz, by=school.organizer, is_mandatory=False)
    complete(session, school.member, course, noon(MAY))
    complete(session, school.trainer, course, noon(MAY))
    assert figures(session, school, school.north, period="2026 年第二季度") == Counts(1, 1, 3)
    assert figures(session, school, school.north, period="2026 年第一季度") == Counts()


def test_a_course_is_asked_about_in_whatever_task_it_stands(session, school, task, course):
    complete(session, school.member, course, noon(MAY))
    assert figures(session, school, school.north, course=course.id) == Counts(1, 0, 4)


def test_nobody_counts_twice_though_two_memberships_overlap(session, school, task):
    session.add(
        Membership(
            person_id=school.member.id,
            unit_id=school.branch_b.id,
            valid_from=date(2026, 1, 1),
            valid_to=date(2027, 1, 1),
        )
    )
    session.flush()
    assert figures(session, school, school.north, task=task.id).required == 5
    assert figures(session, school, school.branch_b, task=task.id).required == 3


def test_a_second_membership_does_not_count(session, school, task):
    session.add(
        Membership(
            person_id=school.outsider.id,
            unit_id=school.branch_b.id,
            is_primary=False,
            valid_from=date(2026, 1, 1),
        )
    )
    session.flush()
    assert figures(session, school, school.north, task=task.id).required == 5


def test_no_report_on_a_task_out_of_reach(session, school, course):
    task = set_task(session, [school.south], course, by=school.admin)
    with pytest.raises(NotFound):
        ask(session, school, school.north, task=task.id)


def test_no_unit_outside_the_scope(session, school):
    actor = school.actor(session, school.organizer)
    for unit in (school.south, school.branch_c, school.committee):
        with pytest.raises(NotFound):
            place(session, actor, unit.id)
    here = place(session, actor, school.branch_a.id)
    assert [unit.name for unit in here.above] == ["北区党总支"]
    assert [unit.name for unit in here.around] == [
        "北区党总支", "甲车间党支部", "一班党小组", "乙车间党支部",
    ]  # fmt: skip


def test_the_people_of_a_report_are_those_it_counted(session, school, task, course, quiz):
    complete(session, school.member, course, noon(MAY))
    sit(session, school.member, quiz, noon(JUNE), passed=True)
    begin(session, school.colleague, course, noon(MAY))
    asked = ask(session, school, school.north, task=task.id)
    page = queries.people(session, asked, queries.Narrow())
    assert [(row.name, row.standing, row.done_count) for row in page] == [
        ("organizer同志", Standing.not_started, 0),
        ("trainer2同志", Standing.not_started, 0),
        ("trainer同志", Standing.not_started, 0),
        ("colleague同志", Standing.in_progress, 0),
        ("member同志", Standing.completed, 2),
    ]
    assert page.items[-1].completed_at == noon(JUNE)
    waiting = queries.people(session, asked, queries.Narrow(Standing.not_started, "trainer"))
    assert [row.name for row in waiting] == ["trainer2同志", "trainer同志"]
