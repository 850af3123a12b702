"""Idempotency keys over HTTP (billing rule 8)."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.clocks import Clock
from tests.support.server.api import Api, use
from tests.support.server.documents import RECORD

FIRST = {"model": "gpt-4o", "inputTokens": 12, "outputTokens": 8, "idempotencyKey": "once"}


async def test_a_repeated_request_answers_the_first_result(api: Api, clock: Clock) -> None:
    first = await api.user().record(**FIRST)
    await api.user().record()
    clock.advance(hours=30)
    again = await api.user().record(**FIRST)
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again["usage"] == first["usage"]
    assert (await api.user().balance())["available"] == 9_800


@pytest.mark.parametrize(
    "other",
    [
        {"model": "gpt-4"},
        {"model": "nobody"},
        {"inputTokens": 13},
        {"outputTokens": 9},
        {"cachedInputTokens": 1},
        {"metadata": {}},
        {"occurredAt": "2026-03-10T12:00:00Z"},
    ],
    ids=str,
)
async def test_the_same_key_with_other_content_is_a_conflict(sqlite_api: Api, other) -> None:
    alice = sqlite_api.user()
    await alice.record(**FIRST)
    before = await alice.balance()
    conflict = await alice.record(**FIRST | other)
    assert conflict["__typename"] == "IdempotencyConflict"
    assert conflict["code"] == "IDEMPOTENCY_CONFLICT"
    assert await alice.balance() == before


@pytest.mark.parametrize(
    "same",
    [
        {"inputTokens": "12"},
        {"cachedInputTokens": 0},
        {"cachedInputTokens": None},
        {"accountId": "alice"},
        {"occurredAt": None, "metadata": None},
    ],
    ids=str,
)
async def test_the_same_content_said_otherwise_is_no_conflict(sqlite_api: Api, same) -> None:
    alice = sqlite_api.user()
    await alice.record(**FIRST)
    assert (await alice.record(**FIRST | same))["replayed"] is True


async def test_the_same_instant_and_metadata_said_otherwise_are_no_conflict(api: Api) -> None:
    said = {"occurredAt": "2026-03-10T11:00:00Z", "metadata": {"a": 1, "b": 2}}
    otherwise = {"occurredAt": "2026-03-10T12:00:00.000+01:00", "metadata": {"b": 2, "a": 1}}
    await api.user().record(**FIRST | said)
    assert (await api.user().record(**FIRST | otherwise))["replayed"] is True


async def test_a_refusal_leaves_nothing_behind_so_that_the_key_may_succeed_later(
    api: Api,
) -> None:
    alice = api.user()
    dear = {"inputTokens": 3_000, "outputTokens": 0, "idempotencyKey": "later"}
    before = await alice.balance()
    assert (await alice.record(**dear))["__typename"] == "InsufficientTokens"
    assert await alice.balance() == before
    await api.admin.adjust("alice", 5_000)
    recorded = await alice.record(**dear)
    assert (recorded["__typename"], recorded["replayed"]) == ("UsageRecorded", False)


async def test_a_refused_key_may_be_used_for_something_else(sqlite_api: Api) -> None:
    alice = sqlite_api.user()
    assert (await alice.record(**FIRST | {"model": "nobody"}))["__typename"] == "ModelNotFound"
    assert (await alice.record(**FIRST))["__typename"] == "UsageRecorded"


async def test_keys_of_two_accounts_are_two_keys(api: Api) -> None:
    for name in ("alice", "bob"):
        assert (await api.user(name).record(**FIRST))["replayed"] is False


async def test_keys_differ_in_every_character(sqlite_api: Api) -> None:
    for key in ("k", "K", "k ", "é", "e\u0301", "k" * 255, "k" * 254):
        assert (await sqlite_api.user().record(idempotencyKey=key))["replayed"] is False, key


async def test_the_same_request_at_the_same_time_has_one_effect(api: Api) -> None:
    alice = api.user()
    results = await asyncio.gather(*(alice.record(**FIRST) for _ in range(30)))
    assert sorted(result["replayed"] for result in results) == [False] + [True] * 29
    assert len({result["usage"]["id"] for result in results}) == 1
    assert (await alice.balance())["available"] == 9_900


async def test_a_key_twice_in_a_batch_counts_once(api: Api) -> None:
    one, other = use(idempotencyKey="twice"), use(idempotencyKey="twice", inputTokens=99)
    results = await api.user().record_batch(one, one, other)
    assert [result.get("replayed") for result in results] == [False, True, None]
    assert results[2]["__typename"] == "IdempotencyConflict"


async def test_a_key_of_a_use_is_taken_for_adjustments_too(sqlite_api: Api) -> None:
    await sqlite_api.user().record(**FIRST)
    clash = await sqlite_api.admin.adjust("alice", 5, idempotencyKey="once")
    assert clash["__typename"] == "IdempotencyConflict"


async def test_a_caller_that_goes_away_is_recorded_once(api: Api) -> None:
    alice = api.user()
    task = asyncio.create_task(alice.execute(RECORD, input=use(idempotencyKey="gone")))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await alice.record(inputTokens=12, outputTokens=8, idempotencyKey="gone")
    assert (await alice.balance())["available"] == 9_900
