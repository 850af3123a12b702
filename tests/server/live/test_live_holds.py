"""A balance subscription shows reserved tokens of holds: placed, settled, released, expired."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.clocks import Clock, HeldClock
from tests.support.server.api import NOON, Api, running_app, served_app
from tests.support.server.documents import LIVE_BALANCE, LIVE_QUOTA, PLACE, RELEASE, SETTLE
from tests.support.server.websocket import Json, websocket

MONTHLY = "qwen-turbo"
HOLD = {"model": "gpt-4o", "inputTokens": 100, "maxOutputTokens": 0}


def figures(message: Json) -> tuple[int, int, int]:
    balance = message["balance"]
    return balance["available"], balance["held"], balance["debt"]


async def place(api: Api, **changes: object) -> str:
    given = HOLD | {"idempotencyKey": "one"} | changes
    placed = (await api.user().data(PLACE, input=given))["placeHold"]
    return str(placed["hold"]["id"])


@pytest.mark.parametrize("way", ["settle", "release"])
async def test_the_balance_moves_with_every_hold(served_anywhere: Api, way: str) -> None:
    alice = served_anywhere.user()
    async with websocket(served_anywhere.address, alice.token) as socket:
        following = await socket.subscribe(LIVE_BALANCE)
        assert figures(await socket.next(following)) == (10_000, 0, 0)
        hold = await place(served_anywhere)
        assert figures(await socket.next(following)) == (9_500, 500, 0)
        if way == "release":
            await alice.data(RELEASE, input={"holdId": hold})
            assert figures(await socket.next(following)) == (10_000, 0, 0)
        else:
            used = {"holdId": hold, "inputTokens": 40, "outputTokens": 10}
            await alice.data(SETTLE, input=used)
            assert figures(await socket.next(following)) == (9_750, 0, 0)


async def test_a_hold_that_is_over_is_seen_by_the_clock_alone(database_url: str) -> None:
    async with running_app(database_url, clock=Clock(NOON)) as api:
        await place(api, ttlSeconds=60)
    clock = HeldClock(NOON + timedelta(seconds=59))
    async with (
        served_app(database_url, clock=clock) as api,
        websocket(api.address, api.user().token) as socket,
    ):
        following = await socket.subscribe(LIVE_BALANCE)
        assert figures(await socket.next(following)) == (9_500, 500, 0)
        clock.let_go()
        assert figures(await socket.next(following)) == (10_000, 0, 0)


async def test_a_quota_moves_too(served_anywhere: Api) -> None:
    alice = served_anywhere.user()
    async with websocket(served_anywhere.address, alice.token) as socket:
        following = await socket.subscribe(LIVE_QUOTA, models=[MONTHLY])
        first = (await socket.next(following))["quota"]
        hold = await place(served_anywhere, model=MONTHLY)
        held = (await socket.next(following))["quota"]
        assert (held["used"], held["held"]) == (0, 100)
        assert held["remaining"] == first["remaining"] - 100
        await alice.data(RELEASE, input={"holdId": hold})
        assert (await socket.next(following))["quota"] == first
