from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Audience, Money, NativeLimit, QuotaPeriod, QuotaUnit
from billing.tokens import MAX_TOKENS
from gateways.catalog.values import (
    choice,
    parse_amount,
    parse_instant,
    parse_limit,
    parse_model_name,
    parse_money,
    parse_name,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("10000", 10_000),
        ("10,000", 10_000),
        ("10_000", 10_000),
        ("200K", 200_000),
        ("1M", 1_000_000),
        ("1.5M", 1_500_000),
        ("2B", 2_000_000_000),
        ("1.0", 1),
    ],
)
def test_amounts_are_written_as_people_write_them(text: str, amount: int) -> None:
    assert parse_amount(text) == amount


@given(st.integers(0, MAX_TOKENS))
def test_any_whole_amount_is_read_exactly(amount: int) -> None:
    assert parse_amount(str(amount)) == amount
    assert parse_amount(f"{amount:,}") == amount


@pytest.mark.parametrize(
    "text",
    ["", "-1", "1.5", "1.0001K", "1,00", "1,0000", "1k", "1K5", "1e3", "nan", "0x1", "1,5M,"],
)
def test_other_amounts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an amount|not a whole"):
        parse_amount(text)


def test_limits_are_read_in_any_case_and_number() -> None:
    limit = NativeLimit(50, QuotaUnit.REQUESTS, QuotaPeriod.DAY)
    assert parse_limit("50 Requests / day") == limit


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("5 USD", Money(500, "USD")),
        ("4.99 USD", Money(499, "USD")),
        ("4.5 EUR", Money(450, "EUR")),
        ("500 JPY", Money(500, "JPY")),
        ("5000 UGX", Money(5_000, "UGX")),
        ("5000 ISK", Money(5_000, "ISK")),
        ("2000 HUF", Money(200_000, "HUF")),
        ("1.53 KWD", Money(1_530, "KWD")),
    ],
)
def test_money_is_read_in_the_minor_unit(text: str, money: Money) -> None:
    assert parse_money(text) == money


@pytest.mark.parametrize(
    "text", ["5", "$5", "USD 5", "5 usd", "1.5 JPY", "4.999 USD", "1.5 ISK", "1.535 KWD", "5 XXX"]
)
def test_other_money_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"price|decimal|currency"):
        parse_money(text)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2027-01-31", datetime(2027, 1, 31, tzinfo=UTC)),
        ("2027-01-31T09:30:00Z", datetime(2027, 1, 31, 9, 30, tzinfo=UTC)),
        ("2027-01-31t09:30:00.25-02:00", datetime(2027, 1, 31, 11, 30, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_dates_are_midnights_and_instants_move_to_utc(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant


@pytest.mark.parametrize("text", ["2027", "2027-1-1", "2027-01-31 09:30", "2027-01-31T25:00:00Z"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|calendar"):
        parse_instant(text)


@pytest.mark.parametrize("name", ["gpt-4", "google/gemini-2.5-pro", "a" * 255])
def test_names_are_kept_as_they_are(name: str) -> None:
    assert parse_name(name) == name


@pytest.mark.parametrize("name", ["", "-a", "a b", "a\n", "\u00e9", "a" * 256])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        parse_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4",
        "google/gemini-2.5-pro",
        "deepseek/deepseek-r1:free",
        "@cf/meta/llama-3-8b-instruct",
        "claude-sonnet-4-5@20250929",
        "bedrock/*/1-month-commitment/cohere.command-text-v14",
        "accounts/x#1",
        "\u6587\u5fc3-4.0",
        "caf\u00e9",
        "\U0001f999",
        "a" * 255,
    ],
)
def test_names_of_models_are_as_their_providers_write_them(name: str) -> None:
    assert parse_model_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "a b", "a\n", "a\u00a0b", "a\u200bb", "cafe\u0301", "a\x00", "\ud800", "a" * 256]
)
def test_other_names_of_models_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name of a model"):
        parse_model_name(name)


def test_a_choice_is_read_in_any_case_and_a_wrong_one_gets_a_hint() -> None:
    assert choice(Audience)("power_users") is Audience.POWER_USERS
    with pytest.raises(ValueError, match="did you mean DEVELOPERS"):
        choice(Audience)("developer")
