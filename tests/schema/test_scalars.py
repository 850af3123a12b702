"""The scalars: what they accept, what they refuse, and what they return."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.errors import BadInput
from billing.tokens import MAX_TOKENS
from schema.ids import cursor_of, number_of
from schema.scalars import format_datetime, parse_big_int, parse_datetime

tokens = st.integers(-MAX_TOKENS, MAX_TOKENS)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
seconds = st.integers(0, 30_000_000_000)
instants = st.builds(
    lambda since, parts, offset: (
        datetime.fromtimestamp(since, UTC).replace(microsecond=parts).astimezone(offset)
    ),
    seconds,
    st.integers(0, 999_999),
    offsets,
)


@given(tokens)
def test_whole_numbers_are_taken_as_number_and_as_decimal_string(number: int) -> None:
    assert parse_big_int(number) == parse_big_int(str(number)) == number
    assert type(parse_big_int(str(number))) is int


@given(st.integers(MAX_TOKENS + 1) | st.integers(max_value=-MAX_TOKENS - 1))
def test_numbers_that_json_clients_cannot_tell_apart_are_refused(number: int) -> None:
    for value in (number, str(number)):
        with pytest.raises(ValueError, match=r"within|whole"):
            parse_big_int(value)


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        None,
        1.5,
        float("nan"),
        float("inf"),
        float("-inf"),
        1e300,
        [],
        [1],
        {},
        b"1",
        "",
        " 1",
        "1 ",
        "+1",
        "1.0",
        "1e3",
        "0x10",
        "1_000",
        "--1",
        "-",
        "1\n",
        "NaN",
        "\N{ARABIC-INDIC DIGIT ONE}",
        "\N{SUPERSCRIPT TWO}",
    ],
    ids=repr,
)
def test_anything_else_is_no_whole_number(value: object) -> None:
    with pytest.raises(ValueError, match=r"whole number|within"):
        parse_big_int(value)


@given(instants)
def test_an_instant_survives_the_way_out_and_in_whatever_its_offset(at: datetime) -> None:
    text = format_datetime(at)
    assert text.endswith("Z")
    assert parse_datetime(text) == parse_datetime(at.isoformat()) == at
    assert parse_datetime(text).tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-01-31 12:00",
        "2026-02-30T00:00:00Z",
        "",
        "now",
        "2026-01-31T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "2026-01-31T12:00:00+24:00",
        "2026-01-31T12:00:00Z\n",
        "20260131T120000Z",
        "\N{FULLWIDTH DIGIT TWO}026-01-31T12:00:00Z",
        1_700_000_000,
        None,
    ],
    ids=repr,
)
def test_a_time_without_offset_or_that_never_was_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="time"):
        parse_datetime(value)


@given(st.integers(1, MAX_TOKENS))
def test_a_cursor_leads_back_to_its_number(number: int) -> None:
    assert number_of(cursor_of(number)) == number


@given(st.text(max_size=30))
def test_a_text_that_is_no_cursor_is_a_bad_input(text: str) -> None:
    try:
        number = number_of(text)
    except BadInput as refused:
        assert refused.field == "after"
    else:
        assert cursor_of(number) == text
