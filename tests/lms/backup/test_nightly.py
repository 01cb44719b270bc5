"""Backups by themselves: at the school's hour, looked over, pruned; a failure is told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.backup import jobs, shelf
from lms.backup.ordering import order
from lms.backup.queries import MAKE, standing
from lms.db import utcnow
from lms.decisions import rules_of
from lms.decisions.models import Rule
from lms.errors import Conflict
from lms.jobs import leases
from lms.jobs.models import Job, State
from lms.jobs.run import Run
from lms.notices.models import Notice, Receipt
from tests.factories import build_school

EVENING = datetime(2026, 6, 11, 12, tzinfo=UTC)  # 20:00 in Shanghai
NIGHT = datetime(2026, 6, 11, 18, 31, tzinfo=UTC)  # 02:31


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(EVENING, tick=False) as clock:
        yield clock


@pytest.fixture
def app(app):
    with app.app_context():
        yield app


@pytest.fixture
def people(app):
    with app.db.session(write=True) as session:
        return build_school(session)


def ask(app):
    """Let the timetable ask; return how many backups are ordered by now."""
    jobs.ask.work(Run(None, 60, app))
    with app.db.session(write=False) as session:
        return len(session.scalars(select(Job.id).where(Job.kind == MAKE)).all())


def make(app):
    """Order a backup and make it as a worker does."""
    with app.db.session(write=True) as session:
        order(session, by=None)
        session.commit()
        (job,) = session.scalars(select(Job).where(Job.kind == MAKE, Job.state == State.queued))
        lease = leases.take(session, job.id, attempts=3, seconds=60)
        session.commit()
    run = Run(lease, 60, app)
    try:
        jobs.make.work(run)
    except Conflict as refusal:
        _end(app, lease, error=str(refusal))
        raise
    _end(app, lease)


def _end(app, lease, error=""):
    with app.db.session(write=True) as session:
        if error:
            leases.fail(session, lease, error, final=True)
        else:
            leases.finish(session, lease)
        session.commit()


def stands(app):
    with app.db.session(write=False) as session:
        rules = rules_of(session, app.settings)
        return standing(session, app.settings, rules, utcnow())


def test_a_backup_is_ordered_once_a_night_at_the_hour(app, people, clock):
    assert ask(app) == 0  # a new school waits for its first night
    clock.move_to(NIGHT)
    assert ask(app) == 1
    assert ask(app) == 1
    clock.shift(timedelta(days=1))
    assert ask(app) == 1  # the first is still waiting: it is the one that is meant


def test_the_school_decides_on_the_hour_or_on_none(app, people, clock):
    ask(app)
    _decide(app, "backup_at", "22:00")
    clock.move_to(EVENING + timedelta(hours=2, minutes=1))
    assert ask(app) == 1
    _decide(app, "backup_at", "off")
    clock.shift(timedelta(days=3))
    assert ask(app) == 1


def _decide(app, name, value):
    with app.db.session(write=True) as session:
        session.add(Rule(name=name, value=value, valid_from=utcnow().date()))
        session.commit()


def test_what_was_made_is_looked_over_and_listed(app, people):
    app.blobs.put(b"a film")
    make(app)
    (backup,) = shelf.backups(app.settings.backups)
    assert backup.is_whole
    assert backup.look.files == 1
    assert backup.look.lines > 20
    assert stands(app).last == backup
    assert stands(app).is_fine


def test_old_ones_go_with_the_blobs_that_only_they_needed(app, people, clock):
    _decide(app, "backup_daily", "2")
    _decide(app, "backup_weekly", "0")
    _decide(app, "backup_monthly", "0")
    name = app.blobs.put(b"an export")
    make(app)
    app.blobs.delete(name)
    lasting = app.blobs.put(b"a film")
    for _night in range(2):
        clock.shift(timedelta(days=1))
        make(app)
    there = shelf.backups(app.settings.backups)
    assert len(there) == 2
    assert all(shelf.faults(one.path, lambda _what, _share: None) == [] for one in there)
    blobs = {file.name for file in (app.settings.backups / "blobs").rglob("*") if file.is_file()}
    assert blobs == {lasting}


def test_a_failure_is_told_to_the_administrators_once_a_day(app, people, clock):
    make(app)
    name = app.blobs.put(b"a film")
    (app.blobs.root / name[:2] / name).write_bytes(b"a fil_")
    clock.shift(timedelta(hours=1))
    for _try in range(2):
        with pytest.raises(Conflict):
            make(app)
    with app.db.session(write=False) as session:
        told = session.scalars(select(Notice)).one()
        assert "已损坏" in told.body
        assert session.scalars(select(Receipt.person_id)).all() == [people.admin.id]
        made = session.scalars(select(AuditEntry).where(AuditEntry.deed == "backup.make")).all()
    assert len(made) == 1
    assert stands(app).failed_job
    assert stands(app).last  # the older one is still to be relied on
    app.blobs.delete(name)
    clock.shift(timedelta(hours=1))
    make(app)
    assert stands(app).is_fine


def test_two_nights_without_one_are_noticed(app, people, clock):
    make(app)
    clock.shift(timedelta(days=1, hours=23))
    assert not stands(app).is_late
    clock.shift(timedelta(hours=2))
    assert stands(app).is_late


def test_a_damaged_backup_does_not_push_out_a_whole_one(app, people, clock):
    make(app)
    (whole,) = shelf.backups(app.settings.backups)
    clock.shift(timedelta(days=1))
    make(app)
    damaged, _whole = shelf.backups(app.settings.backups)
    (damaged.path / "rows" / "person.jsonl.gz").write_bytes(b"")
    shelf.look_over(damaged.path, lambda _what, _share: None)
    assert stands(app).last == whole
    plan = jobs.plan_of(rules_of_(app))._replace(daily=1, weekly=0, monthly=0)
    shelf.prune(app.settings.backups, plan, app.settings.zone)
    assert whole in shelf.backups(app.settings.backups)
    clock.shift(timedelta(days=1))
    make(app)
    assert damaged.path not in {one.path for one in shelf.backups(app.settings.backups)}


def rules_of_(app):
    with app.db.session(write=False) as session:
        return rules_of(session, app.settings)


def test_two_at_once_do_not_get_in_each_others_way(app):
    with (
        shelf.locked(app.settings.backups),
        pytest.raises(Conflict, match="另一次备份"),
        shelf.locked(app.settings.backups),
    ):
        pass
