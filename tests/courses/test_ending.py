"""A course that is no longer for somebody: they learn it to its end, unless a trainer says no."""

import pytest
from sqlalchemy import select

from courses.authoring.drafts import Opening
from courses.authoring.services import open_to, retire
from courses.catalogue.models import Audience, Course
from courses.catalogue.queries import editable_course
from courses.enrolment import ending
from courses.enrolment.ending import Ending, Whom
from courses.enrolment.models import Enrolment
from courses.enrolment.services import enrol
from courses.lessons.queries import place_of
from courses.lessons.services import open_lecture
from courses.progress.models import LessonCompletion
from lms.errors import Conflict, Forbidden
from lms.facts import Facts
from lms.notices.models import Notice
from media.playback.models import Lease
from tests.courses.makers import lecture, lesson_called, make_course, watch
from tests.courses.studying import START

BECAUSE = "课程改为面向南区"
OUTSIDE = Ending(Whom.outside, BECAUSE)


@pytest.fixture
def course(session, school, trainer, member, film) -> Course:
    """A course that the member and an outsider are on; now it is for the outsider's units only."""
    course = make_course(session, trainer, lecture(film), lecture(film, title="第二讲"), title="课")
    enrol(session, member, course)
    enrol(session, school.actor(session, school.outsider), course)
    units = frozenset({school.south.id})
    open_to(session, trainer, course, Opening(audience=Audience.units, unit_ids=units))
    session.commit()
    return editable_course(session, trainer, course.id)


def people_on(session, course: Course) -> set[int]:
    live = select(Enrolment.person_id).filter_by(course_id=course.id, ended_at=None)
    return set(session.scalars(live))


def test_who_began_goes_on_when_the_audience_moves_away(session, school, course, sign_in):
    page = sign_in(school.member)
    told = page.get(f"/courses/{course.id}").text
    assert "学习对象已调整" in told
    assert "可以继续学完" in told
    assert page.get(f"/courses/{course.id}/1").status_code == 200
    assert "课" in page.get("/courses").text
    assert sign_in(school.colleague).get(f"/courses/{course.id}").status_code == 404


def test_a_trainer_is_told_how_many_it_is_no_longer_for(session, school, course, sign_in):
    page = sign_in(school.trainer)
    assert ending.learners(session, course, START) == (2, 1)
    audience = page.get(f"/teach/courses/{course.id}/audience").text
    assert "正在学习 2 人，其中 1 人已不在学习对象内" in audience.replace("\n", "")


def test_ending_takes_those_off_whom_it_is_no_longer_for_and_says_why(
    session, school, course, sign_in
):
    page, address = sign_in(school.trainer), f"/teach/courses/{course.id}/enrolments/end"
    assert "不在学习对象内的 1 人" in page.get(address).text
    unreasoned = page.post(address, data={"whom": "outside", "because": " "})
    assert unreasoned.status_code == 422
    assert page.post(address, data={"whom": "outside", "because": BECAUSE}).status_code == 302
    assert people_on(session, course) == {school.outsider.id}
    session.refresh(course)
    assert course.taken == 1
    reader = sign_in(school.member)
    told = reader.get(f"/courses/{course.id}").text
    assert "您的报名已于" in told
    assert BECAUSE in told
    assert "继续学习" not in told
    assert reader.get(f"/courses/{course.id}/1").location == f"/courses/{course.id}"
    assert "报名已结束" in reader.get("/courses").text
    assert "报名已结束" in reader.get("/me").text
    notice = session.scalars(select(Notice).where(Notice.title.contains("报名已结束"))).one()
    assert BECAUSE in reader.get(f"/notices/{notice.id}").text


def test_what_was_learned_stays_and_is_taken_up_again(session, school, trainer, course, film):
    member = school.actor(session, school.member)
    watch(session, Facts(), school.member, film)
    everyone = Opening(audience=Audience.everyone)
    ending.end(session, trainer, course, OUTSIDE, START)
    open_to(session, trainer, course, everyone)
    assert enrol(session, member, editable_course(session, trainer, course.id)) is True
    assert people_on(session, course) == {school.member.id, school.outsider.id}
    session.refresh(course)
    assert course.taken == 2
    done = select(LessonCompletion.lesson_id).join(
        Enrolment, Enrolment.id == LessonCompletion.enrolment_id
    )
    assert len(session.scalars(done.where(Enrolment.person_id == member.id)).all()) == 2


def test_nothing_counts_while_an_enrolment_is_ended(app, session, school, course, film):
    ending.end(session, school.actor(session, school.admin), course, OUTSIDE, START)
    watch(session, app.facts, school.member, film)
    assert session.scalars(select(LessonCompletion)).all() == []


def test_a_film_stops_when_the_enrolment_ends(session, school, trainer, course):
    member = school.actor(session, school.member)
    lesson = lesson_called(session, trainer, "讲次")
    open_lecture(session, member, place_of(session, member, lesson.id))
    ending.end(session, trainer, course, OUTSIDE, START)
    assert session.scalars(select(Lease).where(Lease.ended_at.is_(None))).all() == []


def test_ending_twice_and_ending_as_a_stranger_is_refused(session, school, trainer, course):
    stranger = school.actor(session, school.other_trainer)
    with pytest.raises(Forbidden):
        ending.end(session, stranger, course, OUTSIDE, START)
    assert ending.end(session, trainer, course, Ending(Whom.everybody, "停课"), START) == 2
    with pytest.raises(Conflict):
        ending.end(session, trainer, course, Ending(Whom.everybody, "停课"), START)


def test_a_retired_course_says_so_to_who_is_on_it_and_to_who_was_not(
    session, school, trainer, course, sign_in
):
    retire(session, trainer, course)
    session.commit()
    mine = sign_in(school.outsider).get(f"/courses/{course.id}").text
    assert "课程已下架" in mine
    assert "可以继续学完" in mine
    assert "已下架" in sign_in(school.outsider).get("/courses").text
    open_to(session, trainer, course, Opening(audience=Audience.everyone))
    session.commit()
    gone = sign_in(school.colleague).get(f"/courses/{course.id}")
    assert gone.status_code == 410
    assert "这门课程已下架" in gone.text
