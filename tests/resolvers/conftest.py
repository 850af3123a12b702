"""The application at noon of a day in March, on both databases, or only on SQLite if the database
does not matter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.clocks import Clock
from tests.support.server.api import NOON, Api, running_app


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
async def api(database_url: str, clock: Clock) -> AsyncIterator[Api]:
    """Yield the API, on each database in turn."""
    async with running_app(database_url, clock=clock) as running:
        yield running


@pytest.fixture
async def sqlite_api(sqlite_url: str, clock: Clock) -> AsyncIterator[Api]:
    async with running_app(sqlite_url, clock=clock) as running:
        yield running
