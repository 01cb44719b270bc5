"""Which backups stay: laws of the plan, whatever days backups were made on."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.backup.plan import Plan, kept
from lms.config import ZONE

NIGHT = datetime(2026, 6, 11, 18, 30, tzinfo=UTC)  # 02:30 in Shanghai
moments = st.sets(
    st.integers(0, 500 * 24).map(lambda hours: NIGHT + timedelta(hours=hours)), max_size=40
)
plans = st.builds(Plan, st.integers(1, 9), st.integers(0, 6), st.integers(0, 8))


@given(moments, plans)
def test_no_more_stay_than_the_plan_says_and_the_last_always_does(there, plan):
    stay = kept(there, plan, ZONE)
    assert stay <= there
    assert len(stay) <= sum(plan)
    assert not there or max(there) in stay


@given(moments, plans)
def test_pruning_again_deletes_nothing(there, plan):
    once = kept(there, plan, ZONE)
    assert kept(once, plan, ZONE) == once


@given(moments, plans)
def test_pruning_every_night_is_pruning_once(there, plan):
    stay = set()
    for moment in sorted(there):
        stay = kept(stay | {moment}, plan, ZONE)
    assert stay == kept(there, plan, ZONE)


@given(moments, plans, plans)
def test_who_keeps_more_of_each_loses_none(there, plan, more):
    larger = Plan(*(a + b for a, b in zip(plan, more, strict=True)))
    assert kept(there, plan, ZONE) <= kept(there, larger, ZONE)


def test_half_a_year_of_nights_comes_down_to_days_weeks_and_months():
    nights = [NIGHT - timedelta(days=days) for days in range(180)]
    stay = kept(nights, Plan(7, 4, 6), ZONE)
    days = sorted(((NIGHT - one).days for one in stay), reverse=True)
    # the last night of each month, of each week, and each of the last seven
    assert days == [132, 104, 73, 43, 19, 12, 6, 5, 4, 3, 2, 1, 0]


def test_of_two_on_one_day_of_the_school_the_later_stays():
    before_midnight, after = (datetime(2026, 6, 11, hour, 30, tzinfo=UTC) for hour in (15, 16))
    later = after + timedelta(hours=1)
    assert kept({before_midnight, after, later}, Plan(2, 0, 0), ZONE) == {before_midnight, later}
