"""The organizer's pages, as somebody reads them."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import insert, select

from courses.assignments.models import Exemption
from courses.reports.counts import Pace
from courses.reports.standing import day_end
from lms.people import Membership, Person, Tree, UnitKind
from tests.courses.studying import add_course, add_quiz, begin, complete, noon, set_task, sit
from tests.courses.test_reports import CLOCK, MAY
from tests.factories import FOUNDED, add_person, add_unit, belong


@pytest.fixture(autouse=True)
def _frozen(school):
    with time_machine.travel(CLOCK.now, tick=False):
        yield


@pytest.fixture
def course(session, school):
    return add_course(session, school.trainer)


@pytest.fixture
def task(session, school, course):
    return set_task(session, [school.north], course, by=school.organizer)


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text.replace("\xa0", " ")


def test_the_report_says_its_figures_in_a_sentence_and_proves_them_in_a_table(
    session, school, sign_in, task, course
):
    complete(session, school.member, course, noon(MAY))
    begin(session, school.colleague, course, noon(MAY))
    session.commit()
    client = sign_in(school.organizer)
    assert client.get("/branch/completion").location == f"/branch/{school.north.id}/completion"
    assert client.get(f"/branch/completion?task={'9' * 5000}").status_code == 302
    text = read(client, f"/branch/{school.north.id}/completion")
    assert "5 名党员中，<em>1 人已完成</em>，完成率 20.0%" in text
    assert "1 人学习中，3 人未开始。6 月 30 日截止，还有 18 天。比按时进度慢 60 个百分点。" in text
    body = text[text.index("<tbody>") :]
    assert body.index("乙车间党支部</a>") < body.index("甲车间党支部</a>")
    assert 'aria-label="已完成 1 人，学习中 1 人，未开始 1 人"' in body
    assert "累计完成率：4 月 1 日 0.0%" in text
    assert "尚未开始的同志" in text
    assert "账号未激活" in text


def test_units_may_stand_in_their_own_order(session, school, sign_in, task, course):
    complete(session, school.trainer, course, noon(MAY))
    complete(session, school.other_trainer, course, noon(MAY))
    complete(session, school.member, course, noon(MAY))
    session.commit()
    client = sign_in(school.organizer)
    by_need = read(client, f"/branch/{school.north.id}/completion")
    in_order = read(client, f"/branch/{school.north.id}/completion?sort=org")
    first, second = "甲车间党支部</a>", "乙车间党支部</a>"
    for text in (by_need, in_order):
        body = text[text.index("<tbody>") :]
        assert body.index(first) < body.index(second)
    assert 'aria-sort="ascending"' in in_order
    school.branch_b.position = -1
    session.commit()
    body = read(client, f"/branch/{school.north.id}/completion?sort=org").split("<tbody>")[1]
    assert body.index(second) < body.index(first)


def test_the_way_leads_down_to_the_person_and_up_within_the_scope(session, school, sign_in, task):
    client = sign_in(school.organizer)
    north = read(client, f"/branch/{school.north.id}/completion")
    branch = f"/branch/{school.branch_a.id}/completion?task={task.id}"
    assert f'href="{branch}"' in north
    assert "示例企业党委</a></li>" not in north
    text = read(client, branch)
    assert f'href="/branch/{school.north.id}/completion?task={task.id}">北区党总支' in text
    assert f"/branch/{school.branch_a.id}/people?own=1&amp;task={task.id}" in text
    group = read(client, f"/branch/{school.group_a.id}/completion?task={task.id}")
    person = f"/branch/{school.group_a.id}/people/{school.colleague.id}"
    assert f'href="{person}"' in group
    assert "colleague同志" in read(client, person)


def test_what_is_outside_the_scope_looks_like_what_is_absent(session, school, sign_in, course):
    south = set_task(session, [school.south], course, by=school.admin)
    session.commit()
    client = sign_in(school.organizer)
    absent = client.get("/branch/999/completion")
    for path in (
        f"/{school.south.id}/completion",
        f"/{school.committee.id}/completion",
        f"/{school.south.id}/people",
        f"/{school.north.id}/people/{school.outsider.id}",
        f"/{school.branch_c.id}/people/{school.outsider.id}",
        f"/{school.north.id}/completion?task={south.id}",
        f"/completion?unit={school.south.id}",
        f"/plans/{south.id}",
        f"/plans/{south.id}/edit",
        "/exports/1",
    ):
        answer = client.get("/branch" + path, follow_redirects=True)
        assert answer.status_code == absent.status_code == 404, path


@pytest.mark.parametrize("person", ["member", "trainer"])
def test_who_oversees_nobody_is_told_whom_the_section_is_for(school, sign_in, person):
    answer = sign_in(getattr(school, person)).get("/branch")
    assert answer.status_code == 403
    assert "组织员" in answer.text


def test_nothing_is_asked_for_yet(session, school, sign_in):
    client = sign_in(school.organizer)
    assert "所选条件下没有学习任务" in read(client, f"/branch/{school.north.id}/completion")
    assert "现在没有进行中的学习任务" in read(client, "/branch")
    assert "还没有学习任务" in read(client, "/branch/plans")


def test_a_day_in_the_past_and_none_in_the_future(session, school, sign_in, task, course):
    complete(session, school.member, course, noon(MAY))
    session.commit()
    client = sign_in(school.organizer)
    url = f"/branch/{school.north.id}/completion?as_of="
    assert "<em>0 人已完成</em>" in read(client, url + "2026-05-19")
    assert "<em>1 人已完成</em>" in read(client, url + "2026-05-20")
    assert client.get(url + "2026-06-13").status_code == 422
    assert "<em>1 人已完成</em>" in read(client, url + "nonsense")


def test_a_period_or_course_that_leaves_the_task_out_comes_first(
    session, school, sign_in, task, course
):
    other = add_course(session, school.trainer, "另一门课")
    set_task(session, [school.north], other, by=school.admin, title="补学", period="第三季度")
    complete(session, school.member, other, noon(MAY))
    session.commit()
    client = sign_in(school.organizer)
    url = f"/branch/{school.north.id}/completion?task={task.id}"
    assert "<em>0 人已完成</em>" in read(client, url)
    assert "<em>1 人已完成</em>" in read(client, url + "&period=第三季度")
    assert "<em>1 人已完成</em>" in read(client, f"{url}&course={other.id}")


def test_the_list_of_people_is_narrowed_by_state_and_name(session, school, sign_in, task, course):
    complete(session, school.member, course, noon(MAY))
    session.add(
        Exemption(
            assignment_id=task.id,
            person_id=school.trainer.id,
            reason="长期外派",
            valid_from=FOUNDED,
            recorded_by_id=school.organizer.id,
        )
    )
    session.commit()
    client = sign_in(school.organizer)
    url = f"/branch/{school.north.id}/people?task={task.id}"
    everybody = read(client, url)
    assert "长期外派" in everybody
    done = read(client, url + "&state=completed")
    assert "member同志" in done
    assert "colleague同志" not in done
    assert "没有符合条件的同志" in read(client, url + "&q=nobody")


def test_the_roster_shows_who_belongs_today(session, school, sign_in):
    client = sign_in(school.organizer)
    text = read(client, f"/branch/{school.north.id}/people")
    assert "10000001" in text
    assert "outsider同志" not in text
    found = read(client, f"/branch/{school.north.id}/people?q=10000001")
    assert "member同志" in found
    assert "colleague同志" not in found


def test_a_persons_page_tells_tasks_marks_and_exemptions_only(
    session, school, sign_in, task, course
):
    quiz = add_quiz(session, school.trainer)
    set_task(session, [school.committee], quiz, by=school.admin, title="知识测试")
    begin(session, school.member, course, noon(MAY))
    sit(session, school.member, quiz, noon(MAY), passed=True)
    company = add_unit(session, "示例公司", None, UnitKind.company)
    belong(session, school.member, add_unit(session, "制造部", company, UnitKind.department))
    complete(session, school.member, add_course(session, school.trainer, "已学完"), noon(MAY))
    session.commit()
    text = read(sign_in(school.organizer), f"/branch/{school.north.id}/people/{school.member.id}")
    assert "制造部" in text
    assert school.branch_a.name in text
    assert "2 学时" in text
    assert "本年学时" in text
    assert "1 门课程" in text
    assert "最高 90 分" in text
    assert "5 月 20 日完成" in text
    assert "学习中" in text


def test_the_overview_says_each_running_task_in_a_sentence(session, school, sign_in, task, course):
    complete(session, school.member, course, noon(MAY))
    set_task(session, [school.north], course, by=school.admin, title="已结束", starts_on=date(2026, 1, 1), deadline=date(2026, 3, 1))  # fmt: skip
    session.commit()
    text = read(sign_in(school.organizer), "/branch")
    assert "5 名党员中，1 人已完成，完成率 20.0%" in text
    assert "已结束" not in text


def crowd(session, unit, name: str, people: int) -> None:
    session.execute(
        insert(Person), [{"login": f"{name}{n}", "name": f"群众{n}"} for n in range(people)]
    )
    first = session.scalars(select(Person.id).where(Person.login == f"{name}0")).one()
    session.execute(
        insert(Membership),
        [
            {"person_id": first + n, "unit_id": unit.id, "valid_from": FOUNDED}
            for n in range(people)
        ],
    )
    session.commit()


def test_a_thousand_people_take_as_many_queries_as_ten(
    session, school, sign_in, task, count_queries
):
    client = sign_in(school.organizer)
    north = f"/branch/{school.north.id}"
    paths = ["/branch", "/branch/plans", f"{north}/completion", f"{north}/people"]
    paths += [f"{north}/people?task={task.id}", f"/branch/{school.branch_b.id}/completion"]
    counts = []
    for name, people in (("few", 10), ("many", 990)):
        crowd(session, school.branch_b, name, people)
        counts.append([])
        for path in paths:
            with count_queries() as seen:
                read(client, path)
            counts[-1].append(len(seen))
    assert counts[0] == counts[1]


def test_across_trees_a_thousand_people_take_as_many_queries_as_ten(
    session, school, sign_in, task, count_queries
):
    """Departments of a task for branches: where people belong is looked up at once."""
    company = add_unit(session, "示例公司", None, UnitKind.company)
    office = add_unit(session, "制造部", company, UnitKind.department)
    client = sign_in(school.admin)
    counts = []
    for name, people in (("few", 10), ("many", 990)):
        crowd(session, school.branch_b, name, people)
        found = session.scalars(select(Person.id).where(Person.login.startswith(name)))
        at = {"unit_id": office.id, "tree": Tree.administration, "valid_from": FOUNDED}
        session.execute(insert(Membership), [{"person_id": one, **at} for one in found])
        session.commit()
        with count_queries() as seen:
            read(client, f"/branch/{company.id}/completion?task={task.id}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_units_are_shown_fifty_at_a_time(session, school, sign_in, task):
    for n in range(55):
        add_person(session, f"u{n}", add_unit(session, f"第{n}号党支部", school.north))
    session.commit()
    client = sign_in(school.organizer)
    text = read(client, f"/branch/{school.north.id}/completion")
    assert "第 1–50 条，共 57 条" in text
    assert "60 名党员中" in text
    second = read(client, f"/branch/{school.north.id}/completion?page=2")
    assert second.count('<th scope="row">') == 7 + 1


def test_the_pace_compares_with_the_time_used_up():
    pace = Pace(date(2026, 4, 1), date(2026, 6, 30), date(2026, 6, 12))
    assert (pace.days, pace.days_left) == (91, 18)
    assert round(pace.elapsed) == 80
    points = pace.points(8)
    assert points[0] == date(2026, 4, 1)
    assert points[-1] == date(2026, 6, 12)
    assert len(points) == 8
    assert Pace(date(2026, 7, 1), date(2026, 9, 30), date(2026, 6, 12)).points(8) == []
    one_day = Pace(MAY, MAY, MAY)
    assert one_day.points(8) == [MAY]
    assert (one_day.elapsed, one_day.place(MAY)) == (100, 100)


def test_a_moment_belongs_to_the_day_at_the_school():
    end = day_end(MAY, CLOCK.zone)
    assert end == datetime(2026, 5, 21, tzinfo=CLOCK.zone)
    assert end - noon(MAY) == timedelta(hours=12)
