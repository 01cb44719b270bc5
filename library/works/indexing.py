"""Keeping the index what the library is."""

from collections.abc import Callable

from library.works import queries
from lms.db import Database
from lms.search import Beat, Index

Progress = Callable[[float], None]
"""Called with the share done (0 to 1); what it raises stops the work."""


def catch_up(database: Database, index: Index, progress: Progress) -> int:
    """Index what is missing or incomplete, drop what nobody reads; return how many editions.

    The index itself says what it holds, so nothing has to remember: an index that was deleted or
    left unfinished by a kill is simply found wanting.
    """
    with database.session(write=False) as session:
        expected = queries.expected_sizes(session)
    held = index.sizes()
    missing = {edition for edition, size in expected.items() if held.get(edition) != size}
    idle = {edition for edition in held if edition not in expected}
    if missing or idle:
        beat = _beat(progress, sum(expected[edition] for edition in missing))
        index.update(queries.documents(database, missing), drop=missing | idle, beat=beat)
    return len(missing | idle)


def rebuild(database: Database, index: Index, progress: Progress) -> int:
    """Make the index anew from the database; return the number of passages."""
    with database.session(write=False) as session:
        expected = queries.expected_sizes(session)
    total = sum(expected.values())
    index.rebuild(queries.documents(database, expected), beat=_beat(progress, total))
    return total


def _beat(progress: Progress, total: int) -> Beat:
    return lambda done: progress(done / max(total, 1))
