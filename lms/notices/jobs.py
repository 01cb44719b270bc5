from lms.db import utcnow
from lms.jobs import Run, handler
from lms.mail.services import post_all
from lms.notices.choices import digested, mailed_digest
from lms.notices.letters import DIGEST
from lms.web.i18n import lazy_gettext as _l


@handler("notices.digest", every="30 7 * * *", label=_l("汇总通知邮件"))
def write_digests(run: Run) -> None:
    """Write a letter to everybody who has news since the last one; twice writes none again."""
    now = utcnow()
    with run.writing() as session:
        session.execute(digested(now))
        post_all(session, DIGEST, mailed_digest(now), at=now.isoformat())
