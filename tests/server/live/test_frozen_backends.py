"""The server processes of PostgreSQL behind one of two servers are stopped (SIGSTOP), so that they
neither answer nor end. That server recovers by itself, and gives no new subscriber an old
balance."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

import server.observability.patience
from db.commit import postgres_writer
from db.engine import pool
from db.engine.config import asyncpg_credentials
from gateways.live import postgres as notifications
from services.live import accounts as live
from tests.support.engine.relay import Relay, relay_to
from tests.support.server.api import Api, running_app, served_app, use
from tests.support.server.documents import LIVE_BALANCE, RECORD
from tests.support.server.server_process import api_of, server_process
from tests.support.server.websocket import Socket, websocket

QUICK_SECONDS = 0.5
QUICKLY = [
    (postgres_writer, "STATEMENT_SECONDS"),
    (pool, "GIVE_BACK_SECONDS"),
    (notifications, "PROBE_SECONDS"),
    (notifications, "ANSWER_SECONDS"),
    (server.observability.patience, "GIVE_UP_SECONDS"),
    (live, "HEARTBEAT_SECONDS"),
    (live, "BEAT_SECONDS_MAX"),
]


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in QUICKLY:
        monkeypatch.setattr(module, name, QUICK_SECONDS)


@dataclass
class Freezer:
    """Stops the server processes behind a relay's connections, until `thaw`."""

    relay: Relay
    database: asyncpg.Connection
    pids: list[int]

    async def freeze(self) -> None:
        rows = await self.database.fetch(
            "SELECT pid FROM pg_stat_activity WHERE client_port = ANY($1::int[])",
            self.relay.far_ports,
        )
        self.pids = [row["pid"] for row in rows]
        assert self.pids
        for pid in self.pids:
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGCONT)
        self.pids = []


@asynccontextmanager
async def freezer_of(url: str) -> AsyncIterator[Freezer]:
    connection = await asyncpg.connect(**asyncpg_credentials(url) or {})
    async with relay_to(url) as relay:
        freezer = Freezer(relay, connection, [])
        try:
            yield freezer
        finally:
            freezer.thaw()
            await connection.close()


async def eventually_recorded(api: Api) -> None:
    """Repeat a refused request until it is served."""
    async with asyncio.timeout(180):
        while "errors" in (answer := await api.user().execute(RECORD, input=use())):
            [error] = answer["errors"]
            assert error["extensions"]["code"] == "UNAVAILABLE"


async def eventually_ready(api: Api) -> None:
    async with asyncio.timeout(180):
        while (await api.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.05)


async def first_value(socket: Socket) -> dict[str, Any]:
    """Return what a new subscriber gets first: a balance or an error."""
    message = await socket.message(await socket.subscribe(LIVE_BALANCE))
    if message["type"] == "error":
        return {"errors": message["payload"]}
    payload: dict[str, Any] = message["payload"]
    return payload


async def test_writes_come_back_within_seconds(postgres_url: str) -> None:
    async with freezer_of(postgres_url) as freezer, running_app(freezer.relay.url) as api:
        await eventually_recorded(api)
        await freezer.freeze()
        await eventually_recorded(api)
        await eventually_ready(api)
        # Reads and the models' connections too: each must detect it by itself.
        assert (await api.user().balance())["revision"] >= 3
        assert (await api.admin.adjust("alice", 5))["__typename"] == "BalanceAdjusted"


async def test_a_newcomer_hears_the_present_or_an_error_never_the_past(postgres_url: str) -> None:
    with server_process(postgres_url) as other:
        async with (
            freezer_of(postgres_url) as freezer,
            served_app(freezer.relay.url) as api,
            api_of(other) as elsewhere,
            websocket(api.address, api.user().token) as old,
        ):
            await elsewhere.user().record()
            following = await old.subscribe(LIVE_BALANCE)
            assert (await old.next(following))["balance"]["revision"] == 2
            await freezer.freeze()
            await elsewhere.user().record()
            await asyncio.sleep(live.HEARTBEAT_SECONDS)
            heard = await newcomers(api, 5)
            assert heard
            told = [one["data"]["balance"]["revision"] for one in heard if one.get("data")]
            assert set(told) <= {3}, heard
            # An earlier subscriber gets it as well, without any signal.
            assert (await old.next(following))["balance"]["revision"] == 3
            await eventually_ready(api)


async def newcomers(api: Api, number: int) -> list[dict[str, Any]]:
    async def one() -> dict[str, Any]:
        async with websocket(api.address, api.user().token) as socket:
            return await first_value(socket)

    return await asyncio.gather(*(one() for _ in range(number)))


async def test_notifications_are_heard_again(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server_process(postgres_url) as other:
        async with (
            freezer_of(postgres_url) as freezer,
            served_app(freezer.relay.url) as api,
            api_of(other) as elsewhere,
        ):
            await elsewhere.user().record()
            await freezer.freeze()
            await eventually_ready(api)
            await eventually_listening(freezer)
            # From here on no heartbeat tells of a change, and no answer comes too late.
            for module, name in QUICKLY:
                monkeypatch.setattr(module, name, 1_000)
            async with websocket(api.address, api.user().token) as socket:
                following = await socket.subscribe(LIVE_BALANCE)
                revision = (await socket.next(following))["balance"]["revision"]
                # What began before is over then: the last heartbeat and the last impatient look.
                await asyncio.sleep(2 * QUICK_SECONDS)
                await eventually_listening(freezer)
                await elsewhere.user().record()
                assert (await socket.next(following))["balance"]["revision"] == revision + 1


async def eventually_listening(freezer: Freezer) -> None:
    async with asyncio.timeout(180):
        while not await listening(freezer):
            await asyncio.sleep(0.05)


async def listening(freezer: Freezer) -> bool:
    """Return whether a server process that is not stopped listens for that server."""
    found = await freezer.database.fetch(
        "SELECT FROM pg_stat_activity WHERE client_port = ANY($1::int[]) AND NOT pid = ANY($2) "
        "AND query SIMILAR TO '(LISTEN|SELECT pg_)%'",
        freezer.relay.far_ports,
        freezer.pids,
    )
    return bool(found)


async def test_what_hangs_is_told(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.observability.patience, "ANSWER_SECONDS", 0.2)
    async with (
        relay_to(postgres_url) as relay,
        served_app(relay.url) as api,
        websocket(api.address, api.user().token) as socket,
    ):
        await socket.next(await socket.subscribe(LIVE_BALANCE))
        # The whole network, so that nothing can recover.
        relay.freeze()
        async with asyncio.timeout(180):
            while "billing_live_behind_seconds 0.0" in (await api.get("/metrics")).text:
                await asyncio.sleep(0.1)
        assert (await api.get("/readyz")).status_code == 503
        relay.thaw()
        await eventually_ready(api)
