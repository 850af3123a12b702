"""Prices of a list whose meaning is not clear: none is dropped silently."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from billing.catalog.price_lists.entries import listed_price

PLAIN = {"input_cost_per_token": Decimal(1), "output_cost_per_token": Decimal(2)}


def starting_at(start: str) -> dict[str, Any]:
    return {"range": [Decimal(start), Decimal(9_000)], "input_cost_per_token": Decimal(3)}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("search_context_cost_per_query", Decimal("0.03"), "which has no sizes"),
        (
            "search_context_cost_per_query",
            {"search_context_size_huge": Decimal(1)},
            "search_context_size_huge, which is no known size",
        ),
        ("tiered_pricing", {"input_cost_per_token": Decimal(3)}, "which is no list"),
    ],
)
def test_a_price_in_an_unknown_form_is_told(field: str, value: object, told: str) -> None:
    (left_out,) = listed_price(PLAIN | {field: value}).left_out
    assert left_out.startswith(field)
    assert left_out.endswith(told)


@pytest.mark.parametrize("starts", [("0", "0"), ("1000", "1000"), ("32000.5",)])
def test_ranges_that_start_at_the_same_place_or_in_a_token_are_refused(
    starts: tuple[str, ...],
) -> None:
    ranges = [starting_at(start) for start in starts]
    with pytest.raises(ValueError, match="tiered_pricing"):
        listed_price(PLAIN | {"tiered_pricing": ranges})
