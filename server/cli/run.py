"""Runs commands on an event loop, and connects those that need the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from db.engine.config import connect, disconnect
from db.migrate import upgrade
from server.settings import Settings, read_settings
from server.wiring import Process, running

ResultT = TypeVar("ResultT")


def run(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run the coroutine of a command. Warnings go to standard error."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return asyncio.run(work)


@asynccontextmanager
async def database(settings: Settings | None = None) -> AsyncIterator[None]:
    """Migrate the database and connect to it."""
    chosen = settings or read_settings()
    await upgrade(chosen.database_url)
    await connect(chosen.database_url)
    try:
        yield
    finally:
        await disconnect()


@asynccontextmanager
async def process(settings: Settings | None = None) -> AsyncIterator[Process]:
    """Start the service without its endpoints. A server may be running beside it."""
    chosen = settings or read_settings()
    await upgrade(chosen.database_url)
    async with running(chosen, listening=False) as started:
        yield started
