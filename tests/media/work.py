"""Doing queued jobs at once, as a worker does them."""

from threading import Event

from sqlalchemy import select, update

from lms.db import utcnow
from lms.jobs.models import Job, State
from lms.jobs.runner import Runner


def work_off(app, *, rounds=10) -> None:
    """Run every job that waits, and those that they queue, as if their pauses were over."""
    runner = Runner(app, Event())
    for _round in range(rounds):
        with app.db.session(write=True) as session:
            session.execute(update(Job).where(Job.state == State.queued).values(due_at=utcnow()))
            waiting = list(session.scalars(select(Job.id).where(Job.state == State.queued)))
            session.commit()
        for job_id in waiting:
            runner.run_job(job_id)
