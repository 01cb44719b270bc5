"""Before the fork: pages are answered once for nobody, and the heap's gaps are filled."""

import subprocess
import sys
import threading

import pytest
from structlog.testing import capture_logs

from lms.bootstrap.places import ROOT
from lms.supervision.rehearsal import rehearse
from lms.web import LMS
from tests.factories import School

GAPS = """
from lms.bootstrap import kernel
kept = [bytearray(2000) for _ in range(2000)]
del kept[::2]
kernel._libc.mallinfo2.restype = kernel._Heap
free = lambda heap: heap.fordblks - heap.keepcost
before = free(kernel._libc.mallinfo2())
kernel.fill_gaps()
print(before, free(kernel._libc.mallinfo2()))
"""


def test_rehearsal_only_reads(committed_app: LMS, committed_school: School, count_queries) -> None:
    with capture_logs() as logs, count_queries() as statements:
        rehearse(committed_app)
    assert statements
    assert all(statement.lstrip().startswith(("SELECT", "WITH")) for statement in statements)
    assert logs == []


def test_rehearsal_leaves_nothing_to_be_carried_over_a_fork(
    committed_app: LMS, committed_school: School
) -> None:
    threads = threading.active_count()
    rehearse(committed_app)
    assert committed_app.db.engine.pool.checkedin() == 0
    assert committed_app.db.engine.pool.checkedout() == 0
    assert threading.active_count() == threads


def test_rehearsal_on_an_empty_database_keeps_no_school_from_opening(homeless_app: LMS) -> None:
    with capture_logs() as logs:
        rehearse(homeless_app)
    assert [entry["event"] for entry in logs] == ["rehearsal failed"]


def test_gaps_of_the_heap_are_filled() -> None:
    told = subprocess.run(
        [sys.executable, "-c", GAPS], cwd=ROOT, check=True, capture_output=True, text=True
    )
    before, after = map(int, told.stdout.split())
    if before < 1_000_000:
        pytest.skip("another C library, or blocks of another size")
    assert after < before / 4
