"""What is told reaches everybody it is for, once, and what comes back is known."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.db import utcnow
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.notices import following, queries
from lms.notices.models import LONGEST_TITLE, Notice, Receipt, Topic, Way
from lms.notices.services import choosing, reading, sending
from lms.notices.services.announcing import Announcement, announce, only, retract
from lms.notices.services.choosing import Chosen
from lms.people import Person, Role
from tests.factories import add_person


def readers(session, notice):
    statement = select(Receipt.person_id).where(Receipt.notice_id == notice.id)
    return set(session.scalars(statement))


def test_a_notice_to_a_unit_reaches_who_belongs_below_it_but_its_sender(session, school, tell):
    notice = tell()
    people = (school.member, school.colleague, school.trainer, school.other_trainer)
    assert readers(session, notice) == {person.id for person in people}
    assert notice.recipients == 4
    assert notice.signed == "北区党总支"


def test_a_closed_account_gets_nothing(session, school, tell):
    school.member.is_active = False
    session.flush()
    assert school.member.id not in readers(session, tell())


def test_a_notice_to_a_role_reaches_who_holds_it_there(session, school, tell):
    notice = tell(school.admin, school.committee, Role.organizer)
    assert readers(session, notice) == {school.organizer.id}
    assert notice.signed == "示例企业党委"


def test_who_joins_later_is_not_told(session, school, tell):
    notice = tell()
    late = add_person(session, "late", school.branch_a)
    assert late.id not in readers(session, notice)


def test_nobody_writes_beyond_their_scope(school, tell):
    with pytest.raises(NotFound):
        tell(unit=school.south)
    with pytest.raises(NotFound):
        tell(unit=school.committee)
    with pytest.raises(NotFound):
        tell(school.auditor, school.north)


def test_a_member_writes_to_nobody(session, school):
    with pytest.raises(Forbidden):
        sending.send(session, school.actor(session, school.member), None, None)


def test_a_notice_without_readers_or_words_is_refused(session, school, tell):
    school.colleague.is_active = False
    session.flush()
    with pytest.raises(Invalid) as refused:
        tell(unit=school.group_a)
    assert refused.value.errors[0].field == "to"
    with pytest.raises(Invalid) as refused:
        tell(title="长" * (LONGEST_TITLE + 1), body=" ")
    assert [error.field for error in refused.value.errors] == ["title", "body"]


def test_a_page_sent_twice_tells_once(session, school, tell):
    first, second = tell(key="a" * 32), tell(key="a" * 32)
    assert first.id == second.id
    assert len(session.scalars(select(Notice)).all()) == 1


def test_sending_and_withdrawing_stand_in_the_trail(session, school, tell):
    notice = tell()
    sending.withdraw(session, school.actor(session, school.organizer), notice, "时间有误")
    session.flush()
    deeds = session.scalars(
        select(AuditEntry.deed).where(AuditEntry.target == f"notice:{notice.id}")
    )
    assert list(deeds) == ["notice.send", "notice.withdraw"]


def test_unread_counts_what_was_not_opened_and_stands(session, school, tell):
    member = school.actor(session, school.member)
    first, second = tell(), tell()
    assert queries.unread(session.connection(), member.id) == 2
    reading.read(session, member, first.id)
    assert queries.unread(session.connection(), member.id) == 1
    sending.withdraw(session, school.actor(session, school.admin), second, "发错了")
    assert queries.unread(session.connection(), member.id) == 0


def test_confirming_twice_keeps_the_first_moment(session, school, tell):
    member, notice = school.actor(session, school.member), tell(must_confirm=True)
    reading.confirm(session, member, notice.id)
    first = queries.copy_of(session, member, notice.id)
    assert first.confirmed_at == first.read_at
    reading.confirm(session, member, notice.id)
    assert queries.copy_of(session, member, notice.id) == first


def test_only_what_asks_for_it_is_confirmed(session, school, tell):
    member, plain, asking = school.actor(session, school.member), tell(), tell(must_confirm=True)
    with pytest.raises(Conflict):
        reading.confirm(session, member, plain.id)
    sending.withdraw(session, school.actor(session, school.organizer), asking, "改期")
    with pytest.raises(Conflict):
        reading.confirm(session, member, asking.id)
    with pytest.raises(NotFound):
        reading.confirm(session, school.actor(session, school.outsider), plain.id)


def test_marking_all_read_leaves_what_must_be_confirmed(session, school, tell):
    member = school.actor(session, school.member)
    tell()
    asking = tell(must_confirm=True)
    reading.read_all(session, member)
    assert [item.id for item in queries.inbox(session, member, "unread")] == [asking.id]
    assert [item.id for item in queries.inbox(session, member, "waiting")] == [asking.id]


def test_a_withdrawn_notice_keeps_its_title_and_says_why(session, school, tell):
    member, notice = school.actor(session, school.member), tell()
    sending.withdraw(session, school.actor(session, school.organizer), notice, "时间有误")
    copy = queries.copy_of(session, member, notice.id)
    assert (copy.title, copy.withdrawal_reason) == ("关于集中学习的通知", "时间有误")
    assert copy.body == ""
    with pytest.raises(Conflict):
        sending.withdraw(session, school.actor(session, school.organizer), notice, "再次")


def test_receipts_are_counted_by_unit_within_the_scope(session, school, tell):
    notice = tell(school.admin, school.committee, must_confirm=True)
    for who in (school.member, school.outsider):
        reading.confirm(session, school.actor(session, who), notice.id)
    units = following.by_unit(session, school.actor(session, school.admin), notice)
    found = {row.name: row.figures for row in units}
    assert found["甲车间党支部"] == (2, 1, 1)  # member, organizer
    assert found["丙车间党支部"] == (2, 1, 1)
    assert sum(row.figures.told for row in units) == notice.recipients


def test_a_successor_follows_what_was_sent_in_the_unit_s_name(session, school, tell):
    notice = tell()
    member = school.actor(session, school.member)
    with pytest.raises(NotFound):
        following.followed(session, member, notice.id)
    successor = school.actor(session, school.admin)
    assert following.followed(session, successor, notice.id).id == notice.id


def test_a_withdrawal_is_somebody_s_who_follows_it(session, school, tell):
    with pytest.raises(Forbidden):
        sending.withdraw(session, school.actor(session, school.trainer), tell(), "不对")


def test_the_database_wants_a_reason_for_a_withdrawal(session, tell):
    notice = tell()
    notice.withdrawn_at = utcnow()
    with pytest.raises(Exception, match=r"(?i)says_why"):
        session.flush()


READY = Announcement(
    topic=Topic.file, title="处理完成", body="处理完成", link="/teach/media/1", key="asset:1"
)


def everybody():
    return select(Person.id)


def test_what_the_school_announces_is_told_once_a_key(session, school):
    assert announce(session, READY, only(school.trainer.id))
    assert not announce(session, READY, only(school.trainer.id))
    trainer = school.actor(session, school.trainer)
    (item,) = queries.inbox(session, trainer)
    assert (item.title, item.signed, item.kind) == ("处理完成", "", "system")
    assert queries.copy_of(session, trainer, item.id).link == "/teach/media/1"


def test_an_announcement_to_nobody_is_none_and_may_be_made_later(session, school):
    assert not announce(session, READY, only(0))
    assert session.scalars(select(Notice)).all() == []
    assert announce(session, READY, only(school.member.id))


def test_an_announcement_reaches_who_has_an_account_and_wants_to_hear(session, school):
    school.colleague.is_active = False
    member = school.actor(session, school.member)
    choosing.choose(session, member, Chosen({Topic.file: Way.off}, quiet=None))
    session.flush()
    assert announce(session, READY, everybody())
    notice = session.scalars(select(Notice)).one()
    told = readers(session, notice)
    assert notice.recipients == len(told)
    assert school.trainer.id in told
    assert not told & {school.member.id, school.colleague.id}


def test_an_announcement_to_a_thousand_costs_what_one_costs(session, school, count_queries):
    costs = []
    for people in (everybody(), only(school.member.id), everybody()):
        with count_queries() as seen:
            announce(session, replace(READY, key=None), people)
        costs.append(len(seen))
    assert costs[1] == costs[2]  # the first orders the delivery


def test_what_is_no_more_is_taken_back(session, school):
    announce(session, READY, only(school.member.id))
    retract(session, "asset:1", "已删除。", school.admin.id)
    session.expire_all()
    assert queries.unread(session.connection(), school.member.id) == 0
