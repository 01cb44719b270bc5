from dataclasses import replace

from library.works import importing, indexing, services
from library.works.importing import Origin
from library.works.manuscripts import Manuscript, read_apart
from library.works.models import PendingImport
from library.works.queries import READ
from library.works.services import DESCRIBED, IMPORT, INDEX
from library.works.telling import tell_imported
from lms.jobs import Run, handler
from lms.search import index_of
from lms.web.i18n import lazy_gettext as _l

REBUILD = "library.rebuild"
READING = 0.2  # of an import, whose greater part is indexing


@handler(READ, lane="papers", lease_seconds=60, label=_l("识别著作文件"))
def read_upload(run: Run) -> None:
    """Find out what is in an uploaded file that is too large to be read while somebody waits."""
    pending = _pending(run)
    manuscript = _manuscript(run, pending)
    with run.writing() as session:
        services.understand(session, pending.id, manuscript)


def _pending(run: Run) -> PendingImport:
    with run.db.session(write=False) as session:
        return session.get_one(PendingImport, run.payload["import_id"])


def _manuscript(run: Run, pending: PendingImport, part: float = 1.0) -> Manuscript:
    """Read the file again; that is `part` of the whole work."""
    with run.blobs.local_path(pending.blob) as source:
        return read_apart(
            source,
            pending.file_name,
            run.settings.data_dir,
            lambda share: run.progress(part * share, pending.title),
        )


@handler(IMPORT, lane="papers", lease_seconds=120, label=_l("导入著作"))
def import_work(run: Run) -> None:
    """Make a confirmed file the current edition of its work."""
    pending = _pending(run)
    manuscript = _manuscript(run, pending, READING)
    told = {name: getattr(pending, name) for name in DESCRIBED}
    manuscript = replace(manuscript, head=replace(manuscript.head, **told))
    origin = Origin(file_name=pending.file_name, by=pending.created_by, work_id=pending.work_id)
    outcome = importing.bring_in(
        run.db,
        index_of(run.app),
        manuscript,
        origin,
        lambda share: run.progress(READING + (1 - READING) * share, pending.title),
    )
    with run.writing() as session:
        tell_imported(session, pending, outcome)


@handler(
    INDEX, lease_seconds=120, every="*/10 * * * *", is_begun_with=True, label=_l("更新文库索引")
)
def catch_up(run: Run) -> None:
    """Index what the index lacks: samples just loaded, what a kill has left undone.

    At the start of a worker, too: the index of an older format counts as empty.
    """
    indexing.catch_up(run.db, index_of(run.app), run.progress)


@handler(REBUILD, lease_seconds=120, every="40 3 * * *", lane="heavy", label=_l("重建文库索引"))
def rebuild(run: Run) -> None:
    """Make one index of the many pieces that a day of imports has left."""
    index = index_of(run.app)
    if index.is_scattered():
        indexing.rebuild(run.db, index, run.progress)
