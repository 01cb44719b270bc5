import structlog

from lms.audit import services
from lms.audit.services import BATCH, seal, verify
from lms.jobs import Run, handler

log = structlog.get_logger()


@handler("audit.seal", every="* * * * *", label="封存审计记录")
def seal_entries(run: Run) -> None:
    """Seal what was committed since; each batch in a short transaction of its own."""
    while True:
        with run.db.session(write=True) as session:
            count = seal(session)
            session.commit()
        if count < BATCH:
            return
        run.progress(0.5)


@handler("audit.verify", every="20 3 * * *", label="核验审计链")
def verify_chain(run: Run) -> None:
    """Walk the chain each night; the trail and the log keep what was found.

    The log is another place than the database: its heads are anchors for `audit verify`.
    """
    with run.db.session(write=False) as session:
        verdict = verify(session)
    with run.db.session(write=True) as session:
        services.note_verdict(session, verdict)
        session.commit()
    say = log.info if verdict.broken_at is None else log.error
    say("audit chain", sealed=verdict.sealed, head=verdict.head, broken_at=verdict.broken_at)
