"""Bringing a manuscript of any length into the library while the school serves.

The write lock is taken many times for a moment, never for long. Readers keep the old edition until
the new one is whole and indexed; a kill anywhere leaves the old edition in force, and doing it
again does it right.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from library.works import editions, queries, services
from library.works.indexing import Progress
from library.works.manuscripts import Manuscript
from library.works.models import Edition, Work
from lms import audit
from lms.db import Database
from lms.search import Index

BATCH = 400  # passages in one transaction: some ten milliseconds
LEAST_PAUSE = 0.01  # seconds
WRITTEN_SHARE = 0.3  # of the work is writing, the rest indexing


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a manuscript came from: a file, a person (none on the console), a known work."""

    file_name: str
    by: int | None = None
    work_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import has come to. Unchanged: the text was the current edition's already."""

    work_id: int
    slug: str
    edition: int
    passages: int
    is_unchanged: bool


def bring_in(
    database: Database, index: Index, manuscript: Manuscript, origin: Origin, progress: Progress
) -> Outcome:
    with database.session(write=True) as session:
        work = _work(session, manuscript, origin)
        current = queries.current_edition(session, work.id)
        session.commit()
    if current and current.digest == manuscript.digest():
        return Outcome(work.id, work.slug, current.number, current.passages, is_unchanged=True)
    edition, layout = _begin(database, work, current, manuscript)
    _write(database, edition, layout, progress)
    _index(database, index, edition, progress)
    _put_in_force(database, edition, layout, origin)
    index.update([], drop={current.id} if current else (), beat=lambda _done: progress(1.0))
    return Outcome(work.id, work.slug, edition.number, edition.passages, is_unchanged=False)


def _work(session: Session, manuscript: Manuscript, origin: Origin) -> Work:
    if origin.work_id:
        return services.describe(session, origin.work_id, manuscript.head)
    return services.work_for(session, manuscript.head)


def _begin(
    database: Database, work: Work, current: Edition | None, manuscript: Manuscript
) -> tuple[Edition, editions.Layout]:
    with database.session(write=False) as session:
        old = queries.paragraphs(session, current.id) if current else []
    layout = editions.laid_out(manuscript, old, work.next_anchor)
    with database.session(write=True) as session:
        edition = editions.begin(session, work, manuscript, layout)
        session.commit()
    return edition, layout


def _write(
    database: Database, edition: Edition, layout: editions.Layout, progress: Progress
) -> None:
    for start, rows in _batches(layout.passages):
        with _turn(database) as session:
            editions.add_passages(session, edition.id, rows)
        progress(WRITTEN_SHARE * start / len(layout.passages))


@contextmanager
def _turn(database: Database) -> Iterator[Session]:
    """Write for a moment, then leave others as long a turn: they come to the lock by luck."""
    began = time.monotonic()
    with database.session(write=True) as session:
        yield session
        session.commit()
    time.sleep(max(LEAST_PAUSE, time.monotonic() - began))


def _batches(rows: list[dict[str, Any]]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    for start in range(0, len(rows), BATCH):
        yield start, rows[start : start + BATCH]


def _index(database: Database, index: Index, edition: Edition, progress: Progress) -> None:
    def _beat(done: int) -> None:
        share = done / edition.passages
        progress(WRITTEN_SHARE + (1 - WRITTEN_SHARE) * share)

    documents = queries.documents(database, [edition.id])
    index.update(documents, drop={edition.id}, beat=_beat)


def _put_in_force(
    database: Database, edition: Edition, layout: editions.Layout, origin: Origin
) -> None:
    with database.session(write=True) as session:
        origins = {"file_name": origin.file_name[-200:], "imported_by": origin.by}
        session.execute(update(Edition).where(Edition.id == edition.id).values(**origins))
        editions.put_in_force(session, edition, layout.next_anchor)
        audit.record(
            session,
            origin.by,
            "work.edition",
            f"work:{edition.work_id}",
            edition=edition.number,
            file=origin.file_name,
        )
        session.commit()
