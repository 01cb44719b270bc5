from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms import audit
from lms.audit.models import AuditEntry
from lms.audit.services import note_verdict, seal, verify
from lms.config import ZONE
from lms.office.trail import queries
from lms.office.trail.policy import entries_read_by, may_read_entry
from lms.office.trail.queries import Search, Today
from lms.people import Actor, Grant, Membership, OrgUnit, Role
from lms.people.policy import held_on
from tests.factories import give_post
from tests.generated import worlds

DAY = date(2026, 6, 12)
TODAY = Today(DAY, ZONE)


def tell(session, person, deed="test.deed", at=None, **values):
    entry = AuditEntry(
        actor_id=person and person.id, deed=deed, details=values.pop("details", {}), **values
    )
    if at:
        entry.at = at
    session.add(entry)
    session.flush()
    return entry.id


def seen(session, actor, **search):
    return [row.id for row in queries.entries(session, actor, Search(**search), TODAY)]


@pytest.fixture
def admin(session, school):
    return school.actor(session, school.admin)


def test_an_administrator_reads_all_and_an_auditor_what_the_own_people_did(session, school, admin):
    theirs, others, nobody_s = (
        tell(session, who) for who in (school.member, school.outsider, None)
    )
    auditor = school.actor(session, school.auditor)  # of the north
    assert seen(session, admin) == [nobody_s, others, theirs]
    assert seen(session, auditor) == [theirs]
    give_post(session, school.auditor, school.committee, Role.auditor)
    assert seen(session, school.actor(session, school.auditor)) == [nobody_s, others, theirs]


def test_the_trail_is_searched_by_person_as_doer_or_concerned(session, school, admin):
    by = tell(session, school.member)
    to = tell(session, school.admin, target=f"person:{school.member.id}")
    tell(session, school.admin, target=f"person:{school.member.id}0")
    assert seen(session, admin, person="member") == [to, by]
    assert seen(session, admin, person=school.member.staff_number) == [to, by]
    assert seen(session, admin, person="%") == []


def test_days_are_the_school_s(session, school, admin):
    late = tell(session, school.member, at=datetime(2026, 6, 12, 15, 59, tzinfo=UTC))  # 23:59
    next_day = tell(session, school.member, at=datetime(2026, 6, 12, 16, 1, tzinfo=UTC))
    assert seen(session, admin, first=DAY, last=DAY) == [late]
    assert seen(session, admin, first=date(2026, 6, 13)) == [next_day]


def test_reading_is_itself_recorded_with_what_was_asked(session, school, sign_in):
    client = sign_in(school.auditor)
    assert client.get("/admin/audit?person=member&deed=session.open").status_code == 200
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "audit.read")).one()
    assert entry.actor_id == school.auditor.id
    assert entry.details == {"person": "member", "deed": "session.open"}


def test_the_page_says_how_the_chain_stands(session, school, sign_in):
    client = sign_in(school.admin)
    assert "还没有核验过" in client.get("/admin/audit").text
    seal(session)
    note_verdict(session, verify(session))
    session.commit()
    assert "完好" in client.get("/admin/audit").text
    session.scalars(select(AuditEntry).where(AuditEntry.position == 1)).one().deed = "test.forged"
    session.commit()
    session.expire_all()
    note_verdict(session, verify(session))
    session.commit()
    assert "在第 1 条处断裂" in client.get("/admin/audit").text
    assert "审计记录被改动过" in client.get("/admin").text


def test_details_are_shown_as_text(session, school, sign_in):
    audit.record(
        session, school.admin.id, "person.revise", "person:1", changes={"name": ["旧", "<b>新"]}
    )
    session.commit()
    page = sign_in(school.admin).get("/admin/audit").text
    assert "&lt;b&gt;新" in page


def test_nobody_writes_the_trail_from_a_page(app):
    methods = {
        method
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/admin/audit") and not rule.endpoint.startswith("trail_files.")
        for method in rule.methods
    }
    assert methods == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("who", ["member", "trainer", "organizer"])
def test_the_trail_is_for_administrators_and_auditors(school, sign_in, who):
    answer = sign_in(getattr(school, who)).get("/admin/audit")
    assert answer.status_code == 403
    assert "这个栏目供系统管理员、监督员使用。" in answer.text


def test_the_trail_takes_the_same_queries_however_long(session, school, sign_in, count_queries):
    client = sign_in(school.admin)
    client.get("/admin/audit")
    with count_queries() as few:
        client.get("/admin/audit")
    for _ in range(200):
        tell(session, school.member)
    with count_queries() as many:
        client.get("/admin/audit")
    assert len(many) == len(few)


scopes = st.lists(st.tuples(st.sampled_from(Role), st.integers(0, 6)), max_size=3)


@given(scopes=scopes)
@worlds
def test_predicate_and_sql_agree_on_who_reads_what(session, school, scopes):
    with session.begin_nested() as world:
        for who in (school.member, school.colleague, school.outsider, school.admin, None):
            tell(session, who)
        units = school[:7]
        grants = frozenset(Grant(role, units[at].id, units[at].path) for role, at in scopes)
        actor = Actor(school.auditor.id, "x", "x", grants)
        by_sql = set(session.scalars(select(AuditEntry.id).where(entries_read_by(actor, DAY))))
        by_predicate = {
            entry.id
            for entry in session.scalars(select(AuditEntry))
            if may_read_entry(actor, paths_of(session, entry.actor_id))
        }
        assert by_sql == by_predicate
        world.rollback()


def paths_of(session, person_id):
    statement = (
        select(OrgUnit.path)
        .join(Membership, Membership.unit_id == OrgUnit.id)
        .where(Membership.person_id == person_id, held_on(Membership, DAY))
    )
    return session.scalars(statement).all()
