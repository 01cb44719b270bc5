from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms import audit
from lms.audit.jobs import seal_entries, verify_chain
from lms.audit.models import AuditEntry
from lms.audit.services import START, VERIFIED, Anchor, digest_of, seal, verify
from lms.db import utcnow
from lms.jobs.runner import Runner
from lms.jobs.services import enqueue
from lms.people.accounts.services import reactivate
from tests.factories import build_school


def tell(session, count, deed="test.deed"):
    for n in range(count):
        audit.record(session, None, deed, f"thing:{n}", n=n, words="党员")
    session.commit()


def work(app, *handlers):
    """Run jobs as a worker does."""
    runner = Runner(app, Event())
    for item in handlers:
        with app.db.session(write=True) as session:
            job_id = enqueue(session, item.kind, {})
            session.commit()
        runner.run_job(job_id)


@pytest.fixture
def sealed(session):
    tell(session, 5)
    seal(session)
    session.commit()
    session.expire_all()
    return session


def entry_at(session, position):
    return session.scalars(select(AuditEntry).where(AuditEntry.position == position)).one()


def test_the_chain_holds_what_was_committed_in_order(session):
    tell(session, 5)
    assert seal(session, batch=3) == 3
    session.expire_all()
    verdict = verify(session)
    assert (verdict.sealed, verdict.unsealed, verdict.broken_at) == (3, 2, None)
    assert seal(session) == 2
    assert seal(session) == 0


def test_an_entry_is_rolled_back_with_its_deed(session, school, sign_in):
    admin = school.actor(session, school.admin)
    with session.begin_nested() as deed:
        reactivate(session, admin, school.member)
        deed.rollback()
    assert session.scalar(select(func.count()).where(AuditEntry.deed == "person.reactivate")) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"deed": "test.other"},
        {"target": "thing:9"},
        {"details": {"n": 2, "words": "群众"}},
        {"actor_id": "the member"},
        {"at": utcnow()},
        {"digest": "f" * 64},
        {"position": 99},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_breaks_the_chain_where_it_stands(sealed, school, change):
    for name, value in change.items():
        forged = school.member.id if name == "actor_id" else value
        setattr(entry_at(sealed, 3), name, forged)
    sealed.commit()
    verdict = verify(sealed)
    assert (verdict.sealed, verdict.broken_at) == (2, 3)


def test_a_missing_and_an_added_entry_break_the_chain(sealed):
    last = entry_at(sealed, 5)
    sealed.delete(entry_at(sealed, 2))
    sealed.commit()
    assert verify(sealed).broken_at == 2
    sealed.add(AuditEntry(deed="test.forged", details={}, position=6, digest=last.digest))
    sealed.commit()
    assert verify(sealed).broken_at == 2


def test_swapped_entries_break_the_chain(sealed):
    second, third = entry_at(sealed, 2), entry_at(sealed, 3)
    second.position, third.position = 100, 200
    sealed.flush()
    second.position, third.position = 3, 2
    sealed.commit()
    assert verify(sealed).broken_at == 2


def test_an_end_cut_off_is_told_by_an_anchor_only(sealed):
    head = verify(sealed)
    anchor = Anchor(head.sealed, head.head)
    assert verify(sealed, anchor).broken_at is None
    sealed.delete(entry_at(sealed, 5))
    sealed.commit()
    assert verify(sealed).broken_at is None
    assert verify(sealed, anchor).broken_at == 5


def test_a_chain_written_anew_is_told_by_an_anchor(sealed):
    anchor = Anchor(4, entry_at(sealed, 4).digest)
    digest = START
    entry_at(sealed, 1).deed = "test.forged"
    for position in range(1, 6):
        entry = entry_at(sealed, position)
        digest = entry.digest = digest_of(entry, position, digest)
    sealed.commit()
    sealed.expire_all()
    assert verify(sealed).broken_at is None
    assert verify(sealed, anchor).broken_at == 4


@given(st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.booleans(), st.none())))
def test_a_digest_says_the_same_of_the_same(details):
    entries = [AuditEntry(id=1, at=utcnow(), deed="x", target="", details=details)] * 2
    assert len({digest_of(entry, 1, START) for entry in entries}) == 1


def test_two_sealers_at_once_do_not_fork_the_chain(committed_app):
    with committed_app.db.session(write=True) as session:
        tell(session, 40)
    start = Barrier(4)

    def _seal(_n):
        start.wait()
        try:
            with committed_app.db.session(write=True) as session:
                count = seal(session)
                session.commit()
                return count
        except IntegrityError:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(_seal, range(4))) == 40
    with committed_app.db.session(write=False) as session:
        verdict = verify(session)
        assert (verdict.sealed, verdict.unsealed, verdict.broken_at) == (40, 0, None)


def test_the_nightly_walk_is_noted_in_the_trail_itself(committed_app):
    with committed_app.db.session(write=True) as session:
        tell(session, 3)
    work(committed_app, seal_entries, verify_chain)
    with committed_app.db.session(write=True) as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.deed == VERIFIED)).one()
        assert found.details == {"sealed": 3, "broken_at": None}
        entry_at(session, 2).deed = "test.forged"
        session.commit()
    work(committed_app, verify_chain)
    with committed_app.db.session(write=False) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last.details == {"sealed": 1, "broken_at": 2}


def test_reading_is_recorded_although_a_get_keeps_nothing(committed_app):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
    audit.record_read(committed_app.db, school.auditor.id, "test.read", "person:1", page=2)
    with committed_app.db.session(write=False) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "test.read")).one()
        assert (entry.actor_id, entry.target) == (school.auditor.id, "person:1")
