from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.details import PLAIN, Details
from billing.catalog.terms import details_text
from billing.catalog.units import UsageUnit
from billing.checks import USE_TOKENS_MAX, check_text, check_time
from billing.errors import BadInput
from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.tokens import MAX_TOKENS, is_count
from tests.support.ledger.factories import NOW, adjustment, use

NO_COUNTS = (-1, USE_TOKENS_MAX + 1, MAX_TOKENS + 1, True, 1.0, float("nan"), "1", None)
NO_TEXTS = ("", "x" * 256, "a\0b", "a\nb", "\x7f", "\ud800")
BLANKS = (" ", "\u2003 ")


def field_at_fault(make: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.message
    assert str(caught.value) == f"{caught.value.field}: {caught.value.message}"
    return caught.value.field


@pytest.mark.parametrize("count", NO_COUNTS, ids=repr)
@pytest.mark.parametrize(
    ("argument", "field"),
    [
        ("input_tokens", "inputTokens"),
        ("output_tokens", "outputTokens"),
        ("cached_input_tokens", "cachedInputTokens"),
    ],
)
def test_a_count_that_is_none_is_refused_by_name(argument: str, field: str, count: Any) -> None:
    counts: dict[str, Any] = {"input_tokens": 1, "output_tokens": 1, argument: count}
    assert field_at_fault(lambda: use(**counts)) == field


@pytest.mark.parametrize("text", NO_TEXTS, ids=ascii)
@pytest.mark.parametrize(
    ("argument", "field"),
    [("account_id", "accountId"), ("model", "model"), ("key", "idempotencyKey")],
)
def test_a_bad_text_of_a_use_is_refused_by_name(argument: str, field: str, text: str) -> None:
    texts: dict[str, Any] = {argument: text}
    assert field_at_fault(lambda: use(**texts)) == field


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_names_are_not_blank_but_an_idempotency_key_may_be(blank: str) -> None:
    assert field_at_fault(lambda: use(account_id=blank)) == "accountId"
    assert field_at_fault(lambda: use(model=blank)) == "model"
    assert use(key=blank).idempotency_key == blank


@pytest.mark.parametrize("text", NO_TEXTS, ids=ascii)
@pytest.mark.parametrize(
    ("argument", "field"), [("account_id", "accountId"), ("key", "idempotencyKey")]
)
def test_a_bad_text_of_an_adjustment_is_refused_by_name(
    argument: str, field: str, text: str
) -> None:
    texts: dict[str, Any] = {argument: text}
    assert field_at_fault(lambda: adjustment(**texts)) == field


@pytest.mark.parametrize("reason", ["", " ", "\n", "x" * 1_001])
def test_an_adjustment_needs_a_reason(reason: str) -> None:
    assert field_at_fault(lambda: adjustment(reason=reason)) == "reason"


@pytest.mark.parametrize("tokens", [0, MAX_TOKENS + 1, -MAX_TOKENS - 1, True, 1.5, "1", None])
def test_an_adjustment_is_a_whole_number_but_0(tokens: Any) -> None:
    assert field_at_fault(lambda: adjustment(tokens=tokens)) == "tokens"


def test_taken_tokens_do_not_expire() -> None:
    assert field_at_fault(lambda: adjustment(tokens=-1, expires_at=NOW)) == "expiresAt"


def test_cached_input_is_part_of_the_input() -> None:
    assert field_at_fault(lambda: use(input_tokens=1, cached_input_tokens=2)) == "cachedInputTokens"
    assert use(input_tokens=2, cached_input_tokens=2).cached_input_tokens == 2


def test_a_use_of_nothing_is_refused() -> None:
    assert field_at_fault(lambda: use(input_tokens=0, output_tokens=0)) == "inputTokens"
    assert use(input_tokens=0, output_tokens=1).output_tokens == 1


def test_metadata_has_a_bound() -> None:
    assert field_at_fault(lambda: use(metadata='"' + "x" * 16_383 + '"')) == "metadata"
    assert use(metadata='"' + "x" * 16_382 + '"').metadata


def test_the_largest_and_the_longest_are_taken() -> None:
    long = "ü" * 255
    most = USE_TOKENS_MAX
    largest = use(
        account_id=long, model=long, key=long, input_tokens=most, cached_input_tokens=most
    )
    assert largest.input_tokens == most
    assert adjustment(tokens=-MAX_TOKENS, reason="x" * 1_000).tokens == -MAX_TOKENS


@pytest.mark.parametrize(
    ("age", "taken"),
    [
        (timedelta(days=35), True),
        (timedelta(days=35, microseconds=1), False),
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-5, microseconds=-1), False),
    ],
)
def test_occurred_at_is_at_most_35_days_old_and_5_minutes_ahead(
    age: timedelta, taken: bool
) -> None:
    if taken:
        check_time(NOW - age, NOW)
    else:
        assert field_at_fault(lambda: check_time(NOW - age, NOW)) == "occurredAt"


