"""What an import tells of prices that it takes over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.catalog.price_lists.entries import listed_price
from billing.catalog.price_lists.merging import ImportTerms, price_in_tokens
from billing.catalog.price_lists.notes import notes

TERMS = ImportTerms(1_000_000, Decimal(1), "list.json")
INPUT, OUTPUT = "input_cost_per_token", "output_cost_per_token"
CACHED = "cache_read_input_token_cost"


def noted(**fields: str) -> list[str]:
    listed = listed_price({name: Decimal(price) for name, price in fields.items()})
    return [*notes(listed, price_in_tokens(listed, TERMS))]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"ocr_cost_per_page": "1"}, "input tokens and output tokens"),
        ({INPUT: "1"}, "output tokens"),
        ({OUTPUT: "1"}, "input tokens"),
        ({INPUT: "1", "output_cost_per_image": "2"}, "output tokens"),
    ],
)
def test_tokens_without_a_price_are_told(fields: dict[str, str], told: str) -> None:
    assert noted(**fields) == [f"the list has no price for {told}: they cost nothing"]


@pytest.mark.parametrize(
    "fields",
    [
        {INPUT: "1", OUTPUT: "2"},
        {INPUT: "0", OUTPUT: "0", "ocr_cost_per_page": "1"},
        {INPUT: "1", OUTPUT: "2", CACHED: "1", f"{INPUT}_above_200k_tokens": "2"},
    ],
)
def test_a_plain_price_needs_no_note(fields: dict[str, str]) -> None:
    assert noted(**fields) == []


def test_cached_input_that_is_dearer_than_input_beyond_a_threshold_is_told() -> None:
    prices = {INPUT: "3", OUTPUT: "5", CACHED: "2"}
    assert noted(**prices, **{f"{INPUT}_above_200k_tokens": "1"}) == [
        "above 200000 input tokens, cached input costs more than input"
    ]
    assert noted(**prices, **{f"{INPUT}_batches": "1"}) == [
        "at the tier BATCH, cached input costs more than input"
    ]
    assert noted(**prices, **{f"{CACHED}_above_200k_tokens_flex": "4"}) == [
        "above 200000 input tokens at the tier FLEX, cached input costs more than input"
    ]
