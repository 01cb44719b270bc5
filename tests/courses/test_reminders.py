"""Reminding of a task: politely, with each one's own figures, at most once in three days."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select

from courses.assignments.standing import Standing
from courses.reports.reminders import Wanted, round_of, send
from lms.audit.models import AuditEntry
from lms.errors import Conflict, NotFound
from lms.mail.services import deliver_soon
from lms.notices import queries
from lms.notices.models import Notice, Receipt
from lms.notices.services.reminding import Errand, Late, remind
from lms.notices.services.sending import Draft
from tests.courses.studying import add_course, begin, complete, noon, set_task
from tests.courses.test_reports import CLOCK, MAY
from tests.factories import password_hash

DAYS = 3  # the rule's default
DRAFT = Draft(title="学习提醒", body="{姓名}同志：您还有 {未完成项数} 项未完成。")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(CLOCK.now, tick=False) as clock:
        yield clock


@pytest.fixture
def courses(session, school):
    return [add_course(session, school.trainer, title) for title in ("党章", "纪律")]


@pytest.fixture
def task(session, school, courses):
    for person in (school.colleague, school.organizer, school.trainer):
        person.password_hash = password_hash()
    session.flush()
    return set_task(session, [school.north], *courses, by=school.organizer)


@pytest.fixture
def about(session, school, task):
    """Whom a reminder reaches now, of those who stand so."""

    def _about(state=Standing.not_started, who=None):
        actor = school.actor(session, who or school.organizer)
        return round_of(session, actor, Wanted(school.north.id, task.id, state, DAYS), CLOCK)

    return _about


def names(rows):
    return {row.name for row in rows}


def test_who_has_not_started_is_reminded_and_who_cannot_read_it_is_listed_apart(
    session, school, about, courses
):
    complete(session, school.member, courses[0], noon(MAY))
    found = about()
    assert names(found.late) == {"colleague同志", "organizer同志", "trainer同志"}
    assert names(found.silent) == {"trainer2同志"}
    assert names(about(Standing.in_progress).late) == {"member同志"}


def test_everybody_is_told_their_own_figures(session, school, about, courses):
    complete(session, school.member, courses[0], noon(MAY))
    organizer = school.actor(session, school.organizer)
    notice = send(session, organizer, about(Standing.in_progress), DRAFT)
    copy = queries.copy_of(session, school.actor(session, school.member), notice.id)
    assert copy.body == "member同志同志：您还有 1 项未完成。"  # the test school's names
    assert copy.signed == "北区党总支"


def test_nobody_is_reminded_twice_within_three_days(session, school, about, clock):
    organizer = school.actor(session, school.organizer)
    stale = about()
    assert send(session, organizer, stale, DRAFT).recipients == 4
    assert names(about().late) == set()
    assert len(about().reminded) == 4
    with pytest.raises(Conflict):  # whoever still has the old list before their eyes
        send(session, organizer, stale, DRAFT)
    clock.shift(timedelta(days=DAYS))
    assert len(about().late) == 4
    assert send(session, organizer, about(), DRAFT).recipients == 4


def test_another_task_is_another_matter(session, school, about, courses, task):
    organizer = school.actor(session, school.organizer)
    send(session, organizer, about(), DRAFT)
    other = set_task(session, [school.north], courses[0], by=school.organizer, title="另一项")
    wanted = Wanted(school.north.id, other.id, Standing.not_started, DAYS)
    assert send(session, organizer, round_of(session, organizer, wanted, CLOCK), DRAFT).recipients


def test_only_who_organizes_the_unit_reminds(about, school):
    for who in (school.auditor, school.trainer, school.member):
        with pytest.raises(NotFound):
            about(who=who)
    assert about(who=school.admin).late


def test_a_reminder_stands_in_the_trail(session, school, about, task):
    send(session, school.actor(session, school.organizer), about(), DRAFT)
    session.flush()
    deed = session.scalars(select(AuditEntry).where(AuditEntry.deed == "notice.remind")).one()
    assert deed.details == {"subject": f"assignment:{task.id}", "recipients": 4}


def test_the_report_leads_to_the_reminder_and_it_is_sent_once(session, school, sign_in, task):
    session.commit()
    client = sign_in(school.organizer)
    report = client.get(f"/branch/{school.north.id}/completion?task={task.id}").text
    url = f"/branch/{school.north.id}/reminders/{task.id}"
    assert f'href="{url}"' in report
    assert (
        url
        not in sign_in(school.auditor)
        .get(f"/branch/{school.north.id}/completion?task={task.id}")
        .text
    )
    page = client.get(url).text.replace("\xa0", " ")
    assert "{姓名}同志：“第二季度集中学习” 6 月 30 日截止，您还有 {未完成项数} 项未完成。" in page
    typed = {"title": "学习提醒", "body": "{姓名}同志，请抓紧。", "key": "c" * 32}
    preview = client.post(url, data={**typed, "deed": "preview"}).text.replace("\xa0", " ")
    assert "将提醒 4 人" in preview
    assert "同志，请抓紧。" in preview
    assert "{姓名}同志" in client.post(url, data={**typed, "deed": "edit"}).text
    for _press in range(2):
        assert client.post(url, data={**typed, "deed": "send"}).status_code == 302
    assert session.scalar(select(func.count()).select_from(Notice)) == 1
    assert "现在没有可以提醒的同志" in client.get(url).text
    sent = session.scalars(select(Notice.id)).one()
    assert "请抓紧" in sign_in(school.member).get(f"/notices/{sent}").text


def test_a_reminder_costs_as_many_queries_for_many(session, school, about, count_queries, courses):
    begin(session, school.member, courses[0], noon(MAY))
    organizer = school.actor(session, school.organizer)
    few, many = about(Standing.in_progress), about()
    deliver_soon(session)  # else the first to be measured queues the delivery
    assert (len(few.late), len(many.late)) == (1, 3)
    costs = []
    for found in (few, many):
        session.flush()
        with count_queries() as seen:
            send(session, organizer, found, DRAFT)
        costs.append(seen)
    assert len(costs[0]) == len(costs[1]), costs


def test_four_organizers_at_once_remind_everybody_once(committed_app, committed_school):
    app, school = committed_app, committed_school
    barrier = Barrier(4)
    people = (school.member, school.colleague, school.trainer)
    late = [Late(one.id, school.north.id, {}) for one in people]
    with app.db.session(write=False) as session:
        organizer = school.actor(session, school.organizer)

    def _press(_n):
        barrier.wait()
        try:
            with app.db.session(write=True) as session:
                errand = Errand("assignment:1", "任务", school.north, DAYS)
                notice = remind(session, organizer, errand, DRAFT, late)
                session.commit()
                return notice.recipients
        except Conflict:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(_press, range(4))) == [0, 0, 0, 3]
    with app.db.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Receipt)) == 3
