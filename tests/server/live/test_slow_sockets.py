"""A socket that reads slowly or not at all delays nobody, and gets the latest afterwards."""

from __future__ import annotations

import asyncio
import gc

import pytest
from uvicorn.protocols.utils import ClientDisconnected

from server.live import channels
from server.live import endpoint as graphql_ws
from server.live.outbox import WAITING_MAX, Outbox
from server.live.running import OPERATIONS_MAX
from services.live import accounts
from tests.server.live.crowds import LONG, Opener, crowd, endpoint_of, slow_socket, until_full
from tests.support.server.api import Api, served_app
from tests.support.server.waiting import eventually
from tests.support.server.websocket import TIMEOUT_SECONDS, raw_socket, websocket

ASKED = 5 * OPERATIONS_MAX
"""More than what waits for a socket and what runs for it, together."""


async def test_a_slow_socket_delays_nobody_and_gets_the_latest_afterwards(
    served: Api, wire: Opener
) -> None:
    slow, connection = await slow_socket(served, wire)
    async with crowd(served, 1, LONG) as [quick]:
        slow.subscribe(LONG)
        await until_full(served, connection, quick)
        for _ in range(20):
            latest = (await served.user().record())["balance"]["revision"]
            assert (await quick.balance())["revision"] == latest
            assert len(connection._outbox) == 1
        seen = await slow.until_revision(latest)
        assert seen == sorted(set(seen))
        assert set(range(latest - 19, latest)).isdisjoint(seen), "what it missed was kept"
        await served.user().record()
        assert (await slow.balance())["revision"] == latest + 1


async def test_a_socket_that_takes_nothing_for_long_is_broken_off(
    sqlite_url: str, wire: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphql_ws, "RECHECK_SECONDS", 0.05)
    async with (
        served_app(sqlite_url, STALLED_SECONDS="5") as served,
        crowd(served, 1, LONG) as [quick],
    ):
        slow, connection = await slow_socket(served, wire)
        slow.subscribe(LONG)
        await until_full(served, connection, quick)
        await eventually(lambda: connection not in endpoint_of(served).connections)
        latest = (await served.user().record())["balance"]["revision"]
        assert (await quick.until_revision(latest))[-1] == latest
        assert endpoint_of(served).subscriptions == 1


async def test_who_does_not_read_answers_cannot_ask_for_ever(served: Api, wire: Opener) -> None:
    socket, connection = await slow_socket(served, wire)
    payload = {"query": "{ models { name provider displayName description tier isFree } }"}
    for number in range(ASKED):
        socket.send({"id": str(number), "type": "subscribe", "payload": payload})
    await eventually(lambda: len(connection._outbox) > WAITING_MAX)
    held = len(connection._outbox)
    for number in range(50):
        await served.user(f"user-{number}").balance()
    assert len(connection._outbox) <= held + OPERATIONS_MAX
    answers = [await socket.receive() for _ in range(ASKED)]
    assert [one["id"] for one in answers if one["type"] == "complete"]


async def test_a_slow_socket_that_answers_no_ping_is_closed_without_errors(
    served: Api, wire: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    """Its next message gets room after the close frame, before all is read."""
    slow, connection = await slow_socket(served, wire)
    async with crowd(served, 1, LONG) as [quick]:
        slow.subscribe(LONG)
        await until_full(served, connection, quick)
        protocol = connection._abort.__self__.get_protocol()
        protocol.keepalive_timeout()
        # As when the client has read a part of what it gets.
        protocol.resume_writing()
        with pytest.raises(ConnectionResetError, match="keepalive ping timeout"):
            while True:
                await slow.receive()
        await eventually(lambda: connection not in endpoint_of(served).connections)
    # What a task raised is told when nobody knows the task any more.
    gc.collect()
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


async def test_a_connection_that_never_begins_is_closed(sqlite_url: str) -> None:
    async with served_app(sqlite_url, FIRST_MESSAGE_SECONDS="1") as served:
        async with websocket(served.address) as begun, raw_socket(served.address) as silent:
            assert await silent.close_code() == 4408
            assert (await begun.execute("{ packs { name } }"))["data"]
        assert served.app is not None
        assert +served.app.endpoints.guard.refused == {"first_message_timeout": 1}


@pytest.mark.parametrize("size", [1, 5])
async def test_the_delay_of_every_push_is_observed_for_every_socket(
    served: Api, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(channels, "CROWD", 3)
    # Who comes later shares what was sent last, as long as a heartbeat has confirmed it.
    monkeypatch.setattr(accounts, "HEARTBEAT_SECONDS", 600)
    delays: list[float] = []
    endpoint_of(served).channels.observe = delays.append
    async with crowd(served, 1) as [first], crowd(served, size - 1) as others:
        assert len(delays) == 1, "of those who come later nobody waited"
        await served.user().record()
        for socket in (first, *others):
            await socket.balance()
        await eventually(lambda: len(delays) == 1 + size)
    assert all(0 <= delay < TIMEOUT_SECONDS for delay in delays)


async def test_the_delay_of_a_push_ends_when_its_socket_takes_it() -> None:
    taking, takes = asyncio.Event(), asyncio.Event()
    delays: list[float] = []

    async def send(_: object) -> None:
        taking.set()
        await takes.wait()

    outbox = Outbox(send, delays.append)
    outbox.put_latest("key", ("1", "{}", asyncio.get_running_loop().time()))
    async with asyncio.timeout(TIMEOUT_SECONDS):
        await taking.wait()
        assert delays == []
        takes.set()
        await outbox._writer
    assert len(delays) == 1


async def test_a_socket_that_is_closed_and_does_not_read_the_rest_still_counts_as_stalled() -> None:
    async def send(_: object) -> None:
        raise ClientDisconnected

    outbox = Outbox(send, lambda _: None)
    outbox.put("{}")
    await eventually(lambda: outbox.is_closed)
    now = asyncio.get_running_loop().time()
    assert outbox.stalled_seconds(now + 60) >= 60
