"""What it takes to print a certificate, and five hundred of them at once.

The typesetter is a program of its own: its processor time is that of our children.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import gettempdir

from courses.certificates import sheet
from courses.certificates.numbers import new_number
from courses.certificates.queries import Certified
from lms.config import Config
from lms.workshop.bench import Bench, Pair, at_most, row
from tests.conftest import new_config

BATCH = 500
NOW = datetime(2026, 6, 12, 1, 30, tzinfo=UTC)
SITE = "https://school.example"


@cache
def _settings() -> Config:
    return new_config(Path(gettempdir()))


def _certificates(count: int) -> list[Certified]:
    return [
        Certified(
            id=n,
            number=new_number(2026),
            person_id=n,
            course_id=1,
            name=f"学员{n}",
            unit="第一党支部",
            title="支部工作实务",
            hours=Decimal(2),
            completed_at=NOW,
            issuer="示例企业党委",
            issued_at=NOW,
            revoked_at=None,
            reason="",
        )
        for n in range(count)
    ]


def _cpu_ms(work: Callable[[], object]) -> float:
    """Return the processor milliseconds of a call, its programs included."""
    begun = sum(os.times()[:4])
    work()
    return (sum(os.times()[:4]) - begun) * 1000


def _printing(bench: Bench, count: int) -> Pair:
    certificates = _certificates(count)
    return bench.alternate(lambda: _cpu_ms(lambda: sheet.pdf(certificates, _settings(), SITE)))


@row("one certificate as PDF", unit="CPU ms", goal=at_most(300))
def one(bench: Bench) -> Pair:
    return _printing(bench, 1)


@row("500 certificates as PDF", unit="CPU ms", goal=at_most(5000))
def batch(bench: Bench) -> Pair:
    return _printing(bench, bench.size("certificates", BATCH))
