"""The models that can be used at a time, asked for in any order of times."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Model
from billing.catalog.price import BEGINNING, Price
from billing.catalog.pricing import FREE_RATE
from tests.support.clocks import NOW
from tests.support.ledger.factories import catalog, free_model, premium_model

HOUR = timedelta(hours=1)
HOURS = st.integers(-3, 3)


def priced(name: str, *hours: int | None) -> Model:
    times = sorted(BEGINNING if hour is None else NOW + hour * HOUR for hour in hours)
    return replace(premium_model(name=name), prices=tuple(Price(at, FREE_RATE) for at in times))


@given(
    st.lists(st.sets(st.none() | HOURS, min_size=1, max_size=3), max_size=4),
    st.lists(HOURS, min_size=1, max_size=8),
)
def test_they_are_those_with_a_price_in_force(
    prices: list[set[int | None]], asked: list[int]
) -> None:
    premium = [priced(f"paid-{number}", *hours) for number, hours in enumerate(prices)]
    known = catalog(models=[free_model(name="gift"), *premium])
    for hour in asked:
        for now in (NOW + hour * HOUR, NOW + hour * HOUR + timedelta(microseconds=1)):
            expected = [one for one in known.models.values() if one.price_at(now) is not None]
            assert list(known.in_force(now)) == expected
