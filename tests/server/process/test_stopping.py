"""A stop waits for sockets that still read their data, and for no others."""

from __future__ import annotations

import asyncio
import struct

import pytest

from server.process import protocols as module
from tests.server.live.crowds import LONG, Opener, crowd, endpoint_of, slow_socket, until_full
from tests.support.server.api import served_app
from tests.support.server.waiting import eventually

RESTARTS = 1012


async def test_a_socket_that_never_reads_does_not_hold_up_a_stop(
    sqlite_url: str, wire: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 0.1)
    async with asyncio.timeout(180):
        async with served_app(sqlite_url) as api, crowd(api, 1, LONG) as [quick]:
            slow, connection = await slow_socket(api, wire)
            slow.subscribe(LONG)
            await until_full(api, connection, quick)
        with pytest.raises(EOFError):
            # Read the data that it had received before the connection was aborted.
            while True:
                await slow.receive()


async def test_a_slow_socket_that_reads_at_last_hears_why_it_is_closed(
    sqlite_url: str, wire: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 20)
    served = served_app(sqlite_url)
    api = await served.__aenter__()
    async with crowd(api, 1, LONG) as [quick]:
        slow, connection = await slow_socket(api, wire)
        slow.subscribe(LONG)
        await until_full(api, connection, quick)
        stopping = asyncio.create_task(served.__aexit__(None, None, None))
        with pytest.raises(ConnectionResetError) as told:
            while True:
                await quick.receive()
        assert struct.unpack(">H", told.value.args[0][:2])[0] == RESTARTS
        assert not stopping.done()
        with pytest.raises(ConnectionResetError) as told:
            while True:
                await slow.receive()
        assert struct.unpack(">H", told.value.args[0][:2])[0] == RESTARTS
    await stopping


async def test_a_socket_that_its_client_is_just_closing_does_not_disturb_a_stop(
    sqlite_url: str, wire: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its close frame arrived, and what the server wrote before has not left yet."""
    monkeypatch.setattr(module, "STOP_SECONDS", 0.1)
    async with asyncio.timeout(180):
        async with served_app(sqlite_url) as api, crowd(api, 1, LONG) as [quick]:
            slow, connection = await slow_socket(api, wire)
            slow.subscribe(LONG)
            await until_full(api, connection, quick)
            slow.say_goodbye()
            await eventually(lambda: connection not in endpoint_of(api).connections)
        with pytest.raises(EOFError):
            while True:
                await slow.receive()
