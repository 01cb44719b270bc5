from lms.jobs import Run, handler
from lms.people import repeats, sessions, throttle
from lms.people.activation.services import forget_old as forget_links


@handler("people.tidy", every="40 3 * * *", label="清理过期的登录记录")
def tidy(run: Run) -> None:
    """Forget tries, sessions and kept answers that nobody asks about any more."""
    with run.db.session(write=True) as session:
        throttle.forget_old(session)
        sessions.forget_old(session)
        repeats.forget_old(session)
        forget_links(session)
        session.commit()
