import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from courses.reports import queries, services
from courses.reports.asking import Clock
from courses.reports.models import Export, ExportState
from courses.reports.names import names
from courses.reports.report import Subject, subject
from courses.reports.units import place
from lms.db import today, utcnow
from lms.errors import Refusal
from lms.jobs import Run, handler
from lms.people import Person
from lms.people.queries import actor_of
from lms.web.i18n import lazy_gettext as _l
from lms.web.i18n import speaking


@handler(services.KIND, label=_l("导出报表"))
def make_export(run: Run) -> None:
    """Make the file of an export, in the scope that its person has now."""
    export_id = run.payload["export_id"]
    try:
        made = _made(run, export_id)
    except Refusal as refusal:
        with run.writing() as session:
            services.give_up(session, export_id, str(refusal))
        raise
    if made is None:
        return
    with run.writing() as session:
        services.deliver(session, export_id, made, run.blobs.size(made))


def _made(run: Run, export_id: int) -> str | None:
    """Return the blob of the file; None when it was delivered before."""
    with run.db.session(write=False) as session:
        export = session.get_one(Export, export_id)
        if export.state is not ExportState.queued:
            return None
        clock = Clock(export.created_at, run.settings.zone)
        person = session.get_one(Person, export.person_id)
        actor = actor_of(session, person, today(run.settings.zone))
        here = place(session, actor, export.parameters["unit"])
        about = subject(session, actor, here, services.asked_by(export), clock)
        with speaking(export.language):
            return _stored(run, session, about)


def _stored(run: Run, session: Session, about: Subject) -> str:
    from courses.reports import workbook  # noqa: PLC0415  an engine of 4 MB that only this needs

    whole = max(queries.head_count(session, about.question), 1)
    with tempfile.TemporaryDirectory(dir=run.settings.data_dir) as folder:
        target = Path(folder) / "export.xlsx"
        workbook.write(
            target,
            about,
            names(session, about.question),
            run.settings.zone,
            lambda written: run.progress(written / whole),
        )
        return run.blobs.put(target)


@handler("reports.expire_exports", every="17 3 * * *", label=_l("清理过期的导出文件"))
def expire_exports(run: Run) -> None:
    """Delete files that are past their time. A kill in between leaves at most a blob behind."""
    with run.writing() as session:
        blobs = services.expire(session, utcnow())
    for blob in blobs:
        run.blobs.delete(blob)
