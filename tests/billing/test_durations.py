"""Durations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.durations import UNITS, parse_seconds, spoken_seconds

NAMES = {"day": "d", "hour": "h", "minute": "m", "second": "s"}


@given(st.lists(st.tuples(st.integers(0, 999), st.sampled_from(sorted(UNITS))), min_size=1))
def test_a_duration_is_the_sum_of_its_parts(parts: list[tuple[int, str]]) -> None:
    text = "".join(f"{number}{unit}" for number, unit in parts)
    assert parse_seconds(text) == sum(number * UNITS[unit] for number, unit in parts)


@given(st.integers(0, 10**10))
def test_what_is_spoken_is_exact(seconds: int) -> None:
    words = spoken_seconds(seconds).split()
    pairs = zip(words[::2], words[1::2], strict=True)
    assert sum(int(n) * UNITS[NAMES[name.removesuffix("s")]] for n, name in pairs) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (40 * 86_400, "40 days"),
        (90_061, "1 day 1 hour 1 minute 1 second"),
    ],
)
def test_it_is_spoken_like_this(seconds: int, text: str) -> None:
    assert spoken_seconds(seconds) == text


@pytest.mark.parametrize(
    "text", ["", "40", "d", "-1d", "+1d", "1 d", "1.5d", "1y", "1D", "1d ", "٣d", "9" * 12 + "d"]
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration such as 40d"):
        parse_seconds(text)
