"""What people are told that comes about in the rooms below: posts, and files that were checked."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from lms.db import utcnow
from lms.facts import Fact
from lms.notices import queries
from lms.notices.heard import tell_terms_over
from lms.notices.models import Notice, Topic
from lms.people import Post
from lms.people.imports.models import Import, Subject

JUNE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-06-12T04:00:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def appoint(school, sign_in):
    def _appoint(**values):
        form = {
            "person": school.colleague.login,
            "unit": school.branch_a.id,
            "role": "organizer",
            "title": "宣传委员",
            "valid_from": "2026-06-01",
        }
        answer = sign_in(school.admin).post("/admin/roles/new", data=form | values)
        assert answer.status_code == 302, answer.text

    return _appoint


def titles(session, school):
    colleague = school.actor(session, school.colleague)
    return [item.title for item in queries.inbox(session, colleague)]


def post_of(session, school):
    known = select(Post).where(Post.person_id == school.colleague.id, Post.superseded_at.is_(None))
    return session.scalars(known).one()


def test_who_is_given_a_post_is_told_with_its_term(session, school, appoint):
    appoint(last_day="2026-12-31")
    assert titles(session, school) == ["您已任甲车间党支部宣传委员"]
    notice = session.scalars(select(Notice)).one()
    copy = queries.copy_of(session, school.actor(session, school.colleague), notice.id)
    assert notice.topic is Topic.duty
    assert "2027 年 1 月 1 日前" in copy.body.replace("\xa0", " ")


def test_who_loses_a_post_is_told_once(session, school, appoint, sign_in):
    appoint()
    post_id = post_of(session, school).id
    sign_in(school.admin).post(f"/admin/roles/{post_id}/end", data={"day": "2026-06-20"})
    assert titles(session, school)[0] == "任职结束：甲车间党支部宣传委员"
    tell_terms_over(session, date(2026, 6, 20))
    assert len(titles(session, school)) == 2


def test_a_post_that_is_undone_wholly_is_told_as_that(session, school, appoint, sign_in):
    appoint()
    post_id = post_of(session, school).id
    sign_in(school.admin).post(f"/admin/roles/{post_id}/end", data={"day": "2026-06-01"})
    assert titles(session, school)[0] == "任职已取消：甲车间党支部宣传委员"


def test_whose_term_ends_by_itself_is_told_on_the_day_once(session, school, appoint):
    appoint(last_day="2026-06-14")
    for day in (14, 15, 15, 16):
        tell_terms_over(session, date(2026, 6, day))
    assert titles(session, school) == [
        "任职结束：甲车间党支部宣传委员",
        "您已任甲车间党支部宣传委员",
    ]


def test_an_import_that_was_checked_is_told_to_who_brought_the_file(app, session, school):
    file = Import(
        subject=Subject.people,
        file_name="名册.xlsx",
        header=[],
        samples=[],
        columns={},
        created_by=school.admin.id,
    )
    session.add(file)
    session.flush()
    app.facts.tell(session, Fact("import.checked", school.admin.id, file.id, utcnow()))
    app.facts.tell(session, Fact("import.checked", school.admin.id, file.id, utcnow()))
    (item,) = queries.inbox(session, school.actor(session, school.admin))
    copy = queries.copy_of(session, school.actor(session, school.admin), item.id)
    assert "名册.xlsx" in copy.body
    assert copy.link == f"/admin/people/import/{file.id}"
