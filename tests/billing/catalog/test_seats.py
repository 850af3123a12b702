"""Seats of plans for teams: what can be bought, and what it costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import (
    FREE_PLAN,
    Allowance,
    Buyer,
    CatalogError,
    Money,
    Plan,
    QuotaPeriod,
    Seats,
)
from billing.tokens import MAX_TOKENS

DAILY = (Allowance(30_000, QuotaPeriod.DAY),)


def team(seats: Seats | None, *, name: str = "TEAM", cents: int = 900) -> Plan:
    return Plan(name, name, "", Money(cents, "USD"), DAILY, buyer=Buyer.TEAM, seats=seats)


@given(st.integers(1, 20), st.integers(1, 50), st.integers(0, 50), st.integers(-5, 2_000))
def test_the_quantity_is_that_of_exactly_the_seats(
    each: int, least: int, more: int, seats: int
) -> None:
    plan = team(Seats(each, least, least + more))
    quantity = plan.quantity_for(seats)
    possible = [n for n in range(least, least + more + 1) if n * each == seats]
    assert [quantity] == (possible or [None])
    assert plan.quantity_for(None) == least
    if quantity is not None:
        assert plan.seats_of(quantity) == seats
        assert plan.cost(quantity) == Money(900 * quantity, "USD")


def test_a_plan_for_persons_is_had_once_and_has_no_seats() -> None:
    plan = Plan("PREMIUM", "Premium", "", Money(1_000, "USD"), DAILY)
    assert (plan.quantity_for(None), plan.quantity_for(1), plan.seats_of(1)) == (1, None, None)


@pytest.mark.parametrize("seats", [(0, 1, 1), (1, 0, 1), (1, 3, 2), (1, 1, 10_001), (10_001, 1, 1)])
def test_impossible_seats_are_refused(seats: tuple[int, int, int]) -> None:
    with pytest.raises(CatalogError, match="seats must be from 1 to"):
        Seats(*seats)


def test_teams_have_seats_and_persons_have_none() -> None:
    with pytest.raises(CatalogError, match="has seats if it is for teams"):
        team(None)
    with pytest.raises(CatalogError, match="has seats if it is for teams"):
        Plan("PREMIUM", "", "", Money(1, "USD"), DAILY, seats=Seats())
    with pytest.raises(CatalogError, match="FREE is for persons"):
        team(Seats(), name=FREE_PLAN)


def test_no_number_of_seats_makes_more_than_the_most_tokens() -> None:
    with pytest.raises(CatalogError, match="too high for the seats"):
        team(Seats(most=10), cents=MAX_TOKENS // 10 + 1)
    assert team(Seats(most=10), cents=MAX_TOKENS // 10).cost(10).amount <= MAX_TOKENS
