"""A notice to the learners of a course."""

from datetime import date

import pytest
from sqlalchemy import select

from courses.enrolment import audience
from lms.errors import NotFound
from lms.notices import following
from lms.notices.audiences import Wish
from lms.notices.models import Receipt
from lms.notices.services.sending import Draft, send
from tests.courses.studying import add_course, begin, noon

DAY = date(2026, 6, 12)


@pytest.fixture
def course(session, school):
    course = add_course(session, school.trainer)
    for person in (school.member, school.colleague, school.outsider):
        begin(session, person, course, noon(DAY))
    return course


def told(session, school, sender, course):
    actor = school.actor(session, sender)
    found = audience.learners(session, actor, Wish("course", course.id, DAY))
    notice = send(session, actor, Draft(title="课程调整", body="第三讲已更新。"), found)
    readers = session.scalars(select(Receipt.person_id).where(Receipt.notice_id == notice.id))
    return notice, set(readers)


def test_a_trainer_tells_all_learners_of_their_course(session, school, course):
    notice, readers = told(session, school, school.trainer, course)
    assert readers == {school.member.id, school.colleague.id, school.outsider.id}
    assert (notice.signed, notice.audience) == ("trainer同志", "《支部工作实务》")
    found = following.by_unit(session, school.actor(session, school.trainer), notice)
    assert sum(row.figures.told for row in found) == 3


def test_an_organizer_tells_the_learners_they_organize(session, school, course):
    _notice, readers = told(session, school, school.organizer, course)
    assert readers == {school.member.id, school.colleague.id}


def test_nobody_else_writes_to_them(session, school, course):
    for sender in (school.other_trainer, school.member, school.auditor):
        actor = school.actor(session, sender)
        assert audience.offers(session, actor, DAY) == []
        with pytest.raises(NotFound):
            audience.learners(session, actor, Wish("course", course.id, DAY))


def test_the_writing_page_offers_units_and_courses(school, sign_in, course, session):
    session.commit()
    page = sign_in(school.organizer).get("/branch/notices/new").text
    assert "组织（含下属）" in page
    assert f'value="course:{course.id}"' in page
    page = sign_in(school.trainer).get("/branch/notices/new").text
    assert "组织（含下属）" not in page
    assert f'value="course:{course.id}"' in page
