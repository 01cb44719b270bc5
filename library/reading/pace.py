"""When a page of a work counts as read.

The rule, as the page itself states it: it was opened and its end was reached, not sooner
than a quick reader needs, and a minute goes into one page only. It keeps a program from reading
a novel in a second; it does not claim to know whether anybody understood it.
"""

from datetime import datetime, timedelta

from lms.errors import Conflict

CHARACTERS_A_SECOND = 25  # 1,500 a minute: three times the pace of ordinary reading
LONGEST = timedelta(minutes=10)


def least_time(characters: int) -> timedelta:
    """Return how long a page is open at least before it can have been read."""
    return min(timedelta(seconds=characters // CHARACTERS_A_SECOND), LONGEST)


def check(characters: int, opened_at: datetime, now: datetime) -> None:
    left = (opened_at + least_time(characters) - now).total_seconds()
    if left > 0:
        raise Conflict(
            "本页约 %(characters)s 字，打开的时间还太短，请读完后再确认。", characters=characters
        )
