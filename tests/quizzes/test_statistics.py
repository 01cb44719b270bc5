"""The measures of classical test theory, as laws and by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics.measures import Score, measures

shares = st.integers(0, 4).map(lambda n: n / 4)
scores = st.lists(st.builds(Score, shares, shares), max_size=30)


@given(scores)
def test_measures_stay_in_their_bounds(found):
    told = measures(found)
    assert told.facility is None or 0 <= told.facility <= 1
    assert told.sd is None or told.sd >= 0
    index, efficiency = told.discrimination_index, told.discriminative_efficiency
    assert index is None or abs(index) <= 1 + 1e-9
    # turned round step by step, the pairings add up to no covariance at all, and each has the most
    # at most: what one of them falls short of it, the others make good
    assert efficiency is None or 1 - len(found) - 1e-6 <= efficiency <= 1 + 1e-9


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_people_makes_no_difference(found, random):
    other = random.sample(found, len(found))
    assert measures(other) == pytest.approx(measures(found), nan_ok=True) or found == other


def test_of_nobody_nothing_is_said():
    assert measures([]) == (0, None, None, None, None)
    assert measures([Score(1, 0.5)])[2:] == (None, None, None)


def test_by_hand():
    told = measures([Score(1, 0.8), Score(1, 0.6), Score(0, 0.4), Score(0, 0.2)])
    assert told.facility == 0.5
    assert told.sd == pytest.approx(0.57735, abs=1e-5)
    assert told.discrimination_index == pytest.approx(0.89443, abs=1e-5)
    assert told.discriminative_efficiency == pytest.approx(1)
