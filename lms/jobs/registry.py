"""Which function does which kind of job; one registry for each app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, Unpack

import structlog
from sqlalchemy.orm import Session

from lms.jobs.run import Run
from lms.jobs.services import WAITING

log = structlog.get_logger()

LEASE_SECONDS = 60
ATTEMPTS = 5
Lane = Literal["quick", "papers", "heavy"]


@dataclass(frozen=True, slots=True)
class Handler:
    """A job's function with its manners. It may be called again after a kill: be idempotent.

    `every` is a cron line (minute hour day month weekday, the school's zone): the timetable
    queues the job by itself; `is_begun_with` says that every worker asks for it when it starts.
    `label` is how the administrators' list calls the work.

    Work waits in one of three lanes, so that none stands behind what takes far longer: "quick"
    (seconds), "papers" (up to minutes: what somebody brought is read or drawn) and "heavy" (up to
    hours: films, one at a time in a worker).
    """

    kind: str
    work: Callable[[Run], None]
    attempts: int = ATTEMPTS
    lease_seconds: int = LEASE_SECONDS
    every: str | None = None
    is_begun_with: bool = False
    lane: Lane = "quick"
    label: Any = None


class Manners(TypedDict, total=False):
    """What may be said of a kind of job: the fields of its Handler."""

    attempts: int
    lease_seconds: int
    every: str
    is_begun_with: bool
    lane: Lane
    label: Any


def handler(kind: str, **manners: Unpack[Manners]) -> Callable[[Callable[[Run], None]], Handler]:
    """Make a function the handler of a kind of job."""
    return lambda work: Handler(kind, work, **manners)


class Registry:
    """The handlers of an app, and how to tell the transport of a job that was committed."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.send: Callable[[str, int], None] | None = None

    def add(self, *handlers: Handler) -> None:
        for item in handlers:
            if item.kind in self.handlers:
                raise ValueError(item.kind)
            self.handlers[item.kind] = item

    def send_waiting(self, session: Session) -> None:
        """Hand the jobs that this committed session queued to the transport.

        A kill or a fault in between costs seconds, not the job: the sweeper finds the row.
        """
        for job_id, kind in session.info.pop(WAITING, ()):
            try:
                self.dispatch(job_id, kind)
            except Exception as error:  # the deed is committed, whatever ails the transport
                log.warning("job not sent", job=job_id, kind=kind, exc_info=error)

    def dispatch(self, job_id: int, kind: str) -> None:
        known = self.handlers.get(kind)
        if self.send and known:
            self.send(known.lane, job_id)

    def kinds_of(self, lane: str) -> list[str]:
        return [kind for kind, item in self.handlers.items() if item.lane == lane]

    def label(self, kind: str) -> str:
        known = self.handlers.get(kind)
        return str(known.label or kind) if known else kind
