"""A process is killed in the middle of the erasure of a large account: the next one goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from db.engine.config import connect, disconnect
from db.privacy.moves import Move, under_way
from tests.resolvers.test_privacy import erase
from tests.support.server.api import Api, use
from tests.support.server.server_process import api_of, run_command, server_process

USES = 3_000
BATCH = 100


@asynccontextmanager
async def connected(database_url: str) -> AsyncIterator[None]:
    await connect(database_url)
    try:
        yield
    finally:
        await disconnect()


async def record_many(api: Api) -> None:
    await api.user().balance()
    await api.admin.adjust("alice", 1_000_000)
    for start in range(0, USES, BATCH):
        uses = [use(model="gpt-4o", idempotencyKey=f"u{start + n}") for n in range(BATCH)]
        await api.user().record_batch(*uses)


async def moved(
    database_url: str, since: list[Move], asked: asyncio.Task[object] | None = None
) -> list[Move]:
    """Wait until an erasure has begun, moved or ended; return where it is. On a busy machine it may
    end before it is seen: `asked` tells."""
    async with connected(database_url), asyncio.timeout(300):
        while (found := await under_way()) == since and not (asked and asked.done()):
            pass
        return found


def audited(database_url: str) -> str:
    done = run_command("audit", DATABASE_URL=database_url)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_an_erasure_goes_on_by_itself_after_kill_9(database_url: str) -> None:
    with server_process(database_url) as server:
        async with api_of(server) as api:
            await record_many(api)
            erasing = asyncio.create_task(erase(api.admin, "alice"))
            begun = await moved(database_url, [], erasing)
            await moved(database_url, begun, erasing)
            server.process.kill()
            with suppress(httpx.TransportError):
                await erasing
    audited(database_url)
    async with connected(database_url):
        left = await under_way()
    if left:
        # Another process finds it, and is killed as soon as it has moved.
        with server_process(database_url) as server:
            await moved(database_url, left)
            server.process.kill()
        audited(database_url)
    async with connected(database_url):
        left = await under_way()
    with server_process(database_url) as server:
        while left:
            left = await moved(database_url, left)
        async with api_of(server) as api:
            assert (await api.user().record())["balance"]["revision"] == 2
    # The entries of the pseudonym, and two of the new account.
    assert f"2 accounts, {USES + 4} entries" in audited(database_url)
