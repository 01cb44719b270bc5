"""Importing ten thousand people: the whole time, and the longest turn with the write lock."""

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from io import StringIO
from itertools import count
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from lms.config import ZONE
from lms.db import Base, today
from lms.people.imports import services, staging
from lms.people.imports.confirming import confirm
from lms.people.imports.models import Import, Subject
from lms.people.imports.table import read_table
from lms.people.imports.undoing import undo
from lms.web import LMS
from lms.workshop.bench import Bench, Pair, at_most, row
from tests.bench.database import new_school
from tests.factories import School, build_school
from wsgi import create_app

PEOPLE = 10_000
HEADER = ("工号", "姓名", "政治面貌", "党组织", "隶属日期")
BRANCHES = ("甲车间党支部", "乙车间党支部", "丙车间党支部")
SERIES = count(1)


Write = Callable[[], AbstractContextManager[Session]]


class Office(NamedTuple):
    app: LMS
    school: School


class Taken(NamedTuple):
    """What an import took: in all, at most in one turn with the write lock, and its undoing.

    In seconds.
    """

    whole: float
    longest_turn: float
    undone: float


@cache
def _office() -> Office:
    folder = Path(tempfile.mkdtemp(prefix="bench-imports-"))
    app = create_app(new_school(folder))
    app.jobs.send = None
    Base.metadata.create_all(app.db.engine)
    with app.db.session(write=True) as session:
        return Office(app, build_school(session))


def _roster(people: int) -> bytes:
    series, text = next(SERIES), StringIO()
    rows = (
        (f"{series}{n:07}", f"党员{n}", "正式党员", BRANCHES[n % 3], "2026-01-01")
        for n in range(people)
    )
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode("gb18030")


def _import(people: int) -> Taken:
    """Take a file in, check it, confirm it; then take it back, so that the next finds the same."""
    office, turns = _office(), []
    source, write = _roster(people), _writing(turns)
    begun = time.perf_counter()
    kept = _take_in(office, source, write)
    day = today(ZONE)
    stage = staging.Stage(office.app.db, office.app.blobs, day, write=write, progress=bool)
    staging.check(stage, kept.id, kept.revision)
    with write() as session:
        admin = office.school.actor(session, office.school.admin)
        confirm(session, admin, session.get_one(Import, kept.id))
    whole, longest_turn, begun = time.perf_counter() - begun, max(turns), time.perf_counter()
    with write() as session:
        assert undo(session, admin, session.get_one(Import, kept.id))
    return Taken(whole, longest_turn, time.perf_counter() - begun)


def _writing(turns: list[float]) -> Write:
    @contextmanager
    def _write() -> Iterator[Session]:
        with _office().app.db.session(write=True) as session:
            session.connection()  # the lock is taken here
            begun = time.perf_counter()
            yield session
            session.commit()
            turns.append(time.perf_counter() - begun)

    return _write


def _take_in(office: Office, source: bytes, write: Write) -> Import:
    table = read_table(source, Subject.people)
    blob = office.app.blobs.put(source)
    upload = services.Upload("名册.csv", blob, Subject.people, table)
    with write() as session:
        admin = office.school.actor(session, office.school.admin)
        kept = services.begin(session, admin, upload)
        services.map_columns(session, admin, kept, kept.columns)
    return kept


@row("import of 10,000 people", unit="s", goal=at_most(20))
def import_people(bench: Bench) -> Pair:
    people = bench.size("people", PEOPLE)
    return bench.alternate(lambda: _import(people).whole)


@row("write lock of that import", unit="s", goal=at_most(1))
def write_lock(bench: Bench) -> Pair:
    people = bench.size("people", PEOPLE)
    return bench.alternate(lambda: _import(people).longest_turn)


@row("undo of that import", unit="s", goal=at_most(3))
def undo_people(bench: Bench) -> Pair:
    """One turn with the write lock: an import is taken back as a whole or not at all."""
    people = bench.size("people", PEOPLE)
    return bench.alternate(lambda: _import(people).undone)
