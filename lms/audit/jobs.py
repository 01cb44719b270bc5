from lms.audit.services import BATCH, seal
from lms.jobs import Run, handler


@handler("audit.seal", every="* * * * *")
def seal_entries(run: Run) -> None:
    """Seal what was committed since; each batch in a short transaction of its own."""
    while True:
        with run.db.session(write=True) as session:
            count = seal(session)
            session.commit()
        if count < BATCH:
            return
        run.progress(0.5)
