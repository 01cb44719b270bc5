from courses.notes.models import Note
from lms.db import utcnow
from lms.jobs import Run, handler
from lms.noting.services import KEPT, forget_removed
from lms.web.i18n import lazy_gettext as _l


@handler("notes.sweep", every="40 3 * * *", label=_l("清除已删除的笔记"))
def sweep(run: Run) -> None:
    """Forget for good what was removed a day ago."""
    with run.writing() as session:
        forget_removed(session, Note, utcnow() - KEPT)
