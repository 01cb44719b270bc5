from dataclasses import replace

from library.works import importing, indexing
from library.works.importing import Origin
from library.works.manuscripts import read_manuscript
from library.works.models import PendingImport
from library.works.services import DESCRIBED, IMPORT, INDEX
from lms.jobs import Run, handler
from lms.search import index_of
from lms.web.i18n import lazy_gettext as _l

REBUILD = "library.rebuild"


@handler(IMPORT, lease_seconds=120, label=_l("导入著作"))
def import_work(run: Run) -> None:
    """Make a confirmed file the current edition of its work."""
    with run.db.session(write=False) as session:
        pending = session.get_one(PendingImport, run.payload["import_id"])
    manuscript = read_manuscript(pending.file_name, run.blobs.read(pending.blob))
    told = {name: getattr(pending, name) for name in DESCRIBED}
    manuscript = replace(manuscript, head=replace(manuscript.head, **told))
    origin = Origin(file_name=pending.file_name, by=pending.created_by, work_id=pending.work_id)
    importing.bring_in(
        run.db,
        index_of(run.app),
        manuscript,
        origin,
        lambda share: run.progress(share, pending.title),
    )


@handler(INDEX, lease_seconds=120, every="*/10 * * * *", label=_l("更新文库索引"))
def catch_up(run: Run) -> None:
    """Index what the index lacks: samples just loaded, what a kill has left undone."""
    indexing.catch_up(run.db, index_of(run.app), run.progress)


@handler(REBUILD, lease_seconds=120, every="40 3 * * *", is_heavy=True, label=_l("重建文库索引"))
def rebuild(run: Run) -> None:
    """Make one index of the many pieces that a day of imports has left."""
    index = index_of(run.app)
    if index.is_scattered():
        indexing.rebuild(run.db, index, run.progress)
