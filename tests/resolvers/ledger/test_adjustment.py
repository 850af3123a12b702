"""`adjustBalance`: operators give and take tokens, with a reason."""

from __future__ import annotations

import pytest

from tests.support.clocks import Clock
from tests.support.server.api import Api
from tests.support.server.documents import ADJUST

GOOD = {"accountId": "alice", "tokens": 10, "reason": "r", "idempotencyKey": "k"}


async def test_given_tokens_are_a_grant_that_never_expires(api: Api) -> None:
    await api.user().balance()
    given = await api.admin.adjust("alice", 500, reason="a gift")
    assert (given["__typename"], given["replayed"]) == ("BalanceAdjusted", False)
    assert (given["grant"]["amount"], given["grant"]["expiresAt"]) == (500, None)
    entry = given["entry"]
    assert (entry["kind"], entry["tokens"], entry["reason"]) == ("ADJUSTMENT", 500, "a gift")
    assert (entry["balance"], entry["revision"], entry["usage"]) == (10_500, 2, None)
    assert given["balance"] == await api.user().balance()


async def test_given_tokens_lapse_when_it_says_so(api: Api, clock: Clock) -> None:
    await api.user().balance()
    await api.admin.adjust("alice", 500, expiresAt="2026-03-11T00:00:00Z")
    clock.advance(hours=12, microseconds=-1)
    assert (await api.user().balance())["available"] == 10_500
    clock.advance(microseconds=1)
    assert (await api.user().balance())["available"] == 10_000


async def test_taken_tokens_are_taken_in_burn_order(api: Api) -> None:
    await api.user().balance()
    await api.admin.adjust("alice", 500)
    taken = await api.admin.adjust("alice", -10_100)
    assert (taken["entry"]["tokens"], taken["grant"]) == (-10_100, None)
    assert [charge["tokens"] for charge in taken["entry"]["charges"]] == [10_000, 100]
    assert taken["balance"]["available"] == 400


async def test_what_is_not_there_cannot_be_taken(api: Api) -> None:
    before = await api.user().balance()
    refused = await api.admin.adjust("alice", -10_001)
    assert refused["__typename"] == "InsufficientTokens"
    assert (refused["required"], refused["available"]) == (10_001, 10_000)
    assert await api.user().balance() == before


async def test_a_repeated_adjustment_has_one_effect(api: Api) -> None:
    await api.user().balance()
    first = await api.admin.adjust("alice", 500, idempotencyKey="gift")
    again = await api.admin.adjust("alice", 500, idempotencyKey="gift")
    other = await api.admin.adjust("alice", 501, idempotencyKey="gift")
    assert (again["replayed"], again["entry"]) == (True, first["entry"])
    assert other["__typename"] == "IdempotencyConflict"
    assert (await api.user().balance())["available"] == 10_500


async def test_an_account_that_is_not_there_is_not_opened(api: Api) -> None:
    assert (await api.admin.adjust("nobody", 5))["__typename"] == "AccountNotFound"
    assert (await api.admin.data('{ account(id: "nobody") { id } }'))["account"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tokens", 0),
        ("tokens", 2**53),
        ("tokens", 2**53 - 1),
        ("tokens", -(2**53)),
        ("tokens", 1.5),
        ("reason", ""),
        ("reason", "   "),
        ("reason", "r" * 1_001),
        ("reason", "a\x00b"),
        ("idempotencyKey", ""),
        ("idempotencyKey", "k" * 256),
        ("accountId", ""),
        ("accountId", "\ud800"),
        ("expiresAt", "2026-03-10T12:00:00Z"),
        ("expiresAt", "tomorrow"),
    ],
)
async def test_a_bad_adjustment_is_refused_by_its_field(api: Api, field: str, value) -> None:
    before = await api.user().balance()
    answer = await api.admin.execute(ADJUST, input=GOOD | {field: value})
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["extensions"]["field"].rpartition(".")[2] == field
    assert await api.user().balance() == before


async def test_balances_stay_exact_in_json_however_much_is_given(api: Api) -> None:
    await api.user().balance()
    for _ in range(3):
        answer = await api.admin.execute(
            ADJUST, input=GOOD | {"tokens": 2**52 - 1, "idempotencyKey": f"{_}"}
        )
        for error in answer.get("errors", []):
            assert error["extensions"] == {"code": "BAD_INPUT", "field": "tokens"}
    assert 0 <= (await api.user().balance())["available"] <= 2**53 - 1
