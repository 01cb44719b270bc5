from datetime import datetime

from lms.db import today, utcnow
from lms.decisions import rules_of
from lms.jobs import Run, handler
from lms.jobs.timetable import claim_slot
from lms.mail.services import post_all
from lms.notices.choices import digested, mailed_digest
from lms.notices.heard import tell_terms_over
from lms.notices.letters import DIGEST
from lms.web.i18n import lazy_gettext as _l

WRITTEN = "notices.digest.written"
MINUTE = 30


@handler("notices.digest", every="30 * * * *", label=_l("汇总通知邮件"))
def write_digests(run: Run) -> None:
    """Write a letter to everybody who has news since the last one, once a day.

    Asked every hour, for the school decides on the hour; a worker that slept through it writes
    when it wakes.
    """
    now, settings = utcnow(), run.settings
    with run.writing() as session:
        hour = rules_of(session, settings).digest_hour
        due_at = _due(now.astimezone(settings.zone), hour)
        if due_at > now or not claim_slot(session, WRITTEN, due_at):
            return
        session.execute(digested(now))
        post_all(session, DIGEST, mailed_digest(now), at=now.isoformat())


def _due(here: datetime, hour: int) -> datetime:
    return here.replace(hour=hour, minute=MINUTE, second=0, microsecond=0)


@handler("notices.terms", every="20 6 * * *", label=_l("告知任期结束"))
def tell_whose_term_is_over(run: Run) -> None:
    with run.writing() as session:
        tell_terms_over(session, today(run.settings.zone))
