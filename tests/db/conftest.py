"""A connection to each database, or to one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient

from db.engine.config import connect, disconnect


@pytest.fixture
def db(database: str) -> BaseDBAsyncClient:
    client: BaseDBAsyncClient = connections.get("default")
    return client


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[BaseDBAsyncClient]:
    await connect(postgres_url)
    yield connections.get("default")
    await disconnect()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[BaseDBAsyncClient]:
    await connect(sqlite_url)
    yield connections.get("default")
    await disconnect()
