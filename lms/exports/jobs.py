import tempfile
from collections.abc import Callable
from pathlib import Path

from lms.db import today, utcnow
from lms.errors import Refusal
from lms.exports import services
from lms.exports.kinds import Making, kinds_of
from lms.exports.models import Export, ExportState
from lms.jobs import Run, handler
from lms.people.models import Person
from lms.people.queries import actor_of
from lms.web.i18n import lazy_gettext as _l
from lms.web.i18n import speaking

HALF_WAY = 0.5


@handler(services.KIND, label=_l("导出文件"))
def make_export(run: Run) -> None:
    """Make the file of an export, of what its person may have now."""
    export_id = run.payload["export_id"]
    try:
        made = _made(run, export_id)
    except Refusal as refusal:
        with run.writing() as session:
            services.give_up(session, run.app.facts, export_id, str(refusal))
        raise
    if made is None:
        return
    with run.writing() as session:
        # raises NotFound when it expired in another's name this moment: the job runs again
        services.deliver(session, run.app.facts, export_id, made, run.blobs.size(made))


def _made(run: Run, export_id: int) -> str | None:
    """Return the blob of the file; None when it was delivered before."""
    with run.db.session(write=False) as session:
        export = session.get_one(Export, export_id)
        if export.state is not ExportState.queued:
            return None
        person = session.get_one(Person, export.person_id)
        actor = actor_of(session, person, today(run.settings.zone))
        making = Making(session, actor, export, run.settings, _teller(run))
        with speaking(export.language):
            return _stored(run, making)


def _stored(run: Run, making: Making) -> str:
    with tempfile.TemporaryDirectory(dir=run.settings.data_dir) as folder:
        target = Path(folder) / f"export.{making.export.format}"
        kinds_of(run.app)[making.export.report].make(making, target)
        return run.blobs.put(target)


def _teller(run: Run) -> Callable[[float | None], None]:
    """Say how far the file is; who cannot say it is half-way all the time."""
    return lambda share: run.progress(HALF_WAY if share is None else share)


@handler("reports.expire_exports", every="17 3 * * *", label=_l("清理过期的导出文件"))
def expire_exports(run: Run) -> None:
    """Delete files that are past their time.

    Inside the transaction: whoever makes a file of the same content meanwhile delivers after it,
    and sees that the file is gone.
    """
    with run.writing() as session:
        for blob in services.expire(session, utcnow()):
            run.blobs.delete(blob)
