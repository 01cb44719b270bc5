from library.notes.models import PassageNote
from lms.db import utcnow
from lms.jobs import Run, handler
from lms.noting.services import KEPT, forget_removed
from lms.web.i18n import lazy_gettext as _l


@handler("library.notes.sweep", every="45 3 * * *", label=_l("清除已删除的读书笔记"))
def sweep(run: Run) -> None:
    """Forget for good what was removed a day ago."""
    with run.writing() as session:
        forget_removed(session, PassageNote, utcnow() - KEPT)
