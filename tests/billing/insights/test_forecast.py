"""Forecasts: exact cases, a comparison with floating point, and general properties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import sqrt
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from billing.catalog.catalog import QuotaUnit
from billing.insights.forecast import (
    BASIS_DAYS,
    HORIZON,
    DaysLeft,
    Forecast,
    ForecastSource,
    days_left,
    forecast,
)
from billing.tokens import MAX_TOKENS
from tests.support.ledger.factories import NOW, free_model

WEEK = [300, 500, 200, 0, 900, 400, 100]
T_27 = 1.314

spends_of = st.lists(st.integers(0, 10_000), min_size=3, max_size=BASIS_DAYS)
amounts = st.integers(0, 10_000_000)


def forecast_of(
    *,
    remaining: int = 1_000,
    spends: Sequence[int] = (100,) * BASIS_DAYS,
    resets_at: datetime | None = None,
    source: ForecastSource = ForecastSource.ALLOWANCE,
) -> Forecast:
    return forecast(source, remaining=remaining, spends=spends, now=NOW, resets_at=resets_at)


def latest(days: DaysLeft) -> int:
    return HORIZON + 1 if days.high is None else days.high


def test_the_same_every_day_is_certain() -> None:
    assert days_left(1_000, [100] * 28) == DaysLeft(1_000, 1_000, 1_000)


def test_what_does_not_divide_lies_between_whole_hundredths() -> None:
    assert days_left(1_000, [300] * 3) == DaysLeft(333, 333, 334)


def test_nothing_left_is_no_time() -> None:
    assert days_left(0, WEEK) == DaysLeft(0, 0, 0)


@pytest.mark.parametrize("spends", [[], [5], [5, 5], [0, 0, 0], [1] * (BASIS_DAYS + 1)])
def test_too_little_to_tell_by_tells_nothing(spends: list[int]) -> None:
    assert days_left(1_000, spends) is None


def test_one_wild_day_in_three_has_no_end_in_sight() -> None:
    found = days_left(100, [0, 0, 5])
    assert found is not None
    assert (found.expected, found.high) == (6_000, None)


def test_nothing_is_told_apart_beyond_a_hundred_years() -> None:
    assert days_left(MAX_TOKENS, [1] * 28) == DaysLeft(HORIZON, HORIZON, None)


def test_the_interval_is_where_the_tokens_meet_what_the_days_may_take() -> None:
    """Calculate the method of the docstring in floating point."""
    spends = WEEK * 4
    mean = sum(spends) / 28
    deviation = sqrt(sum((x - mean) ** 2 for x in spends) / 27)
    found = days_left(10_000, spends)
    assert found is not None
    assert found.high is not None
    for hundredths, sign in ((found.low, 1), (found.high, -1)):
        days = hundredths / 100
        taken = mean * days + sign * T_27 * deviation * sqrt(days + days**2 / 28)
        assert taken == pytest.approx(10_000, abs=mean / 100 * 1.5)


def test_random_days_to_come_end_within_the_interval_as_often_as_stated() -> None:
    """In about 80 % of 400 histories, the tokens run out within the interval."""
    chance, inside = Random(11), 0
    for _ in range(400):
        found = days_left(3_000, [chance.randrange(200) for _ in range(28)])
        left, days = 3_000, 0
        while left > 0:
            left -= chance.randrange(200)
            days += 1
        assert found is not None
        assert found.high is not None
        inside += found.low <= days * 100 <= found.high + 100
    assert 0.74 <= inside / 400 <= 0.88


@given(amounts, spends_of)
def test_the_expected_time_lies_in_its_interval(remaining: int, spends: list[int]) -> None:
    found = days_left(remaining, spends)
    assume(found is not None)
    assert found is not None
    assert 0 <= found.low <= found.expected <= HORIZON
    assert found.high is None or found.expected <= found.high <= HORIZON


@given(amounts, spends_of, st.integers(1, 1_000_000))
def test_another_unit_of_tokens_changes_no_time(
    remaining: int, spends: list[int], scale: int
) -> None:
    scaled = days_left(remaining * scale, [x * scale for x in spends])
    assert scaled == days_left(remaining, spends)


@given(amounts, amounts, spends_of)
def test_more_tokens_last_no_shorter(remaining: int, more: int, spends: list[int]) -> None:
    less, longer = days_left(remaining, spends), days_left(remaining + more, spends)
    assume(less is not None)
    assert less is not None
    assert longer is not None
    assert longer.low >= less.low
    assert longer.expected >= less.expected
    assert latest(longer) >= latest(less)


@given(amounts, spends_of, st.integers(0, 1_000))
def test_spending_more_every_day_lasts_no_longer(
    remaining: int, spends: list[int], more: int
) -> None:
    before, after = days_left(remaining, spends), days_left(remaining, [x + more for x in spends])
    assume(before is not None)
    assert before is not None
    assert after is not None
    assert after.low <= before.low
    assert after.expected <= before.expected


@given(amounts, spends_of, st.randoms())
def test_the_order_of_days_does_not_matter(
    remaining: int, spends: list[int], random: Random
) -> None:
    shuffled = random.sample(spends, len(spends))
    assert days_left(remaining, shuffled) == days_left(remaining, spends)


def test_the_pace_is_a_decimal() -> None:
    assert forecast_of(spends=[1, 1, 2]).per_day == "1.33"
    assert forecast_of(spends=[10] * 3).per_day == "10"
    assert forecast_of(spends=[]).per_day is None


@pytest.mark.parametrize(
    ("remaining", "hours", "lasts"),
    [(100, 24, True), (99, 24, False), (50, 12, True), (0, 0, True)],
)
def test_whether_it_lasts_until_the_reset_is_exact(remaining: int, hours: int, lasts: bool) -> None:
    reset = NOW + timedelta(hours=hours)
    assert forecast_of(remaining=remaining, resets_at=reset).lasts_until_reset is lasts


def test_without_a_reset_or_a_basis_it_is_not_told_whether_it_lasts() -> None:
    assert forecast_of().lasts_until_reset is None
    assert forecast_of(spends=[1, 1], resets_at=NOW).lasts_until_reset is None


def test_messages_tell_the_numbers() -> None:
    reset = datetime(2026, 12, 1, tzinfo=UTC)
    assert forecast_of(resets_at=reset).message == (
        "The plan's allowance: 1,000 tokens left, about 10 days at 100 a day (with 80 % confidence "
        "10 to 10 days). That lasts until it renews, 2026-12-01 00:00 UTC."
    )
    assert forecast_of(remaining=100, resets_at=reset).message.endswith(
        "That ends before it renews, 2026-12-01 00:00 UTC."
    )
    assert forecast_of(remaining=100, spends=[0, 0, 5]).message.endswith("at least 19.84 days).")


def test_messages_tell_why_nothing_is_told() -> None:
    balance = ForecastSource.BALANCE
    assert forecast_of(spends=[4, 4], source=balance).message == (
        "Tokens beside the allowance: too early to say; this needs 3 full days of history."
    )
    assert forecast_of(spends=[0] * 5).message == (
        "The plan's allowance: none spent in the last 5 days."
    )


def test_a_quota_speaks_of_its_model_and_unit() -> None:
    found = forecast(
        ForecastSource.QUOTA,
        remaining=9,
        spends=[3, 3, 3],
        now=NOW,
        model=free_model(name="calls"),
        unit=QuotaUnit.REQUESTS,
    )
    assert found.message.startswith("Calls: 9 requests left, about 3 days")
