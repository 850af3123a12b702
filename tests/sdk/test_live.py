"""Live values of the Python clients survive what happens to connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from yumi_billing import ConnectionFailed, NotFound, Unauthenticated
from yumi_billing.types import Alert, Balance

from tests.support.sdk.clients import KINDS, either
from tests.support.server.api import Client, served_app
from tests.support.server.server_process import ServerProcess, api_of, server_process

kinds = pytest.mark.parametrize("kind", KINDS)
TIMEOUT_SECONDS = 180
ALERT = """mutation($below: BigInt!) {
  setAlert(input: {kind: BALANCE_BELOW, threshold: $below}) { __typename }
}"""


@pytest.fixture(autouse=True)
def soon_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yumi_billing._reconnecting.LONGEST_WAIT_SECONDS", 0.2)


async def following(items: AsyncIterator[Any]) -> Any:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        return await anext(items)


async def until(items: AsyncIterator[Balance], revision: int) -> list[Balance]:
    """Return the balances up to this revision."""
    found: list[Balance] = []
    while not found or found[-1].revision < revision:
        found.append(await following(items))
    return found


@kinds
async def test_the_present_value_comes_at_once_and_then_every_change(
    kind: str, sqlite_url: str
) -> None:
    async with served_app(sqlite_url) as api:
        alice = api.user()
        start = (await alice.balance())["revision"]
        async with either(kind, f"{api.address}/graphql", alice.token) as client:
            live = client.follow("live_balance")
            assert (await following(live)).revision == start
            for _ in range(3):
                await alice.record()
            assert [one.revision for one in await until(live, start + 3)][-1] == start + 3
            quota = client.follow("live_quota", models=["qwen-max"])
            assert (await following(quota)).model.name == "qwen-max"
            await live.aclose()
            await quota.aclose()


@kinds
@pytest.mark.parametrize("stop", [ServerProcess.kill, ServerProcess.stop], ids=["kill", "stop"])
async def test_it_goes_on_after_a_restart(kind: str, stop: Any, sqlite_url: str) -> None:
    with server_process(sqlite_url) as first:
        async with api_of(first) as api:
            alice = api.user()
            await alice.record()
            revision = (await alice.balance())["revision"]
        async with either(kind, f"{first.address}/graphql", alice.token) as client:
            live = client.follow("live_balance")
            seen = await until(live, revision)
            waiting = asyncio.ensure_future(until(live, revision + 2))
            stop(first)
            with server_process(sqlite_url, port=first.port) as again:
                async with api_of(again) as api:
                    alice = api.user()
                    for _ in range(2):
                        await alice.record()
                seen += await waiting
                shown = [one.revision for one in seen]
                assert shown == sorted(set(shown)), "no balance is shown twice"
                await live.aclose()


@kinds
async def test_alerts_that_are_told_during_a_restart_are_not_lost(
    kind: str, sqlite_url: str
) -> None:
    """While the first server is away, another one of the same database tells an alert."""
    with server_process(sqlite_url) as first:
        async with api_of(first) as api:
            alice = api.user()
            for below in range(9_950, 9_000, -100):
                await alice.data(ALERT, below=below)
            async with either(kind, f"{first.address}/graphql", alice.token) as client:
                live = client.follow("live_alerts")
                told = await first_alert(live, alice)
                first.kill()
                waiting = asyncio.ensure_future(following(live))
                await use_elsewhere(sqlite_url)
                with server_process(sqlite_url, port=first.port):
                    missed: Alert = await waiting
                    assert missed.threshold < told.threshold
                    assert (missed.revision or 0) > (told.revision or 0)
                    await live.aclose()


async def use_elsewhere(database_url: str) -> None:
    with server_process(database_url) as other:
        async with api_of(other) as api:
            await api.user().record()


async def first_alert(live: AsyncIterator[Alert], alice: Client) -> Alert:
    """Use tokens until the subscription, which begins at some moment, tells an alert."""
    waiting = asyncio.ensure_future(following(live))
    while not waiting.done():
        await alice.record(inputTokens=1, outputTokens=0)
        await asyncio.wait([waiting], timeout=0.05)
        if not waiting.done():
            await alice.record()
    return await waiting


@kinds
async def test_a_wrong_address_or_token_is_told(kind: str, sqlite_url: str) -> None:
    async with either(kind, "http://127.0.0.1:1/graphql", "x", tries=1) as client:
        with pytest.raises((ConnectionFailed, OSError)):
            await following(client.follow("live_balance"))
    async with served_app(sqlite_url) as api:
        async with either(kind, f"{api.address}/graphql", "wrong") as client:
            with pytest.raises(Unauthenticated):
                await following(client.follow("live_balance"))
        async with either(kind, f"{api.address}/graphql", api.user().token) as client:
            with pytest.raises(NotFound):
                await following(client.follow("live_balance", "bob"))


@kinds
async def test_another_token_is_asked_for(kind: str, sqlite_url: str) -> None:
    async with served_app(sqlite_url) as api:
        good = api.user().token
        tokens = iter(("wrong", "wrong again", *([good] * 9)))
        async with either(kind, f"{api.address}/graphql", lambda: next(tokens)) as client:
            live = client.follow("live_balance")
            assert (await following(live)).available == 10_000
            await live.aclose()
