"""The page that everybody sees first: one next step, what is asked for, what was earned."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from courses.assignments.items import CourseItem, QuizItem
from courses.assignments.mine import Mine
from courses.assignments.models import Exemption
from courses.enrolment.services import enrol
from courses.home.steps import next_line, sections
from library.reading.models import ChapterRead, Reading
from library.works.models import Chapter, Edition, EditionState, Work
from lms.people import Membership
from media.playback.models import Watched
from tests.courses.makers import lecture, make_course, make_film
from tests.courses.studying import add_course, add_quiz, begin, complete, noon, set_task, sit
from tests.courses.test_reports import CLOCK, MAY

DAY = date(2026, 6, 12)
NOW = CLOCK.now


@pytest.fixture(autouse=True)
def _frozen(school):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def read(session, school, sign_in):
    def _read(path="/", who=None):
        session.commit()
        answer = sign_in(who or school.member).get(path)
        assert answer.status_code == 200, answer.text
        return answer.text.replace("\xa0", " ")

    return _read


def step(text: str) -> str:
    """The card of the next step."""
    start = text.index('aria-labelledby="go-on"')
    return text[start : text.index("</section>", start)]


def test_the_page_greets_and_says_what_day_it_is(read):
    text = read()
    assert "上午好，member同志" in text
    assert "甲车间党支部" in text
    assert "6 月 12 日 星期五" in text


def test_with_nothing_to_do_it_says_so_and_leads_on(read):
    text = read()
    assert "现在没有学习任务" in text
    assert "现在没有要做的事" in step(text)
    assert 'href="/courses"' in step(text)
    assert "完成课程后，按课程的学时计入。" in text


def test_what_is_new_may_be_taken_by_ones_own_will(session, school, read):
    course = add_course(session, school.trainer, "廉洁从业")
    text = read()
    assert "可以自愿学习" in step(text)
    assert f'href="/courses/{course.id}"' in step(text)
    assert "新上课程" in text


def test_tasks_stand_by_period_with_their_states(session, school, read):
    done, begun, new = (add_course(session, school.trainer, name) for name in "甲乙丙")
    quiz = add_quiz(session, school.trainer)
    set_task(session, [school.north], done, begun, new, quiz, by=school.admin)
    complete(session, school.member, done, noon(MAY))
    begin(session, school.member, begun, noon(MAY))
    text = read()
    assert "2026 年第二季度学习任务" in text
    assert "共 4 项，已完成 1 项" in text
    tasks = text[text.index('class="list tasks"') :]
    assert "5 月 20 日完成" in tasks
    for words in ("回看", "继续学习", "查看课程", "开始测试"):
        assert words in tasks
    assert "6 月 30 日截止" in tasks


def test_a_lecture_goes_on_where_it_stopped(session, school, member, trainer, read):
    film = make_film(session, school.trainer)
    course = make_course(session, trainer, lecture(film))
    set_task(session, [school.north], course, by=school.admin)
    enrol(session, member, course)
    session.add(
        Watched(
            person_id=member.id,
            asset_id=film.id,
            intervals=[[0, 60_000]],
            counted_ms=60_000,
            position_ms=75_000,
            updated_at=noon(MAY),
        )
    )
    card = step(read())
    assert "从 1:15 继续" in card
    assert f'href="/courses/{course.id}/1?t=75"' in card
    assert "已计 1 分钟" in card


def test_nominal_hours_of_this_year_count_and_no_other(session, school, read):
    this, last = (add_course(session, school.trainer, name, hours=2) for name in "甲乙")
    complete(session, school.member, this, datetime(2025, 12, 31, 16, tzinfo=UTC))  # New Year
    complete(session, school.member, last, datetime(2025, 12, 31, 15, tzinfo=UTC))
    text = read()
    assert '<span class="bignum">2</span>' in text
    assert "今年完成 1 门课程" in text


def test_who_is_exempt_is_not_asked(session, school, read):
    course = add_course(session, school.trainer, "甲")
    task = set_task(session, [school.north], course, by=school.admin)
    session.add(
        Exemption(
            assignment_id=task.id,
            person_id=school.member.id,
            reason="长期外派",
            valid_from=MAY,
            recorded_by_id=school.admin.id,
        )
    )
    assert "学习任务</h2>" in read()
    assert "第二季度学习任务" not in read()
    record = read("/me")
    assert "免学" in record
    assert "长期外派" in record


def test_a_work_is_read_chapter_by_chapter(session, school, read):
    work = Work(slug="notes", title="调查笔记", author="党校")
    session.add(work)
    session.flush()
    edition = Edition(
        work_id=work.id, number=1, state=EditionState.current, digest="0" * 64,
        characters=100, passages=2, chapters=2,
    )  # fmt: skip
    session.add(edition)
    session.flush()
    for n in (1, 2):
        session.add(
            Chapter(
                edition_id=edition.id, number=n, first_n=n, last_n=n, first_anchor=n, characters=50
            )
        )
    set_task(session, [school.north], work, by=school.admin)
    assert "开始阅读" in step(read())
    begun = {"anchor": 1, "begun_at": noon(MAY)}
    session.add(Reading(person_id=school.member.id, work_id=work.id, **begun))
    session.add(
        ChapterRead(person_id=school.member.id, work_id=work.id, anchor=1, read_at=noon(MAY))
    )
    card = step(read())
    assert "继续阅读" in card
    assert "已读 1 章" in card
    session.add(
        ChapterRead(person_id=school.member.id, work_id=work.id, anchor=2, read_at=noon(MAY))
    )
    assert "5 月 20 日完成" in read()


def test_staff_find_their_sections_and_members_do_not(school, read):
    assert 'href="/branch"' in read(who=school.organizer)
    assert 'href="/branch"' not in read()
    assert "工作入口" not in read()


def test_somebody_who_belongs_nowhere_has_a_home_too(session, school, read):
    session.scalars(select(Membership).filter_by(person_id=school.member.id)).one().valid_to = MAY
    assert "现在没有学习任务" in read()
    assert "学习档案" in read("/me")


def test_the_record_says_what_is_missing_and_what_was_earned(session, school, read):
    done, begun = (add_course(session, school.trainer, name) for name in ("甲课", "乙课"))
    quiz = add_quiz(session, school.trainer)
    complete(session, school.member, done, noon(MAY))
    begin(session, school.member, begun, noon(MAY))
    sit(session, school.member, quiz, noon(MAY), passed=False)
    text = read("/me")
    assert "5 月 20 日完成" in text
    assert "还差 1 讲必学内容" in text
    assert "看看还差什么" in text
    assert "最高 30 分（满分 100 分），未及格" in text
    assert "不按在线时长计" in text


def test_marks_that_are_not_released_yet_are_not_told(session, school, read):
    quiz = add_quiz(session, school.trainer)
    quiz.release, quiz.closes_at = "after_close", NOW + timedelta(days=1)
    set_task(session, [school.north], quiz, by=school.admin)
    sit(session, school.member, quiz, noon(MAY), passed=False)
    record = read("/me")
    assert "测试截止后公布成绩" in record
    assert "30 分" not in record + read()


def test_home_takes_as_many_queries_for_twenty_tasks_as_for_one(
    session, school, read, count_queries
):
    def _set(names):
        for name in names:
            course = add_course(session, school.trainer, f"课{name}")
            quiz = add_quiz(session, school.trainer, f"测{name}")
            set_task(session, [school.north], course, quiz, by=school.admin)

    _set("甲")
    with count_queries() as few:
        read()
    _set("乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")
    with count_queries() as many:
        read()
    assert len(many) == len(few)


# which step is next


def course_item(key, *, begun=False, done=None) -> CourseItem:
    return CourseItem(key, f"课{key}", "", 1, 3, 0, 1, None, None, begun, done)


def quiz_item(key, *, running=None, sat=0, opens=None) -> QuizItem:
    return QuizItem(
        key, f"测{key}", 10, None, 2, opens, None, 100, sat, running, None, sat > 0, None
    )


def mine(key, *items, days=10, must=True, exempt=False) -> Mine:
    return Mine(
        key, f"任务{key}", f"时期{key}", DAY - timedelta(days=90), DAY + timedelta(days=days), must, exempt, items
    )  # fmt: skip


def first(*tasks):
    line = next_line(sections(tasks, DAY), NOW)
    return line and line.item.title


def test_what_is_overdue_comes_first_then_what_is_mandatory_then_what_is_due():
    late, soon = mine(1, course_item(1), days=-3), mine(2, course_item(2), days=1)
    later, free = mine(3, course_item(3), days=9), mine(4, course_item(4), days=0, must=False)
    assert first(free, later, soon, late) == "课1"
    assert first(free, later, soon) == "课2"
    assert first(free, later) == "课3"
    assert first(free) == "课4"


def test_an_elective_task_that_is_over_asks_for_nothing_any_more():
    assert first(mine(1, course_item(1), days=-3, must=False)) is None


def test_within_a_task_what_was_begun_comes_before_what_was_not():
    assert first(mine(1, course_item(1), course_item(2, begun=True))) == "课2"
    assert first(mine(1, course_item(1, done=NOW), course_item(2))) == "课2"


def test_a_running_sitting_comes_before_everything():
    urgent = mine(1, course_item(1), days=-3)
    assert first(urgent, mine(2, quiz_item(2, running=7), days=30)) == "测2"


def test_a_quiz_that_cannot_be_sat_is_no_next_step():
    spent = quiz_item(1, sat=2)
    closed = quiz_item(2, opens=NOW + timedelta(days=1))
    assert first(mine(1, spent, closed)) is None
    assert first(mine(1, spent, closed, course_item(3))) == "课3"


def test_the_same_course_of_two_tasks_stands_once_in_a_period():
    one, other = mine(1, course_item(1)), mine(1, course_item(1), quiz_item(1))
    [section] = sections([one, other], DAY)
    assert [line.item.title for line in section.lines] == ["课1", "测1"]


def test_all_done_and_exempt_tasks_leave_nothing():
    assert first(mine(1, course_item(1, done=NOW))) is None
    assert first(mine(1, course_item(1), exempt=True)) is None
