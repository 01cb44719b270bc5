"""Which backups are kept: the last of each of the latest days, weeks and months that have one."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from lms.decisions import Rules


class Plan(NamedTuple):
    """How many of them there are to be."""

    daily: int
    weekly: int
    monthly: int


def plan_of(rules: Rules) -> Plan:
    return Plan(rules.backup_daily, rules.backup_weekly, rules.backup_monthly)


def kept(moments: Iterable[datetime], plan: Plan, zone: ZoneInfo) -> set[datetime]:
    """Return those that the plan keeps. Days, weeks and months are the school's own.

    Pruning every night comes to the same as pruning once at the end; the last one always stays.
    """
    latest_first = sorted(moments, reverse=True)
    periods: Sequence[tuple[Callable[[datetime], Any], int]] = (
        (lambda at: at.date(), plan.daily),
        (lambda at: at.isocalendar()[:2], plan.weekly),
        (lambda at: (at.year, at.month), plan.monthly),
    )
    stay = set(latest_first[:1])
    for period_of, number in periods:
        last_of: dict[Any, datetime] = {}
        for at in latest_first:
            last_of.setdefault(period_of(at.astimezone(zone)), at)
        stay |= set(list(last_of.values())[:number])
    return stay
