from lms.decisions import rules_of
from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l
from quizzes.sittings import services


@handler("sittings.sweep", every="* * * * *", label=_l("到时交卷"))
def sweep(run: Run) -> None:
    """Hand in what is past its deadline and the grace, a sitting a transaction."""
    while _one(run):
        run.progress(0.5)


def _one(run: Run) -> bool:
    with run.db.session(write=True) as session:
        grace = rules_of(session, run.settings).answer_grace_seconds
        done = services.sweep(session, run.app.facts, grace)
        session.commit()
    return done > 0
