"""The laws of watched time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from media.playback.bucket import CAPACITY, HIGHEST_SPEED, LEASE_LIFE, Bucket, draw, filled
from media.playback.intervals import Interval, common, inside, length, minus, split, union

END = 3_600_000
NOON = datetime(2026, 6, 12, 4, tzinfo=UTC)

moment = st.integers(0, END)
interval = st.tuples(moment, moment).map(lambda pair: Interval(*sorted(pair)))
intervals = st.lists(interval, max_size=12)
unions = intervals.map(union)


@given(intervals, st.randoms())
def test_what_is_counted_does_not_depend_on_the_order_of_arrival(watched, random):
    late = random.sample(watched, len(watched))
    assert union(late) == union(watched)


@given(intervals)
def test_a_second_counts_once_however_often_it_was_watched(watched):
    once = union(watched)
    assert union(watched * 3) == union(once) == once
    assert length(once) <= END
    assert all(one.stop < two.start for one, two in pairwise(once))


@given(intervals, moment)
def test_a_union_covers_exactly_what_its_parts_cover(watched, at):
    covers = any(start <= at < stop for start, stop in watched)
    assert covers == any(start <= at < stop for start, stop in union(watched))


@given(unions, unions)
def test_what_two_share_and_what_each_has_alone_add_up(one, other):
    assert length(common(one, other)) + length(minus(one, other)) == length(one)
    assert common(one, other) == common(other, one)
    assert union([*common(one, other), *minus(one, other)]) == one
    assert common(minus(one, other), other) == []


@given(unions, moment)
def test_nothing_beyond_the_end_of_the_film_is_watched(watched, end):
    clipped = inside(watched, end)
    assert clipped == common(watched, union([Interval(0, end)]))


@given(unions, st.integers(0, 2 * END))
def test_what_fits_and_the_rest_are_the_whole(watched, budget):
    fits, rest = split(watched, budget)
    assert length(fits) == min(budget, length(watched))
    assert union([*fits, *rest]) == list(watched)


waits = st.lists(st.tuples(st.integers(0, 400_000), unions), max_size=20)


@given(waits)
def test_nobody_counts_more_than_twice_the_time_that_passed(reports):
    """Whatever is claimed and however it is spread: parallel loops, bursts, 16 times the speed."""
    bucket, now, counted = Bucket(0, NOON), NOON, []
    for wait, claimed in reports:
        now += timedelta(milliseconds=wait)
        drawn = draw(filled(bucket, now), minus(claimed, counted))
        bucket, counted = drawn.bucket, union([*counted, *drawn.fits])
        assert 0 <= bucket.held <= CAPACITY
    passed = (now - NOON) // timedelta(milliseconds=1)
    assert length(counted) <= HIGHEST_SPEED * passed


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=40), st.sampled_from([0.5, 1, 1.5, 2]))
def test_honest_watching_at_any_speed_loses_nothing(waits, speed):
    bucket, now, at, counted = Bucket(0, NOON), NOON, 0, []
    for wait in waits:
        now += timedelta(milliseconds=wait)
        shown = Interval(at, at + int(wait * speed))
        drawn = draw(filled(bucket, now), minus(union([shown]), counted))
        bucket, counted, at = drawn.bucket, union([*counted, *drawn.fits]), shown.stop
        assert not drawn.rest
    assert length(counted) == at


def test_what_does_not_fit_now_fits_later():
    claimed = [Interval(0, 90_000)]
    drawn = draw(filled(Bucket(0, NOON), NOON + timedelta(seconds=15)), claimed)
    assert (drawn.fits, drawn.rest) == ([Interval(0, 30_000)], [Interval(30_000, 90_000)])
    later = draw(filled(drawn.bucket, NOON + timedelta(seconds=45)), drawn.rest)
    assert (later.fits, later.rest) == ([Interval(30_000, 90_000)], [])


def test_a_silent_lease_and_a_clock_set_back_fill_nothing():
    long_after = NOON + 10 * LEASE_LIFE
    assert filled(Bucket(0, NOON), long_after).held == CAPACITY
    assert filled(Bucket(7, NOON), NOON - timedelta(hours=1)) == Bucket(
        7, NOON - timedelta(hours=1)
    )
