"""Taking an import back, and confirming it while others are at work."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.config import ZONE
from lms.db import today, utcnow
from lms.errors import Conflict
from lms.people import Membership, Person
from lms.people.imports.confirming import confirm
from lms.people.imports.models import Import, Outcome, StagedPerson
from lms.people.imports.undoing import undo
from lms.people.memberships.services import Joining, transfer
from lms.people.policy import held_on
from lms.people.services import set_password
from tests.factories import build_school
from tests.generated import worlds
from tests.lms.people.files import as_csv, checked
from tests.lms.people.test_imports import NEW, home, named, take


def test_undoing_leaves_the_school_as_it_was(app, session, school):
    before = _everybody(session)
    source = as_csv(
        NEW,
        ("10000001", "", "新名字", "预备党员", "乙车间党支部", "2026-05-01"),
        ("", "outsider", "", "", "乙车间党支部", "2026-05-01"),
    )
    kept = take(app, session, school, source)
    assert _everybody(session) != before
    assert undo(session, school.actor(session, school.admin), kept)
    session.commit()
    session.expire_all()
    assert _everybody(session) == before
    assert undo(session, school.actor(session, school.admin), kept) is False


def test_undoing_closes_the_account_of_who_has_learned(app, session, school, sign_in):
    kept = take(app, session, school, as_csv(NEW, ("", "wang", "王五", "", "甲车间党支部", "")))
    set_password(named(session, "lisi"), "a good long password", must_change=False)
    session.commit()
    sign_in(named(session, "lisi"))
    undo(session, school.actor(session, school.admin), kept)
    session.commit()
    session.expire_all()
    assert named(session, "lisi").is_active is False
    assert named(session, "wang") is None
    rows = select(StagedPerson.login, StagedPerson.outcome).order_by(StagedPerson.number)
    assert [tuple(row) for row in session.execute(rows)] == [
        ("lisi", Outcome.closed), ("wang", Outcome.removed),
    ]  # fmt: skip


def test_undoing_keeps_what_was_changed_since(app, session, school):
    source = as_csv(("", "outsider", "新名字", "", "乙车间党支部", "2026-05-01"))
    kept, admin = take(app, session, school, source), school.actor(session, school.admin)
    joining = Joining(school.branch_a.id, date(2026, 6, 1), is_primary=True)
    transfer(session, admin, school.outsider, joining)
    undo(session, admin, kept)
    session.expire_all()
    assert home(session, school.outsider) == school.branch_a.id
    assert session.scalars(select(StagedPerson.outcome)).one() is Outcome.left
    assert named(session, "outsider").name == "新名字"


def test_an_import_can_be_undone_for_a_month(app, session, school):
    kept = take(app, session, school, as_csv(NEW))
    with (
        time_machine.travel(utcnow() + timedelta(days=31)),
        pytest.raises(Conflict),
    ):
        undo(session, school.actor(session, school.admin), kept)


def _everybody(session: Session) -> list[tuple[object, ...]]:
    """Everybody with where they belonged on three days."""
    days = (date(2026, 4, 30), date(2026, 5, 1), today(ZONE))
    return [
        (
            *(one.login, one.staff_number, one.name, one.status, one.is_active),
            *(home(session, one, day) for day in days),
        )
        for one in session.scalars(select(Person).order_by(Person.id))
    ]


row = st.tuples(
    st.sampled_from(["", "10000001", "20000001", "20000002"]),
    st.sampled_from(["", "member", "outsider", "colleague", "fresh", "other"]),
    st.sampled_from(["", "甲", "乙"]),
    st.sampled_from(["", "预备党员"]),
    st.sampled_from(["", "甲车间党支部", "乙车间党支部", "南区党总支"]),
    st.sampled_from(["", "2026-05-01", "2026-07-01"]),
)


@given(st.lists(row, min_size=1, max_size=6))
@worlds
def test_whatever_was_imported_undoing_it_gives_the_school_back(app, session, school, rows):
    before = _everybody(session)
    kept = checked(app, session, school, as_csv(*rows, ("", "ghost", "", "", "", "")))
    admin = school.actor(session, school.admin)
    confirm(session, admin, kept)
    session.commit()
    session.expire_all()
    assert _one_home_each(session)
    undo(session, admin, kept)
    session.commit()
    session.expire_all()
    assert _everybody(session) == before


def _one_home_each(session: Session) -> bool:
    """Say whether nobody has two primary memberships on any of three days."""
    return all(
        session.scalar(
            select(func.count())
            .where(Membership.is_primary, held_on(Membership, day))
            .group_by(Membership.person_id)
            .order_by(func.count().desc())
            .limit(1)
        )
        == 1
        for day in (date(2026, 4, 30), date(2026, 5, 1), today(ZONE))
    )


def test_two_confirmations_at_once_write_once(committed_app):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
        admin = school.actor(session, school.admin)
    with committed_app.db.session(write=True) as session:
        kept = checked(committed_app, session, school, as_csv(NEW))
    start = Barrier(3)

    def _confirm(_number):
        start.wait()
        with committed_app.db.session(write=True) as session:
            did = confirm(session, admin, session.get_one(Import, kept.id))
            session.commit()
            return did

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(_confirm, range(3))) == [False, False, True]
    with committed_app.db.session(write=False) as session:
        assert named(session, "lisi") is not None
        members = select(func.count()).where(Membership.person_id == named(session, "lisi").id)
        assert session.scalar(members) == 1


def test_confirming_and_hiring_by_hand_at_once_leave_one_person(committed_app):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
        admin = school.actor(session, school.admin)
    with committed_app.db.session(write=True) as session:
        kept = checked(committed_app, session, school, as_csv(NEW))
    start = Barrier(2)

    def _confirm():
        start.wait()
        with suppress(Conflict), committed_app.db.session(write=True) as session:
            confirm(session, admin, session.get_one(Import, kept.id))
            session.commit()

    def _hire():
        start.wait()
        with suppress(IntegrityError), committed_app.db.session(write=True) as session:
            session.add(Person(login="lisi", name="李四"))
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        for deed in (pool.submit(_confirm), pool.submit(_hire)):
            deed.result()
    with committed_app.db.session(write=False) as session:
        assert named(session, "lisi") is not None
