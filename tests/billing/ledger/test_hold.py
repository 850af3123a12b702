"""Holds as values: their tokens are split, returned and stored. Billing rule 7."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.checks import check_key
from billing.errors import BadInput
from billing.ledger.grant import Charge, Grant, GrantSource
from billing.ledger.hold import (
    Outcome,
    asked_of,
    closed_by,
    closing_key,
    closing_reason,
    give_back,
    hold_of,
    merged,
    take,
)
from billing.ledger.hold_commands import PlaceHold
from tests.support.ledger.factories import NOW, entry, grant, hold, placing, settling

CHARGES = st.lists(st.integers(1, 50), max_size=5).map(
    lambda parts: tuple(Charge(n, GrantSource.PACK, part) for n, part in enumerate(parts, 1))
)


def total(*parts: tuple[Charge, ...]) -> int:
    return sum(charge.tokens for part in parts for charge in part)


@given(CHARGES, st.integers(0, 300))
def test_what_is_taken_is_the_first_of_it_and_the_rest_is_left(
    charges: tuple[Charge, ...], tokens: int
) -> None:
    paid, left = take(charges, tokens)
    assert total(paid) == min(tokens, total(charges))
    assert merged(paid, left) == charges
    assert all(charge.tokens > 0 for charge in (*paid, *left))
    assert not left or not paid or paid[-1].number <= left[0].number


def test_one_charge_a_grant_in_the_order_they_came() -> None:
    one, two = Charge(7, GrantSource.PACK, 5), Charge(1, GrantSource.ALLOWANCE, 3)
    assert merged((one, two), (one,)) == (one._replace(tokens=10), two)


def test_what_comes_back_joins_its_grant_or_brings_it_back_in_burn_order() -> None:
    first = grant(number=1, amount=100, expires_at=NOW)
    last = grant(number=2, amount=50, remaining=20)
    left = (Charge(1, first.source, 4), Charge(2, last.source, 5))
    found = give_back((last,), (first, last), left)
    assert found == (first._replace(remaining=4), last._replace(remaining=25))


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4), st.data())
def test_what_nobody_used_leaves_the_grants_as_they_were(
    amounts: list[int], data: st.DataObject
) -> None:
    grants: tuple[Grant, ...] = tuple(
        grant(number=n, amount=amount) for n, amount in enumerate(amounts, 1)
    )
    charges = tuple(Charge(g.number, g.source, g.amount) for g in grants)
    aside, _ = take(charges, data.draw(st.integers(0, sum(amounts))))
    held = {charge.number: charge.tokens for charge in aside}
    after = tuple(g._replace(remaining=g.remaining - held.get(g.number, 0)) for g in grants)
    live = tuple(g for g in after if g.remaining)
    assert give_back(live, grants, aside) == grants


def test_an_entry_tells_its_hold_and_what_was_asked_for() -> None:
    placed = hold(number=9, model='"é', input_tokens=3, max_output_tokens=4, counted=7)
    reason = placed.encode(asked_output=5, partial=True)
    made = entry(revision=9)._replace(reason=reason, charges=())
    assert hold_of(made) == placed
    assert asked_of(made) == (5, True)


@pytest.mark.parametrize("reason", [None, "", "[]", "{}", "goodwill", "hold 2 RELEASED", "3"])
def test_any_other_entry_tells_of_none(reason: str | None) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        hold_of(entry()._replace(reason=reason))


@pytest.mark.parametrize("word", ["COMPLETED", "ABORTED", "FAILED", "RELEASED", "EXPIRED"])
def test_a_closing_says_which_hold_and_how(word: str) -> None:
    assert closed_by(closing_reason(12, word)) == (12, word, 0)


@given(st.integers(1, 10**15), st.sampled_from(["ABORTED", "RELEASED"]), st.integers(0, 10**15))
def test_a_closing_says_how_much_paid_debt(number: int, word: str, repaid: int) -> None:
    assert closed_by(closing_reason(number, word, repaid)) == (number, word, repaid)


def test_a_closing_is_written_in_one_way_only() -> None:
    assert closing_reason(5, "RELEASED") == "hold 5 RELEASED"
    assert closing_reason(5, "RELEASED", 120) == "hold 5 RELEASED, 120 to debt"


@pytest.mark.parametrize(
    "reason",
    [
        None,
        "",
        "hold",
        "hold 5",
        "hold x DONE",
        "a hold 5 DONE",
        "hold 5 DONE\n",
        "hold 05 DONE",
        "hold 0 DONE",
        "hold 5 DONE, 0 to debt",
        "hold 5 DONE, 05 to debt",
        "hold 5 DONE, to debt",
        "hold 5 DONE, -1 to debt",
        "hold 5 DONE, 1 to debt ",
        "hold \u0665 DONE",
        "hold 5 DONE, \u0665 to debt",
    ],
)
def test_no_other_reason_closes_a_hold(reason: str | None) -> None:
    assert closed_by(reason) is None


def test_no_caller_can_choose_the_key_of_a_closing() -> None:
    assert settling(5).idempotency_key == closing_key(5) != closing_key(6)
    with pytest.raises(BadInput):
        check_key(closing_key(5))


class TestPlacing:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"input_tokens": -1}, "inputTokens"),
            ({"input_tokens": 10**10 + 1}, "inputTokens"),
            ({"max_output_tokens": -1}, "maxOutputTokens"),
            ({"max_output_tokens": 10**10 + 1}, "maxOutputTokens"),
            ({"input_tokens": 0}, "inputTokens"),
            ({"ttl_seconds": 0}, "ttlSeconds"),
            ({"ttl_seconds": -1}, "ttlSeconds"),
            ({"ttl_seconds": 86_401}, "ttlSeconds"),
            ({"key": ""}, "idempotencyKey"),
            ({"key": "\x1fhold 5"}, "idempotencyKey"),
            ({"model": ""}, "model"),
            ({"account_id": "a\0"}, "accountId"),
        ],
    )
    def test_what_can_not_be_is_refused_by_its_field(
        self, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(BadInput) as refused:
            placing(**changes)
        assert refused.value.field == field

    @pytest.mark.parametrize("ttl", [1, 600, 86_400])
    def test_the_shortest_and_the_longest_are_taken(self, ttl: int) -> None:
        assert placing(ttl_seconds=ttl, input_tokens=10**10).ttl_seconds == ttl

    def test_its_fingerprint_covers_all_that_is_asked_for(self) -> None:
        asked: list[PlaceHold] = [
            placing(max_output_tokens=5),
            placing(max_output_tokens=6),
            placing(max_output_tokens=5, input_tokens=2),
            placing(max_output_tokens=5, model="fine"),
            placing(max_output_tokens=5, allow_partial=True),
            placing(max_output_tokens=5, ttl_seconds=601),
        ]
        assert len({one.fingerprint for one in asked}) == len(asked)
        assert placing(max_output_tokens=5).fingerprint == asked[0].fingerprint


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"input_tokens": -1}, "inputTokens"),
        ({"output_tokens": 10**10 + 1}, "outputTokens"),
        ({"cached_input_tokens": 2}, "cachedInputTokens"),
        ({"cached_input_tokens": -1}, "cachedInputTokens"),
        ({"metadata": "m" * 16_385}, "metadata"),
    ],
)
def test_what_can_not_have_been_used_is_refused_by_its_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        settling(5, **changes)
    assert refused.value.field == field


def test_nothing_at_all_may_have_been_used() -> None:
    assert settling(5, input_tokens=0).output_tokens == 0


def test_the_fingerprint_of_a_settling_covers_all_that_was_used() -> None:
    asked = [
        settling(5),
        settling(6),
        settling(5, input_tokens=2),
        settling(5, output_tokens=1),
        settling(5, cached_input_tokens=1),
        settling(5, outcome=Outcome.ABORTED),
        settling(5, metadata="{}"),
    ]
    assert len({one.fingerprint for one in asked}) == len(asked)
    assert settling(5).fingerprint == asked[0].fingerprint
