"""How an import begins: a file is taken in, and its columns are told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms import audit, jobs
from lms.db import took_effect, utcnow
from lms.db.blobs import unnamed
from lms.errors import Conflict, Invalid, demand
from lms.people.actor import Actor
from lms.people.imports.columns import is_enough, recognised
from lms.people.imports.models import Import, StagedPerson, StagedUnit, State, Subject
from lms.people.imports.queries import CHECK, check_key
from lms.people.imports.table import Table
from lms.people.models import Tree
from lms.people.policy import may_administer
from lms.people.units.queries import has_tree

SAMPLES = 3  # rows shown where columns are told apart
UNCONFIRMED_KEPT = timedelta(days=7)
UNDO_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that could be read: its name, where its content is, and what it holds."""

    file_name: str
    blob: str
    subject: Subject
    table: Table
    tree: Tree = Tree.party


def begin(session: Session, actor: Actor, upload: Upload) -> Import:
    """Take a file in. Its columns are guessed by their names; nothing is compared yet."""
    demand(may_administer(actor))
    if not has_tree(session, upload.tree):
        raise Invalid("还没有建立行政组织，请先在“组织架构”中建立。")
    header = upload.table.header
    kept = Import(
        subject=upload.subject,
        tree=upload.tree,
        file_name=upload.file_name[-200:],
        blob=upload.blob,
        header=header.cells,
        samples=[line.cells for line in upload.table.lines[:SAMPLES]],
        columns=recognised(upload.subject, header.cells),
        created_by=actor.id,
    )
    session.add(kept)
    session.flush()
    _tell(session, actor, "import.upload", kept, file=kept.file_name)
    return kept


def map_columns(session: Session, actor: Actor, kept: Import, columns: Mapping[str, int]) -> None:
    """Say which column is which; whatever was checked before is to be checked anew."""
    demand(may_administer(actor))
    if not is_enough(kept.subject, columns):
        raise Invalid(
            "请指定“工号”或“登录名”所在的列。"
            if kept.subject is Subject.people
            else "请指定“组织”所在的列。"
        )
    open_still = update(Import).where(
        Import.id == kept.id, Import.state.not_in((State.confirmed, State.undone))
    )
    values = {"columns": dict(columns), "state": State.checking, "counts": {}}
    if not took_effect(session, open_still.values(revision=Import.revision + 1, **values)):
        raise Conflict("这次导入已经完成，不能再检查。请重新上传文件。")
    session.refresh(kept)


def order_check(session: Session, actor: Actor, kept: Import) -> None:
    """Let a job check the file as its columns are told now."""
    payload = {"import_id": kept.id, "revision": kept.revision}
    jobs.enqueue(session, CHECK, payload, key=check_key(kept), by=actor.id)


def forget_old(session: Session) -> list[str]:
    """Drop what was never confirmed; return the files that nothing needs any more."""
    now = utcnow()
    stale = select(Import.id).where(
        Import.confirmed_at.is_(None), Import.created_at < now - UNCONFIRMED_KEPT
    )
    over = Import.confirmed_at < now - UNDO_WITHIN
    blobs = select(Import.blob).where(Import.blob.is_not(None), Import.id.in_(stale) | over)
    names = {name for name in session.scalars(blobs) if name}
    for table in (StagedPerson, StagedUnit):
        session.execute(delete(table).where(table.import_id.in_(stale)))
    session.execute(update(Import).where(over).values(blob=None))
    session.execute(delete(Import).where(Import.id.in_(stale.scalar_subquery())))
    return unnamed(session, names)


def _tell(session: Session, actor: Actor, deed: str, kept: Import, **details: object) -> None:
    audit.record(session, actor.id, deed, f"import:{kept.id}", **details)
