"""Subscriptions: the present value at once, then every change, also when a window ends."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

import pytest

from server.live.endpoint import WebSocketEndpoint
from server.wiring import Process
from tests.support.clocks import Clock, HeldClock, TickingClock
from tests.support.server.api import NOON, Api, running_app, served_app, use
from tests.support.server.documents import LIVE_BALANCE, LIVE_QUOTA
from tests.support.server.waiting import eventually
from tests.support.server.websocket import Socket, websocket

DAILY, MONTHLY = "google/gemini-2.5-pro", "qwen-turbo"
A_MONTH_LATER = NOON + timedelta(days=31)
SOON = timedelta(milliseconds=500)
MIDNIGHT = datetime(2026, 3, 11, tzinfo=UTC)


async def until_revision(socket: Socket, operation: str, revision: int) -> list[dict]:
    """Return every balance up to `revision`."""
    seen: list[dict] = []
    while not seen or seen[-1]["revision"] < revision:
        seen.append((await socket.next(operation))["balance"])
    return seen


def process_of(api: Api) -> Process:
    assert api.app is not None
    process: Process = api.app.endpoints.process
    return process


def endpoint_of(api: Api) -> WebSocketEndpoint:
    assert api.app is not None
    endpoint: WebSocketEndpoint = api.app.endpoints.websocket
    return endpoint


def opened(api: Api) -> AbstractAsyncContextManager[Socket]:
    """Open a user's websocket."""
    return websocket(api.address, api.user().token)


async def test_the_present_balance_comes_at_once(served_anywhere: Api) -> None:
    alice = served_anywhere.user()
    await alice.record()
    async with websocket(served_anywhere.address, alice.token) as socket:
        following = await socket.subscribe(LIVE_BALANCE)
        assert (await socket.next(following))["balance"] == await alice.balance()


async def test_subscribing_opens_the_own_account(served: Api) -> None:
    async with websocket(served.address, served.user("newcomer").token) as socket:
        balance = (await socket.next(await socket.subscribe(LIVE_BALANCE)))["balance"]
        assert (balance["available"], balance["revision"]) == (10_000, 1)


async def test_every_change_is_pushed(served_anywhere: Api) -> None:
    alice = served_anywhere.user()
    async with websocket(served_anywhere.address, alice.token) as socket:
        following = await socket.subscribe(LIVE_BALANCE)
        await socket.next(following)
        for _ in range(5):
            recorded = await alice.record()
            assert (await socket.next(following))["balance"] == recorded["balance"]
        given = await served_anywhere.admin.adjust("alice", 77)
        assert (await socket.next(following))["balance"] == given["balance"]


async def test_pushes_come_in_the_order_of_revision_and_end_with_the_latest(
    served_anywhere: Api,
) -> None:
    alice = served_anywhere.user()
    async with websocket(served_anywhere.address, alice.token) as socket:
        following = await socket.subscribe(LIVE_BALANCE)
        await socket.next(following)
        await asyncio.gather(*(alice.record() for _ in range(40)))
        revisions = [b["revision"] for b in await until_revision(socket, following, 41)]
        assert revisions == sorted(set(revisions))
        await alice.record()
        assert (await socket.next(following))["balance"] == await alice.balance()


async def test_all_subscribers_of_an_account_hear_and_others_do_not(served: Api) -> None:
    alice, bob = served.user("alice"), served.user("bob")
    async with (
        websocket(served.address, alice.token) as one,
        websocket(served.address, alice.token) as two,
        websocket(served.address, bob.token) as three,
    ):
        started = [(s, await s.subscribe(LIVE_BALANCE)) for s in (one, one, two, three)]
        for socket, following in started:
            await socket.next(following)
        recorded = await alice.record()
        for socket, following in started[:3]:
            assert (await socket.next(following))["balance"] == recorded["balance"]
        recorded = await bob.record()
        assert (await three.next(started[3][1]))["balance"] == recorded["balance"]


async def test_a_refused_use_pushes_nothing(served: Api) -> None:
    alice = served.user()
    async with websocket(served.address, alice.token) as socket:
        following = await socket.subscribe(LIVE_BALANCE)
        await socket.next(following)
        await alice.record(inputTokens=10**6)
        await alice.record(model="nobody")
        await alice.record()
        assert (await socket.next(following))["balance"]["revision"] == 2


async def test_quotas_come_one_a_message_and_then_those_that_changed(database_url: str) -> None:
    clock = TickingClock(NOON)
    async with served_app(database_url, clock=clock) as api, opened(api) as socket:
        alice = api.user()
        following = await socket.subscribe(LIVE_QUOTA, models=[DAILY, MONTHLY])
        first = [(await socket.next(following))["quota"] for _ in range(2)]
        assert [(q["model"]["name"], q["used"]) for q in first] == [(DAILY, 0), (MONTHLY, 0)]
        await alice.record()
        await alice.record(model="qwen-max")
        await alice.record(model=MONTHLY, inputTokens=5, outputTokens=5)
        changed = (await socket.next(following))["quota"]
        assert (changed["model"]["name"], changed["used"]) == (MONTHLY, 10)
        everything = await socket.subscribe(LIVE_QUOTA)
        assert len([await socket.next(everything) for _ in range(12)]) == 12


