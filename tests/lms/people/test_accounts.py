from datetime import date

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.db import utcnow
from lms.errors import Conflict, Forbidden, Invalid
from lms.people import Membership, MemberStatus, Role, WebSession
from lms.people.accounts import queries, services
from lms.people.accounts.queries import Search
from lms.people.accounts.services import PersonDraft
from lms.people.memberships.services import Joining
from tests.factories import add_person

TODAY = date(2026, 6, 12)


@pytest.fixture
def admin(session, school):
    return school.actor(session, school.admin)


def draft(**values):
    return PersonDraft(
        **{
            "login": "zhang",
            "staff_number": "20001",
            "name": "张同志",
            "status": MemberStatus.full,
            **values,
        }
    )


def admit(session, school, admin, **values):
    joining = Joining(school.branch_a.id, TODAY, is_primary=True)
    return services.admit(session, admin, draft(**values), joining)


def found(session, admin, **search):
    page = queries.people(session, admin, Search(**{"sort": "login", **search}), TODAY)
    return [row.login for row in page]


def test_a_new_account_has_a_home_and_no_password(session, school, admin):
    person = admit(session, school, admin)
    assert person.password_hash is None
    assert found(session, admin, unit_id=school.branch_a.id, words="zhang") == ["zhang"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"login": "member"}, "login"),
        ({"login": "10000001"}, "login"),  # somebody's staff number signs in, too
        ({"staff_number": "10000001"}, "staff_number"),
        ({"staff_number": "member"}, "staff_number"),
    ],
)
def test_what_signs_one_person_in_is_not_another_s(session, school, admin, values, field):
    with pytest.raises(Invalid) as refused:
        admit(session, school, admin, **values)
    assert [error.field for error in refused.value.errors] == [field]


def test_an_account_is_revised_and_says_what_changed(session, school, admin):
    services.revise(
        session, admin, school.member, PersonDraft("member", "10000001", "新名", MemberStatus.full)
    )
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "person.revise")).one()
    assert entry.details == {"changes": {"name": ["member同志", "新名"]}}


def test_a_closed_account_is_signed_out_at_once_and_can_be_opened_again(
    session, school, admin, sign_in
):
    client = sign_in(school.member)
    assert client.get("/me/sessions").status_code == 200
    services.deactivate(session, admin, school.member, TODAY)
    session.commit()
    assert client.get("/me/sessions").status_code == 302
    services.reactivate(session, admin, school.member)
    session.commit()
    assert client.get("/me/sessions").status_code == 302  # the old session is over for good


def test_nobody_closes_their_own_account(session, school, admin):
    with pytest.raises(Conflict):
        services.deactivate(session, admin, school.admin, TODAY)


def test_an_organizer_keeps_no_accounts(session, school):
    organizer = school.actor(session, school.organizer)
    for deed in (
        lambda: admit(session, school, organizer),
        lambda: services.revise(session, organizer, school.member, draft()),
        lambda: services.deactivate(session, organizer, school.member, TODAY),
        lambda: services.reactivate(session, organizer, school.member),
        lambda: services.end_session(session, organizer, school.member, 1),
    ):
        with pytest.raises(Forbidden):
            deed()
    assert found(session, organizer) == []


def test_the_list_is_searched_and_narrowed(session, school, admin):
    add_person(session, "a%b", school.branch_b, name="百分同志", status=MemberStatus.activist)
    school.outsider.is_active = False
    session.flush()
    assert found(session, admin, words="%") == ["a%b"]
    assert found(session, admin, words="0000") == ["member"]
    assert found(session, admin, words="MEMBER") == ["member"]
    assert found(session, admin, words="百分") == ["a%b"]
    assert found(session, admin, status=MemberStatus.activist) == ["a%b"]
    assert found(session, admin, role=Role.trainer) == ["trainer", "trainer2"]
    assert found(session, admin, unit_id=school.branch_a.id) == ["colleague", "member", "organizer"]
    assert found(session, admin, is_active=False) == ["outsider"]
    assert "outsider" not in found(session, admin, is_active=True)
    assert found(session, admin, unit_id=999_999) == []


def test_the_members_are_those_who_belong_to_a_unit_today(session, school, admin):
    home = session.scalars(select(Membership).filter_by(person_id=school.outsider.id)).one()
    home.superseded_at = utcnow()
    session.flush()
    everybody = found(session, admin)
    assert found(session, admin, role=Role.member) == [
        login for login in everybody if login != "outsider"
    ]


@pytest.mark.parametrize("sort", ["name", "-name", "login", "number", "-number", "unit", "created"])
def test_the_list_is_sorted_every_way(session, school, admin, sort):
    page = queries.people(session, admin, Search(sort=sort), TODAY)
    backwards = queries.people(
        session, admin, Search(sort=sort.removeprefix("-") if "-" in sort else f"-{sort}"), TODAY
    )
    assert {row.id for row in page} == {row.id for row in backwards}
    names = [row.name for row in queries.people(session, admin, Search(sort="name"), TODAY)]
    assert names == sorted(names)


def test_a_long_list_takes_no_more_queries(session, school, admin, count_queries):
    def _count(number):
        with count_queries() as seen:
            page = queries.people(session, admin, Search(), TODAY, number)
            queries.roles_of(session, [row.id for row in page], TODAY)
        return len(seen), len(page), page.total

    before = _count(1)
    for n in range(300):
        add_person(session, f"p{n:03}", school.branch_c)
    assert _count(2) == (before[0], 50, before[2] + 300)
    assert before[0] == 3


def test_sessions_of_others_are_ended_one_by_one(session, school, admin, sign_in):
    here, there = sign_in(school.member), sign_in(school.member)
    theirs = session.scalars(select(WebSession.id).order_by(WebSession.id.desc())).first()
    services.end_session(session, admin, school.member, theirs)
    session.commit()
    assert here.get("/me/sessions").status_code == 200
    assert there.get("/me/sessions").status_code == 302
