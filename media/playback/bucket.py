"""How much content a person may have watched by now, by the server's clock.

It fills in real time times the highest speed while a lease lives and holds two minutes. There is
no slack: what does not fit waits in the browser and is sent again.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from media.playback.intervals import Union, length, split

HIGHEST_SPEED = 2
CAPACITY = 120_000  # milliseconds of content
LEASE_LIFE = timedelta(seconds=180)  # a lease nobody has beaten for so long is dead


class Bucket(NamedTuple):
    """What it held when it was last looked at."""

    held: int
    at: datetime


class Drawn(NamedTuple):
    """What fitted, what did not, and the bucket afterwards."""

    fits: Union
    rest: Union
    bucket: Bucket


def filled(bucket: Bucket, now: datetime) -> Bucket:
    """Return the bucket at `now`: a dead lease fills nothing, nor does a clock set back."""
    alive = min(max(now - bucket.at, timedelta(0)), LEASE_LIFE)
    gained = alive // timedelta(milliseconds=1) * HIGHEST_SPEED
    return Bucket(min(CAPACITY, bucket.held + gained), now)


def draw(bucket: Bucket, fresh: Union) -> Drawn:
    """Take as much of the fresh content as the bucket pays for."""
    fits, rest = split(fresh, bucket.held)
    return Drawn(fits, rest, bucket._replace(held=bucket.held - length(fits)))