@pytest.mark.parametrize("models", [["gpt-4o"], [""], ["nobody"]])
async def test_a_quota_that_does_not_exist_cannot_be_followed(served: Api, models) -> None:
    async with websocket(served.address, served.user().token) as socket:
        [error] = (await socket.execute(LIVE_QUOTA, models=models))["errors"]
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "models"}


async def test_the_balance_renews_by_itself_when_its_window_ends(database_url: str) -> None:
    async with running_app(database_url, clock=Clock(NOON)) as api:
        await api.user().record(inputTokens=1_000, outputTokens=0)
    clock = HeldClock(A_MONTH_LATER - SOON)
    async with served_app(database_url, clock=clock) as api, opened(api) as socket:
        following = await socket.subscribe(LIVE_BALANCE)
        before = (await socket.next(following))["balance"]
        clock.let_go()
        after = (await socket.next(following))["balance"]
    assert (before["available"], before["nextReset"]) == (5_000, "2026-04-10T12:00:00Z")
    assert (after["available"], after["nextReset"]) == (10_000, "2026-05-10T12:00:00Z")
    assert after["revision"] > before["revision"]


async def test_a_quota_starts_anew_by_itself_when_its_window_ends(sqlite_url: str) -> None:
    clock = HeldClock(MIDNIGHT - SOON)
    async with served_app(sqlite_url, clock=clock) as api:
        await api.user().record(model=DAILY)
        async with opened(api) as socket:
            following = await socket.subscribe(LIVE_QUOTA, models=[DAILY])
            quotas = [(await socket.next(following))["quota"]]
            clock.let_go()
            quotas.append((await socket.next(following))["quota"])
    assert [(q["used"], q["resetsAt"]) for q in quotas] == [
        (1, "2026-03-11T00:00:00Z"),
        (0, "2026-03-12T00:00:00Z"),
    ]


async def test_an_unused_quota_tells_its_next_reset_too(sqlite_url: str) -> None:
    clock = HeldClock(MIDNIGHT - SOON)
    async with served_app(sqlite_url, clock=clock) as api, opened(api) as socket:
        following = await socket.subscribe(LIVE_QUOTA, models=[DAILY])
        quotas = [(await socket.next(following))["quota"]]
        clock.let_go()
        quotas.append((await socket.next(following))["quota"])
    assert [q["resetsAt"] for q in quotas] == ["2026-03-11T00:00:00Z", "2026-03-12T00:00:00Z"]


async def test_anothers_account_cannot_be_followed_nor_told_from_none(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        before = [await socket.execute(q, id="bob") for q in (LIVE_BALANCE, LIVE_QUOTA)]
        await served.user("bob").balance()
        after = [await socket.execute(q, id="bob") for q in (LIVE_BALANCE, LIVE_QUOTA)]
    assert before == after
    for answer in before:
        assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_reader_of_all_accounts_may_follow_anyone(served: Api) -> None:
    bob = served.user("bob")
    await bob.balance()
    async with websocket(served.address, served.user("r", "accounts:read").token) as socket:
        following = await socket.subscribe(LIVE_BALANCE, id="bob")
        await socket.next(following)
        recorded = await bob.record()
        assert (await socket.next(following))["balance"] == recorded["balance"]


async def test_nobody_is_watched_once_nobody_listens(served: Api) -> None:
    alice = served.user()
    live = process_of(served).services.live
    channels = endpoint_of(served).channels
    async with websocket(served.address, alice.token) as socket:
        started = [await socket.subscribe(LIVE_BALANCE) for _ in range(3)]
        for following in started:
            await socket.next(following)
        assert (live.watched, len(channels)) == (1, 1)
        for following in started[:2]:
            await socket.complete(following)
        await alice.record()
        assert (await socket.next(started[2]))["balance"]["revision"] == 2
        await socket.complete(started[2])
        await eventually(lambda: (live.watched, len(channels)) == (0, 0))
        await socket.next(await socket.subscribe(LIVE_BALANCE))
        assert (live.watched, len(channels)) == (1, 1)
    await eventually(lambda: (live.watched, len(channels)) == (0, 0))


async def test_a_subscription_taken_up_again_has_the_latest_state(served: Api) -> None:
    alice = served.user()
    for spent in range(1, 4):
        async with websocket(served.address, alice.token) as socket:
            await alice.record_batch(use())
            balance = (await socket.next(await socket.subscribe(LIVE_BALANCE)))["balance"]
            assert balance["available"] == 10_000 - 100 * spent
