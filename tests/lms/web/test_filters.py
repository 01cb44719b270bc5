from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from lms.web import filters


@pytest.fixture
def page(app):
    """A page of the year 2026, as a Chinese reader sees it."""
    with time_machine.travel("2026-06-12", tick=False), app.test_request_context():
        yield


def read(words: str) -> str:
    return words.replace(filters.NBSP, "_")


def test_a_number_stays_with_its_unit():
    assert read(filters.unit(1286, "人")) == "1,286_人"
    assert read(filters.glued("2026 年第二季度 集中学习")) == "2026_年第二季度 集中学习"


def test_a_day_tells_its_year_when_it_is_not_this_one(page):
    assert read(filters.day(date(2026, 6, 30))) == "6_月_30_日"
    assert read(filters.day(date(2025, 12, 1))) == "2025_年_12_月_1_日"


def test_moments_are_told_in_the_zone_of_the_school(page):
    assert read(filters.moment(datetime(2026, 6, 11, 22, 30, tzinfo=UTC))) == "6_月_12_日 06:30"


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (860, "14:20"), (3723.9, "1:02:03")])
def test_a_place_in_a_film(seconds, words):
    assert filters.clock(seconds) == words


def test_amounts_lose_idle_zeros():
    assert [filters.plain(Decimal(n)) for n in ("1.00", "0.50", "92", "100")] == [
        "1",
        "0.5",
        "92",
        "100",
    ]
