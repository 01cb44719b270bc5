"""Checks a file and keeps what each row comes to, before anything is written of it.

Reading and comparing hold no write lock; the rows are kept in batches, so pages never wait.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from lms.db import Database, took_effect, utcnow
from lms.facts import Fact
from lms.people.imports import queries
from lms.people.imports.comparing import Comparison
from lms.people.imports.growing import Growth
from lms.people.imports.models import (
    Import,
    StagedPerson,
    StagedUnit,
    State,
    Subject,
    Verdict,
)
from lms.people.imports.table import Line, read_table
from lms.storage import Blobs

BATCH = 500
CHECKED = "import.checked"
ROWS: dict[Subject, type[StagedPerson | StagedUnit]] = {
    Subject.people: StagedPerson,
    Subject.units: StagedUnit,
}


def _nobody(_session: Session, _fact: Fact) -> None:
    """Tell nobody: whoever asked waits for the answer."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a file is checked: in a job, which tells how far it is, or for a program that waits."""

    database: Database
    blobs: Blobs
    today: date
    write: Callable[[], AbstractContextManager[Session]]
    progress: Callable[[float], None]
    tell: Callable[[Session, Fact], None] = _nobody


def check(stage: Stage, import_id: int, revision: int) -> None:
    """Judge all rows of a file. Run again it does the same; what a newer mapping asks for, wins."""
    with stage.database.session(write=False) as session:
        kept = session.scalars(select(Import).where(_wanted(import_id, revision))).one_or_none()
        if kept is None or kept.blob is None:
            return
        lines = read_table(stage.blobs.read(kept.blob), kept.subject).lines
        rows = _judged(session, kept, lines, stage.today)
    if _keep(stage, kept, rows):
        counts = {verdict.value: 0 for verdict in Verdict}
        for row in rows:
            counts[row["verdict"]] += 1
        with stage.write() as session:
            ready = update(Import).where(_wanted(import_id, revision))
            if took_effect(session, ready.values(state=State.ready, counts=counts)):
                stage.tell(session, Fact(CHECKED, kept.created_by, kept.id, utcnow()))


def _judged(
    session: Session, kept: Import, lines: Sequence[Line], today: date
) -> list[dict[str, Any]]:
    if kept.subject is Subject.people:
        comparison = Comparison(queries.roll(session, kept.tree, today), kept.columns)
        return [comparison.judge(line).staged() for line in lines]
    return Growth(queries.standing_units(session, kept.tree), kept.columns).judge(lines)


def _keep(stage: Stage, kept: Import, rows: Sequence[dict[str, Any]]) -> bool:
    """Keep the rows, a batch at a time; say whether they were wanted to the end."""
    table, wanted = ROWS[kept.subject], select(Import.id).where(_wanted(kept.id, kept.revision))
    for start in range(0, len(rows), BATCH):
        stage.progress(start / len(rows))
        batch = [{"import_id": kept.id, **row} for row in rows[start : start + BATCH]]
        with stage.write() as session:
            if session.scalar(wanted.with_for_update()) is None:
                return False
            if start == 0:
                session.execute(delete(table).where(table.import_id == kept.id))
            session.execute(insert(table), batch)
    return True


def _wanted(import_id: int, revision: int) -> ColumnElement[bool]:
    return (
        (Import.id == import_id) & (Import.revision == revision) & (Import.state == State.checking)
    )
