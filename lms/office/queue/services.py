from sqlalchemy.orm import Session

from lms import audit
from lms.errors import demand
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.people.actor import Actor
from lms.people.policy import may_administer


def retry(session: Session, actor: Actor, job: Job) -> None:
    demand(may_administer(actor))
    jobs.retry(session, job.id)
    audit.record(session, actor.id, "job.retry", f"job:{job.id}", kind=job.kind)


def cancel(session: Session, actor: Actor, job: Job) -> None:
    demand(may_administer(actor))
    jobs.cancel(session, job.id)
    audit.record(session, actor.id, "job.cancel", f"job:{job.id}", kind=job.kind)
