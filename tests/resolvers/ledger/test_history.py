"""Pages of uses and of the ledger: complete, in order, and stable while new uses arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.clocks import Clock
from tests.support.server.api import Api, Client, use
from tests.support.server.documents import LEDGER, USAGE


async def pages(client: Client, query: str, name: str, **given: Any) -> AsyncIterator[dict]:
    """Yield every page of a connection. Each starts at the end of the one before."""
    after = None
    while True:
        page = (await client.data(query, after=after, **given))["account"][name]
        yield page
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


async def nodes(client: Client, query: str, name: str, **given: Any) -> list[dict]:
    found = [page async for page in pages(client, query, name, **given)]
    return [edge["node"] for page in found for edge in page["edges"]]


async def uses(client: Client, **given: Any) -> list[str]:
    return [node["idempotencyKey"] for node in await nodes(client, USAGE, "usage", **given)]


async def record_all(client: Client, keys: list[str], **changes: Any) -> None:
    await client.record_batch(
        *(use(model="qwen-turbo", idempotencyKey=key, **changes) for key in keys)
    )


def keys(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number:03}" for number in range(count)]


@pytest.mark.parametrize("first", [1, 7, 20, 21, 500, None])
async def test_all_uses_are_met_once_the_newest_first_whatever_the_page(api: Api, first) -> None:
    alice = api.user()
    await record_all(alice, keys("k", 20))
    assert await uses(alice, first=first) == keys("k", 20)[::-1]


async def test_uses_that_arrive_while_paging_neither_repeat_nor_hide_others(api: Api) -> None:
    alice = api.user()
    await record_all(alice, keys("old", 12))
    seen = []
    async for page in pages(alice, USAGE, "usage", first=5):
        seen += [edge["node"]["idempotencyKey"] for edge in page["edges"]]
        await record_all(alice, keys(f"new{len(seen)}-", 3))
    assert seen == keys("old", 12)[::-1]
    assert len(await uses(alice)) == 12 + 3 * 3


async def test_a_page_tells_where_it_stands(api: Api) -> None:
    alice = api.user()
    await record_all(alice, keys("k", 5))
    first, second, third = [page async for page in pages(alice, USAGE, "usage", first=2)]
    assert [p["pageInfo"]["hasPreviousPage"] for p in (first, second, third)] == [False, True, True]
    assert [p["pageInfo"]["hasNextPage"] for p in (first, second, third)] == [True, True, False]
    for page in (first, second, third):
        cursors = [edge["cursor"] for edge in page["edges"]]
        assert (cursors[0], cursors[-1]) == (
            page["pageInfo"]["startCursor"],
            page["pageInfo"]["endCursor"],
        )
        assert [edge["node"]["id"] for edge in page["edges"]] == [n["id"] for n in page["nodes"]]


async def test_an_account_without_uses_has_an_empty_page(sqlite_api: Api) -> None:
    [page] = [page async for page in pages(sqlite_api.user(), USAGE, "usage")]
    assert (page["edges"], page["nodes"]) == ([], [])
    assert page["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


async def test_uses_are_chosen_by_model_and_by_half_open_time(api: Api) -> None:
    alice = api.user()
    times = ["2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z"]
    for hour, at in enumerate(times):
        await record_all(alice, [f"t{hour}"], occurredAt=at)
    await alice.record(idempotencyKey="premium", occurredAt=times[1])
    assert await uses(alice, model="gpt-4o") == ["premium"]
    assert await uses(alice, model="nobody") == []
    assert await uses(alice, **{"from": times[1]}) == ["premium", "t2", "t1"]
    assert await uses(alice, to=times[1]) == ["t0"]
    assert await uses(alice, model="qwen-turbo", **{"from": times[1]}, to=times[2]) == ["t1"]
    assert await uses(alice, **{"from": "2026-03-09T05:30:00+05:30"}, to=times[2]) == [
        "premium",
        "t1",
    ]
    assert await uses(alice, **{"from": times[2]}, to=times[1]) == []
    assert await uses(alice, first=1, model="qwen-turbo") == ["t2", "t1", "t0"]


@pytest.mark.parametrize("first", [0, -1, 501, 2**31 - 1])
@pytest.mark.parametrize("query", [USAGE, LEDGER], ids=["usage", "ledger"])
async def test_a_page_of_a_foolish_size_is_a_bad_input(sqlite_api: Api, query: str, first) -> None:
    error = await sqlite_api.user().error(query, first=first)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "first"}


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "r1", "cjE=", "cjA", "ci0x", "cjk5OTk5OTk5OTk5OTk5OTk5OTk", "é", "\x00", "A" * 9_999],
)
@pytest.mark.parametrize("query", [USAGE, LEDGER], ids=["usage", "ledger"])
async def test_a_cursor_of_another_making_is_a_bad_input(
    sqlite_api: Api, query: str, cursor: str
) -> None:
    error = await sqlite_api.user().error(query, after=cursor)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "after"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("from", "yesterday"), ("to", "2026-03-10T12:00:00"), ("model", "\x00"), ("model", "")],
)
async def test_a_bad_filter_is_refused_by_its_name(sqlite_api: Api, field: str, value) -> None:
    error = await sqlite_api.user().error(USAGE, **{field: value})
    assert error["extensions"] == {"code": "BAD_INPUT", "field": field}


async def test_the_ledger_sums_to_the_balance_through_lapses_and_renewals(
    api: Api, clock: Clock
) -> None:
    await api.user().record_batch(use(), use(model="qwen-turbo"), use(inputTokens=777))
    await api.admin.adjust("alice", 5_000)
    await api.admin.adjust("alice", 300, expiresAt="2026-03-25T00:00:00Z")
    clock.advance(days=45)
    await api.user().record(inputTokens=2_100)
    await api.admin.adjust("alice", -400)
    alice = api.user()
    entries = await nodes(alice, LEDGER, "ledger", first=4)
    balance = await alice.balance()
    worth = balance["available"] + balance["held"] - balance["debt"]
    assert sum(entry["tokens"] for entry in entries) == worth
    assert entries[0]["balance"] == balance["available"]
    assert [e["revision"] for e in entries] == list(range(balance["revision"], 0, -1))
    assert {e["kind"] for e in entries} == {"ALLOWANCE", "LAPSE", "USAGE", "ADJUSTMENT"}
    running = 0
    for entry in reversed(entries):
        running += entry["tokens"]
        assert entry["balance"] == running
        assert (entry["usage"] is None) == (entry["kind"] != "USAGE")
        if entry["tokens"] < 0:
            assert sum(charge["tokens"] for charge in entry["charges"]) == -entry["tokens"]


async def test_two_accounts_never_see_each_others_uses(api: Api) -> None:
    await record_all(api.user("alice"), keys("a", 3))
    await record_all(api.user("bob"), keys("b", 2))
    assert await uses(api.user("bob")) == ["b001", "b000"]
    stolen = (await api.user("alice").data(USAGE, first=1))["account"]["usage"]["pageInfo"]
    page = await api.user("bob").data(USAGE, after=stolen["endCursor"])
    found = [edge["node"]["idempotencyKey"] for edge in page["account"]["usage"]["edges"]]
    assert set(found) <= {"b001", "b000"}
