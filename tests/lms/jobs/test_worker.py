from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.config import ZONE
from lms.db import utcnow
from lms.jobs import handler, queries
from lms.jobs.models import Job, WorkerBeat
from lms.jobs.timetable import LONGEST_REACH, latest
from lms.jobs.transport import LANES, Transport
from lms.jobs.worker import THREADS, Worker
from tests.conftest import new_config

NIGHTLY = "30 3 * * *"


@pytest.fixture
def worker(desk):
    desk.app.jobs.send = desk.app.transport.send
    return Worker(desk.app, desk.app.transport)


def test_an_id_goes_from_the_web_to_a_worker(tmp_path):
    """Two processes: what one transport sends, the other's consumer runs."""
    web, serving = Transport(new_config(tmp_path)), Transport(new_config(tmp_path))
    got, arrived = [], Event()

    def _work(job_id):
        got.append(job_id)
        arrived.set()

    lanes = serving.serve(_work)
    web.send("quick", 42)
    assert not web.is_empty("quick")
    lanes["quick"].execute(lanes["quick"].dequeue())
    assert arrived.wait(5)
    assert got == [42]
    assert web.is_empty("quick")
    assert web.is_empty("heavy")


def test_a_long_queue_of_heavy_work_hides_no_lost_quick_job(desk, worker):
    desk.app.transport.send("heavy", 999)
    job_id = desk.queue()  # committed, never sent
    worker.sweep()
    assert desk.app.transport.lanes["quick"].pending()[0].args == (job_id,)
    worker.sweep()
    assert desk.app.transport.lanes["quick"].pending_count() == 1  # on its way already


def test_slides_do_not_wait_behind_films(desk, worker):
    """Each lane is served by threads of its own."""
    lanes = {kind: item.lane for kind, item in desk.app.jobs.handlers.items()}
    assert lanes["media.encode"] == "heavy"
    assert {lanes[kind] for kind in ("media.convert", "media.draw_pages", "library.read")} == {
        "papers"
    }
    assert lanes["media.check"] == "quick"
    assert all(THREADS[lane] > 0 for lane in LANES)


def test_a_starting_worker_asks_once_for_what_a_new_release_may_want(desk, worker):
    worker.begin()
    worker.begin()
    with desk.app.db.session(write=False) as session:
        kinds = session.scalars(select(Job.kind).where(Job.kind == "library.index")).all()
    assert kinds == ["library.index"]


def test_a_worker_says_that_it_lives_and_forgets_the_dead(desk, worker):
    with desk.app.db.session(write=True) as session:
        session.add(WorkerBeat(name="gone:1", seen_at=utcnow() - timedelta(hours=2)))
        session.commit()
    worker.tidy()
    worker.tidy()
    with desk.app.db.session(write=False) as session:
        assert session.scalars(select(WorkerBeat.name)).all() == [worker.name]
        assert utcnow() - queries.last_beat(session) < timedelta(minutes=1)


def test_a_moment_of_the_timetable_is_queued_once_by_four_workers(desk):
    @handler("test.nightly", every="* * * * *")
    def _nightly(_run):
        """Do nothing, every minute."""

    desk.app.jobs.add(_nightly)
    workers = [Worker(desk.app, desk.app.transport) for _ in range(4)]
    start = Barrier(4)

    def _tick(worker):
        start.wait()
        worker.keep_timetable()

    with time_machine.travel(datetime(2026, 11, 23, 19, 30, tzinfo=UTC), tick=False) as clock:
        for minute in range(3):
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(_tick, workers))
            with desk.app.db.session(write=True) as session:
                jobs = session.scalars(select(Job).where(Job.kind == "test.nightly")).all()
                assert len(jobs) == minute + 1
                for job in jobs:
                    job.state, job.ended_at = "done", job.ended_at or utcnow()
                session.commit()
            clock.shift(60)


def test_a_night_without_power_is_made_up_for_once(desk):
    ran = []

    @handler("test.nightly", every=NIGHTLY)
    def _nightly(run):
        ran.append(run.job_id)

    desk.app.jobs.add(_nightly)
    worker = Worker(desk.app, desk.app.transport)
    desk.app.jobs.send = lambda _lane, job_id: desk.runner.run_job(job_id)
    with time_machine.travel(datetime(2026, 11, 23, 3, 30, tzinfo=ZONE), tick=False) as clock:
        worker.keep_timetable()
        assert len(ran) == 1
        clock.shift(30 * 3600)  # off until 9:30 the next day
        worker.keep_timetable()
        worker.keep_timetable()
        assert len(ran) == 2


def test_a_new_school_does_not_make_up_for_nights_before_it_was(desk):
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=ZONE), tick=False):
        assert latest(NIGHTLY, utcnow() - timedelta(minutes=1), utcnow(), ZONE) is None


NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@given(minutes=st.integers(0, 525_600), hours=st.integers(0, 60))
def test_the_latest_slot_is_named_and_within_reach(minutes, hours):
    until = NEW_YEAR + timedelta(minutes=minutes)
    after = until - timedelta(hours=hours)
    found = latest(NIGHTLY, after, until, ZONE)
    if found is None:
        assert hours < 25
    else:
        local = found.astimezone(ZONE)
        assert (local.hour, local.minute) == (3, 30)
        assert max(after, until - LONGEST_REACH - timedelta(minutes=1)) < found <= until
