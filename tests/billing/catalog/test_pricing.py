from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.price import BEGINNING
from billing.catalog.pricing import (
    RATE_DECIMALS,
    RATE_MAX,
    RATE_SCALE,
    Rate,
    decimal_string,
    parse_rate,
)
from billing.tokens import MAX_TOKENS

scaled_rates = st.integers(0, RATE_MAX)
rates = st.builds(Rate, input=scaled_rates, output=scaled_rates, cached_input=scaled_rates)
tokens = st.integers(0, MAX_TOKENS)


@given(rates, tokens, tokens, st.data())
def test_a_cost_is_the_exact_sum_rounded_up_once(
    rate: Rate, input_tokens: int, output_tokens: int, data: st.DataObject
) -> None:
    cached = data.draw(st.integers(0, input_tokens))
    parts = [
        (input_tokens - cached, rate.input),
        (output_tokens, rate.output),
        (cached, rate.cached_input),
    ]
    exact = sum(Fraction(count * scaled, RATE_SCALE) for count, scaled in parts)
    assert rate.cost(
        input_tokens=input_tokens, output_tokens=output_tokens, cached_input_tokens=cached
    ) == ceil(exact)


def test_two_halves_cost_one_token_together_not_two() -> None:
    half = Rate.decode("0.5/0.5/0.5")
    assert half.cost(input_tokens=1, output_tokens=1, cached_input_tokens=0) == 1


def test_cached_tokens_are_part_of_the_input_and_cost_their_own_rate() -> None:
    rate = Rate(8 * RATE_SCALE, 0, RATE_SCALE)
    assert rate.cost(input_tokens=10, output_tokens=0, cached_input_tokens=4) == 6 * 8 + 4


def test_at_8_two_million_tokens_buy_a_quarter_million() -> None:
    gpt4 = Rate(8 * RATE_SCALE, 8 * RATE_SCALE, 8 * RATE_SCALE)
    cost = gpt4.cost(input_tokens=150_000, output_tokens=100_000, cached_input_tokens=50_000)
    assert cost == 2_000_000


@pytest.mark.parametrize(("inputs", "outputs", "cached"), [(1, 0, 2), (-1, 0, -1), (0, -1, 0)])
def test_impossible_counts_have_no_cost(inputs: int, outputs: int, cached: int) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        Rate(1, 1, 1).cost(input_tokens=inputs, output_tokens=outputs, cached_input_tokens=cached)


@pytest.mark.parametrize("micro", [-1, RATE_MAX + 1])
def test_no_rate_is_negative_or_absurd(micro: int) -> None:
    for rate in [(micro, 0, 0), (0, micro, 0), (0, 0, micro)]:
        with pytest.raises(ValueError, match="from 0 to 1000000000"):
            Rate(*rate)


@given(scaled_rates)
def test_a_rate_as_text_reads_back_exactly(scaled: int) -> None:
    text = decimal_string(scaled)
    assert parse_rate(text) == scaled
    assert Fraction(text) == Fraction(scaled, RATE_SCALE)


@given(rates)
def test_an_encoded_rate_decodes_to_itself(rate: Rate) -> None:
    assert Rate.decode(rate.encode()) == rate


@pytest.mark.parametrize(
    ("scaled", "text"),
    [
        (0, "0"),
        (1, f"0.{'0' * (RATE_DECIMALS - 1)}1"),
        (RATE_SCALE // 2, "0.5"),
        (8 * RATE_SCALE, "8"),
        (10 * RATE_SCALE, "10"),
    ],
)
def test_decimals_are_shortest(scaled: int, text: str) -> None:
    assert decimal_string(scaled) == text


def test_an_encoded_rate_is_readable() -> None:
    assert Rate(8 * RATE_SCALE, 16 * RATE_SCALE, RATE_SCALE // 2).encode() == "8/16/0.5"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "nan",
        "NaN",
        "inf",
        ".5",
        "5.",
        "1e3",
        "1_000",
        "1,5",
        "1/2",
        "0x10",
        f"0.{'1' * (RATE_DECIMALS + 1)}",
        f"0.5{'0' * RATE_DECIMALS}",
        "1000000000.000001",
        "99999999999",
        " 1",
        "1\n",
        "\u0661",
    ],
)
def test_what_is_no_plain_decimal_is_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match="rate"):
        parse_rate(text)


def test_the_highest_rate_is_a_thousand_million() -> None:
    assert parse_rate("1000000000") == RATE_MAX


@pytest.mark.parametrize("text", ["", "8", "8/8", "8/8/8/8", "8/8/-1", "8/8/ 8", "a/b/c"])
def test_what_is_no_encoded_rate_does_not_decode(text: str) -> None:
    with pytest.raises(ValueError, match=r"rate|form"):
        Rate.decode(text)


def test_a_price_without_a_date_was_in_force_at_any_time() -> None:
    assert datetime(1, 1, 1, tzinfo=UTC) == BEGINNING
