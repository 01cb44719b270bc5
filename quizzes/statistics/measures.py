"""What marks say about an item. Pure; shares of 1, None where nothing can be said.

The measures are those of classical test theory under the names that teachers know from Moodle.
"""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

FEWEST = 2  # with one person nothing varies
ENOUGH = 10  # people, before a correlation is worth showing


class Score(NamedTuple):
    """What one sitting earned on an item and on the rest of its paper, as shares of 1."""

    item: float
    rest: float


class Measures(NamedTuple):
    """How an item did.

    `facility`: the mean share earned. `sd`: how much it varies. `discrimination_index`: the
    correlation with the rest of the paper. `discriminative_efficiency`: the covariance with the
    rest, of the largest that these marks could have had.
    """

    sat: int
    facility: float | None
    sd: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None


def measures(scores: Sequence[Score]) -> Measures:
    items = [score.item for score in scores]
    rests = [score.rest for score in scores]
    return Measures(
        sat=len(scores),
        facility=statistics.fmean(items) if items else None,
        sd=statistics.stdev(items) if len(items) >= FEWEST else None,
        discrimination_index=_correlation(items, rests),
        discriminative_efficiency=_efficiency(items, rests),
    )


def _correlation(items: Sequence[float], rests: Sequence[float]) -> float | None:
    if len(items) < FEWEST:
        return None
    spread = statistics.stdev(items) * statistics.stdev(rests)
    return statistics.covariance(items, rests) / spread if spread else None


def _efficiency(items: Sequence[float], rests: Sequence[float]) -> float | None:
    """Compare with the pairing in which the best on the item are the best on the rest."""
    if len(items) < FEWEST:
        return None
    most = statistics.covariance(sorted(items), sorted(rests))
    return statistics.covariance(items, rests) / most if most else None
