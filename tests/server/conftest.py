"""Fixtures: the application with the real clock, without a network, and on a port for
websockets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.server.live.crowds import Opener
from tests.support.server.api import Api, running_app, served_app
from tests.support.server.raw_websocket import RawWebSocket


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with running_app(sqlite_url) as running:
        yield running


@pytest.fixture
async def served(sqlite_url: str) -> AsyncIterator[Api]:
    async with served_app(sqlite_url) as running:
        yield running


@pytest.fixture
async def served_anywhere(database_url: str) -> AsyncIterator[Api]:
    """Yield the API, on each database in turn."""
    async with served_app(database_url) as running:
        yield running


@pytest.fixture
async def wire() -> AsyncIterator[Opener]:
    """Yield a function that opens raw sockets (`RawWebSocket.open`). They are closed at the end."""
    opened: list[RawWebSocket] = []

    async def open_one(address: str, token: str, **options: int) -> RawWebSocket:
        opened.append(await RawWebSocket.open(address, token, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
