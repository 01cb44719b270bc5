from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine

from lms.db import utcnow
from lms.errors import Conflict, Unavailable
from lms.jobs import Cancelled, leases
from lms.jobs.leases import Lease
from lms.jobs.models import Job, State
from lms.jobs.services import cancel


def take(session, job_id, attempts=3):
    return leases.take(session, job_id, attempts=attempts, seconds=30)


def later(seconds):
    return time_machine.travel(utcnow() + timedelta(seconds=seconds), tick=False)


def test_of_eight_workers_one_gets_the_job(desk):
    jobs = [desk.queue() for _ in range(5)]
    start = Barrier(8)

    def _take_all(_worker):
        start.wait()
        return [job_id for job_id in jobs if desk.do(take, job_id)]

    with ThreadPoolExecutor(8) as pool:
        taken = Counter(job_id for got in pool.map(_take_all, range(8)) for job_id in got)
    assert taken == dict.fromkeys(jobs, 1)


def test_a_job_left_by_a_dead_worker_is_another_s_after_its_lease(desk):
    job_id = desk.queue()
    lost = desk.do(take, job_id)
    assert desk.do(take, job_id) is None
    with later(31):
        held = desk.do(take, job_id)
        assert held.attempt == 2
        # whatever the first worker still says changes nothing
        assert not desk.do(leases.beat, lost, 30)
        desk.do(leases.finish, lost)
        desk.do(leases.fail, lost, "late", final=True)
        desk.do(leases.release, lost)
        desk.do(leases.stop, lost)
        assert desk.job(job_id).lease == held.token
        desk.do(leases.finish, held)
    assert desk.job(job_id).state is State.done


def test_a_beat_prolongs_the_lease(desk):
    job_id = desk.queue()
    lease = desk.do(take, job_id)
    with later(20):
        assert desk.do(leases.beat, lease, 30, progress=0.5)
    with later(40):
        assert desk.do(take, job_id) is None
    assert desk.job(job_id).progress == 0.5


def test_a_job_whose_workers_keep_dying_is_given_up(desk):
    job_id = desk.queue()
    for death in range(3):
        with later(31 * death):
            assert desk.do(take, job_id)
    with later(31 * 3):
        assert desk.run(job_id).state is State.failed
    assert "多次中断" in desk.job(job_id).error


def test_a_fault_is_tried_again_after_pauses_that_double(desk):
    def _break(_run):
        raise ValueError("kaputt")

    desk.work = _break
    job_id = desk.queue()
    pauses = []
    with time_machine.travel(utcnow(), tick=False) as clock:
        while (job := desk.run(job_id)).state is State.queued:
            pauses.append((job.due_at - utcnow()).total_seconds())
            assert desk.run(job_id).attempts == job.attempts  # not before it is due
            clock.shift(pauses[-1])
    assert pauses == [5, 10]
    assert job.state is State.failed
    assert "kaputt" in job.error


def test_the_pause_has_a_longest(desk):
    job_id = desk.queue()
    desk.do(take, job_id, attempts=200)
    with desk.app.db.session(write=True) as session:
        job = session.get_one(Job, job_id)
        lease = Lease(job_id, job.lease, {}, 150, 200)
        leases.fail(session, lease, "", final=False)
        session.flush()
        session.refresh(job)
        assert job.due_at - utcnow() < timedelta(hours=1, seconds=1)


def test_a_refusal_is_final_and_keeps_its_words(desk):
    def _refuse(_run):
        raise Conflict("只剩 %(left)s 个名额。", left=3)

    desk.work = _refuse
    job = desk.run(desk.queue())
    assert (job.state, job.error) == (State.failed, "只剩 3 个名额。")


def test_a_refusal_that_says_later_is_tried_later(desk):
    def _busy(_run):
        raise Unavailable("系统繁忙。", retry_after=40)

    desk.work = _busy
    with time_machine.travel(utcnow(), tick=False):
        job = desk.run(desk.queue())
        assert (job.state, job.due_at - utcnow()) == (State.queued, timedelta(seconds=40))


def test_a_running_job_stops_at_its_next_word(desk):
    def _work(run):
        desk.do(cancel, run.job_id)
        run.progress(0.5)
        desk.seen.append(run.job_id)

    desk.work = _work
    assert desk.run(desk.queue()).state is State.cancelled
    assert desk.seen == []


def test_a_cancelled_job_is_not_tried_again(desk):
    def _break(run):
        desk.do(cancel, run.job_id)
        raise ValueError("kaputt")

    desk.work = _break
    assert desk.run(desk.queue()).state is State.cancelled


def test_a_job_that_was_cancelled_before_its_worker_died_ends(desk):
    job_id = desk.queue()
    desk.do(take, job_id)
    desk.do(cancel, job_id)
    desk.do(leases.bury_cancelled)
    assert desk.job(job_id).state is State.running  # its worker may still be alive
    with later(31):
        assert desk.do(take, job_id) is None
        desk.do(leases.bury_cancelled)
    assert desk.job(job_id).state is State.cancelled


def test_a_silent_handler_keeps_its_job(desk):
    with time_machine.travel(utcnow(), tick=False) as clock:

        def _think(run):
            for _ in range(5):
                clock.shift(20)  # a lease holds 30 s
                run.beaten_at -= 20
                desk.runner.prolong_leases()
                assert desk.do(take, run.job_id) is None
            desk.seen.append(run.job_id)

        desk.work = _think
        job = desk.run(desk.queue())
    assert (job.state, job.attempts, len(desk.seen)) == (State.done, 1, 1)


def test_a_handler_that_lost_its_lease_hears_of_it(desk):
    def _work(run):
        with later(31):
            desk.do(take, run.job_id)
        run.beaten_at -= 20
        desk.runner.prolong_leases()
        with pytest.raises(Cancelled):
            run.progress(0.5)
        raise Cancelled

    desk.work = _work
    job = desk.run(desk.queue())
    assert (job.state, job.attempts) == (State.running, 2)


def test_a_stopping_worker_puts_its_job_back_and_the_try_does_not_count(desk):
    def _work(run):
        desk.stopping.set()
        run.progress(0.5)

    desk.work = _work
    job = desk.run(desk.queue())
    assert (job.state, job.attempts) == (State.queued, 0)


def test_a_silent_handler_is_put_back_when_the_worker_must_go(desk):
    desk.work = lambda _run: desk.runner.put_back()
    job = desk.run(desk.queue())
    assert (job.state, job.attempts) == (State.queued, 0)


def test_progress_never_leaves_its_bounds(desk):
    def _work(run):
        run.progress(7.5, "字" * 300)
        assert desk.job(run.job_id).progress == 1.0

    desk.work = _work
    job = desk.run(desk.queue())
    assert len(job.words) == 200
