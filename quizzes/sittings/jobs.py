from datetime import timedelta

from lms.db import utcnow
from lms.decisions import rules_of
from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l
from quizzes.sittings import services, telling

SWEPT_WITHIN = timedelta(minutes=2)


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


@handler("sittings.tell_released", every="*/5 * * * *", label=_l("告知测试成绩公布"))
def tell_what_is_released(run: Run) -> None:
    """Tell it once the school has handed in what was still running when the quiz closed."""
    with run.db.session(write=False) as session:
        grace = timedelta(seconds=rules_of(session, run.settings).answer_grace_seconds)
        found = telling.released(session, utcnow() - grace - SWEPT_WITHIN)
    for quiz in found:
        with run.writing() as session:
            telling.tell_released(session, quiz)
