from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import Spread, percentile, ratios, spread

values = st.lists(st.floats(0, 1e9), min_size=1, max_size=300).map(sorted)


@given(values, st.sampled_from([0.01, 0.5, 0.9, 0.99, 1.0]))
def test_a_percentile_is_the_smallest_value_that_the_share_is_not_above(
    found: list[float], share: float
) -> None:
    at = percentile(found, share)
    needed = math.ceil(round(share * len(found), 6))
    assert sum(one <= at for one in found) >= needed
    assert sum(one < at for one in found) < needed


def test_percentiles_of_a_hundred() -> None:
    hundred = [float(number) for number in range(1, 101)]
    assert [percentile(hundred, share) for share in (0.5, 0.99, 1.0)] == [50.0, 99.0, 100.0]


def test_a_spread_is_the_median_and_the_extremes() -> None:
    assert spread([3.0, 1.0, 2.0]) == Spread(middle=2.0, least=1.0, most=3.0)
    assert spread([1.0, 2.0]).middle == 1.5


def test_ratios_are_of_the_same_round() -> None:
    assert ratios([10.0, 30.0], [5.0, 10.0]) == [2.0, 3.0]


def test_rounds_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0, 2.0], [1.0])


@pytest.mark.parametrize("summary", [spread, lambda empty: percentile(empty, 0.5)])
def test_nothing_has_no_middle(summary: object) -> None:
    assert callable(summary)
    with pytest.raises(ValueError, match="nothing was measured"):
        summary([])
