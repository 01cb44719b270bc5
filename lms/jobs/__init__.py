"""Work that outlives a request: a row written in the transaction that causes it."""

from lms.jobs.registry import Handler, Registry, handler
from lms.jobs.run import Cancelled, Run
from lms.jobs.services import enqueue

__all__ = ["Cancelled", "Handler", "Registry", "Run", "enqueue", "handler"]
