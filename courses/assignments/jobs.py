from courses.assignments.telling import due_on, tell_due
from lms.db import today
from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l


@handler("assignments.tell_due", every="30 8 * * *", label=_l("提醒将要截止的学习任务"))
def tell_what_is_due(run: Run) -> None:
    """Tell each of them in a transaction of its own: a large school reads on meanwhile."""
    day = today(run.settings.zone)
    with run.db.session(write=False) as session:
        found = list(due_on(session, day))
    for due in found:
        with run.writing() as session:
            tell_due(session, due, day)
        run.progress(0.5)
