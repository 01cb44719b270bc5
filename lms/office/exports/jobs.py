import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from lms.db import today, utcnow
from lms.errors import demand
from lms.jobs import Run, handler
from lms.office.exports import services, writing
from lms.office.exports.models import TrailFile
from lms.office.trail.details import Told, told_entries
from lms.office.trail.queries import BATCH, EntryRow, Today, all_entries, entry_count
from lms.people.models import Person
from lms.people.queries import actor_of
from lms.web.i18n import lazy_gettext as _l
from lms.web.i18n import speaking

TELL_EVERY = 1000


@handler(services.KIND, label=_l("导出审计记录"))
def make_file(run: Run) -> None:
    """Make the file of an order, of what its person may read now."""
    file_id = run.payload["file_id"]
    with run.db.session(write=False) as session:
        file = session.get_one(TrailFile, file_id)
        if file.ready_at is not None:
            return
        with speaking(file.language):
            blob = _made(run, session, file)
    with run.writing() as session:
        services.deliver(session, file_id, blob, run.blobs.size(blob))


def _made(run: Run, session: Session, file: TrailFile) -> str:
    zone = run.settings.zone
    search, now = services.search_of(file), Today(today(zone), zone)
    actor = actor_of(session, session.get_one(Person, file.person_id), now.day)
    demand(actor.has(*services.READERS))
    whole = entry_count(session, actor, search, now, up_to=file.last_entry)
    entries = all_entries(session, actor, search, now, up_to=file.last_entry)
    with tempfile.TemporaryDirectory(dir=run.settings.data_dir) as folder:
        target = Path(folder) / "trail"
        rows = _counted(run, writing.table(_told(session, entries), zone), max(whole, 1))
        writing.write(target, file.format, rows)
        return run.blobs.put(target)


def _told(session: Session, entries: Iterator[EntryRow]) -> Iterator[Told]:
    """Say the entries in words, few at a time: those of a batch are named by two queries."""
    while batch := list(islice(entries, BATCH)):
        yield from told_entries(session, batch)


def _counted(run: Run, rows: Iterable[writing.Row], whole: int) -> Iterator[writing.Row]:
    for count, row in enumerate(rows):
        if count % TELL_EVERY == 0:
            run.progress(min(count / whole, 1))
        yield row


@handler("audit.expire_files", every="27 3 * * *", label=_l("清理过期的审计文件"))
def expire_files(run: Run) -> None:
    with run.writing() as session:
        for blob in services.expire(session, utcnow()):
            run.blobs.delete(blob)
