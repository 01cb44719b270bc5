from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from lms.errors import Conflict
from lms.jobs import queries
from lms.jobs.models import State
from lms.jobs.services import cancel, enqueue, note, retry


def test_a_job_is_queued_or_rolled_back_with_the_deed(desk):
    with desk.app.db.session(write=True) as session:
        lost = enqueue(session, "test.work", {"n": 1})
        session.rollback()
    desk.runner.run_job(lost)
    assert desk.seen == []
    kept = desk.queue()
    assert desk.run(kept).state is State.done
    assert desk.seen == [kept]


def test_work_under_a_key_is_queued_once(desk):
    first = desk.queue(key="work:7")
    assert desk.queue(key="work:7") is None
    assert desk.run(first).state is State.done
    assert desk.seen == [first]
    assert desk.queue(key="work:7") not in {None, first}


def test_what_is_asked_for_while_it_runs_runs_once_more(desk):
    job_id = desk.queue(key="work:7")

    def _work(run):
        desk.seen.append(run.job_id)
        if len(desk.seen) == 1:
            assert desk.queue(key="work:7") is None

    desk.work = _work
    assert desk.run(job_id).state is State.queued
    assert desk.run(job_id).state is State.done
    assert desk.seen == [job_id, job_id]


def test_a_run_sees_what_was_written_with_the_wish_for_it(desk):
    """The job is queued already when the deed asks for it: it must not run before the commit."""
    job_id = desk.queue(key="work:7")
    ran = Event()

    def _work(run):
        with desk.app.db.session(write=False) as session:
            desk.seen.extend(line.words for line in queries.log_of(session, run.job_id))
        ran.set()

    desk.work = _work
    with desk.app.db.session(write=True) as session, ThreadPoolExecutor(1) as pool:
        note(session, job_id, "written")
        assert enqueue(session, "test.work", {"n": 1}, key="work:7") is None
        pool.submit(desk.runner.run_job, job_id)
        assert not ran.wait(0.3)
        session.commit()
        assert ran.wait(10)
    assert desk.seen == ["written"]


def test_a_failed_run_that_was_asked_for_again_begins_anew(desk):
    job_id = desk.queue(key="work:7")

    def _fail(_run):
        desk.queue(key="work:7")
        raise Conflict("不行。")

    desk.work = _fail
    job = desk.run(job_id)
    assert (job.state, job.attempts, job.ended_at) == (State.queued, 0, None)


def test_a_queued_job_is_taken_back_at_once(desk):
    job_id = desk.queue()
    desk.do(cancel, job_id)
    assert desk.run(job_id).state is State.cancelled
    assert desk.seen == []
    with pytest.raises(Conflict, match="已经结束"):
        desk.do(cancel, job_id)


def test_only_what_failed_or_was_cancelled_is_tried_again(desk):
    job_id = desk.queue(key="work:7")
    with pytest.raises(Conflict, match="只有失败或已取消"):
        desk.do(retry, job_id)
    desk.do(cancel, job_id)
    desk.do(retry, job_id)
    assert desk.run(job_id).state is State.done
    with pytest.raises(Conflict, match="只有失败或已取消"):
        desk.do(retry, job_id)


def test_a_job_is_not_tried_again_beside_its_twin(desk):
    job_id = desk.queue(key="work:7")
    desk.do(cancel, job_id)
    desk.queue(key="work:7")
    with pytest.raises(Conflict, match="已经在排队"):
        desk.do(retry, job_id)


def test_a_deed_is_kept_although_the_transport_is_gone(desk):
    def _broken(_lane, _job_id):
        raise OSError("no space left")

    desk.app.jobs.send = _broken
    with desk.app.db.session(write=True) as session:
        job_id = enqueue(session, "test.work", {"n": 1})
        session.commit()
        desk.app.jobs.send_waiting(session)
    with desk.app.db.session(write=False) as session:
        assert queries.due_jobs(session, ["test.work"], 10) == [(job_id, "test.work")]