def test_occurred_at_may_be_left_out() -> None:
    check_time(None, NOW)


@given(st.text(max_size=300))
def test_every_text_is_either_kept_exactly_by_a_database_or_refused(text: str) -> None:
    try:
        check_text("name", text)
    except BadInput:
        return
    assert text.encode().decode() == text
    assert "\0" not in text
    assert 1 <= len(text) <= 255
    assert text.strip()


@given(st.integers())
def test_counts_are_what_json_clients_read_exactly(number: int) -> None:
    assert is_count(number) == (0 <= number < 2**53)
    assert is_count(MAX_TOKENS) and not is_count(MAX_TOKENS + 1)


contents = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["a", "b"]),
        "input_tokens": st.integers(1, 3),
        "output_tokens": st.integers(0, 2),
        "cached_input_tokens": st.integers(0, 1),
        "occurred_at": st.sampled_from([None, NOW, NOW + timedelta(microseconds=1)]),
        "metadata": st.sampled_from([None, "null", "{}", '{"a":1}']),
    }
)


@given(contents, contents)
def test_fingerprints_of_uses_differ_exactly_when_their_content_does(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    same = use(**one).fingerprint == use(**other).fingerprint
    assert same == (one == other)


@given(contents)
def test_a_fingerprint_is_of_the_content_alone(content: dict[str, Any]) -> None:
    # The key is stored separately, and `may_open` is not part of a use.
    one = use(**content, key="a", may_open=True)
    assert one.fingerprint == use(**content, key="b").fingerprint
    assert len(one.fingerprint) == 16


@given(
    contents,
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1),
    st.none() | st.text(st.characters(codec="utf-8")),
    st.sampled_from([PLAIN, Details(quantities=((UsageUnit.SEARCHES, 2),))]),
)
def test_a_fingerprint_is_of_the_json_of_the_content(
    content: dict[str, Any], model: str, metadata: str | None, details: Details
) -> None:
    made = use(**{**content, "model": model, "metadata": metadata}, details=details)
    at = made.occurred_at
    counts = (made.input_tokens, made.output_tokens, made.cached_input_tokens)
    written = ["recordUsage", model, *counts, at and at.isoformat(), metadata]
    if details is not PLAIN:
        written.append(details_text(details))
    text = json.dumps(written).encode()
    assert made.fingerprint == blake2b(text, digest_size=16).digest()


adjusted = st.fixed_dictionaries(
    {
        "tokens": st.integers(1, 3),
        "reason": st.sampled_from(["gift", "mistake"]),
        "expires_at": st.sampled_from([None, NOW, datetime(2027, 1, 1, tzinfo=UTC)]),
    }
)


@given(adjusted, adjusted)
def test_fingerprints_of_adjustments_differ_exactly_when_their_content_does(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    same = adjustment(**one).fingerprint == adjustment(**other).fingerprint
    assert same == (one == other)


def test_a_use_and_an_adjustment_never_share_a_fingerprint() -> None:
    made: list[RecordUsage | AdjustBalance] = [use(), adjustment(), adjustment(tokens=-100)]
    assert len({command.fingerprint for command in made}) == 3
