"""Pools with real servers: the last units, crashes, stops and frozen processes. Billing rule 11."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import pytest

from db.engine.config import connect, disconnect
from db.pools import StandingRow, standing
from tests.support.ledger.pooled import POOLED, catalog_with
from tests.support.server.api import Api, Client
from tests.support.server.documents import RECORD
from tests.support.server.noon import at_noon
from tests.support.server.server_process import ServerProcess, api_of, run_command, server_process

POOL = 60
RACERS = 8


@pytest.fixture
def catalog(tmp_path: Path) -> str:
    return str(catalog_with(POOL, tmp_path))


async def record(client: Client, key: str) -> str:
    given = {"model": POOLED, "inputTokens": 1, "outputTokens": 1, "idempotencyKey": key}
    recorded: str = (await client.data(RECORD, input=given))["recordUsage"]["__typename"]
    return recorded


async def race(apis: list[Api], uses: int, name: str) -> Counter[str]:
    """Let racers of all servers record their uses one after the other; return how they ended."""

    async def run(lane: int) -> list[str]:
        client = apis[lane % len(apis)].user(f"{name}{lane}")
        return [await record(client, f"{name}{n}") for n in range(uses // RACERS)]

    lanes = await asyncio.gather(*(run(lane) for lane in range(RACERS)))
    return Counter(kind for lane in lanes for kind in lane)


async def rows(database_url: str) -> list[StandingRow]:
    await connect(database_url)
    try:
        return await standing()
    finally:
        await disconnect()


def is_sound(database_url: str) -> None:
    done = run_command("audit", DATABASE_URL=database_url)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.heavy
async def test_two_servers_let_exactly_the_pool_through(postgres_url: str, catalog: str) -> None:
    await at_noon(postgres_url)
    async with AsyncExitStack() as stack:
        apis = []
        with ExitStack() as servers:
            for _ in range(2):
                one = servers.enter_context(server_process(postgres_url, CATALOG=catalog))
                apis.append(await stack.enter_async_context(api_of(one)))
            ended = await race(apis, 12 * RACERS, "racer")
            assert ended == {"UsageRecorded": POOL, "QuotaExceeded": 12 * RACERS - POOL}
    assert sum(row.used for row in await rows(postgres_url)) == POOL
    # SIGTERM returned every lease.
    assert [row for row in await rows(postgres_url) if row.holder] == []
    is_sound(postgres_url)


@pytest.mark.heavy
async def test_a_killed_server_neither_loses_nor_lets_through_units(
    postgres_url: str, catalog: str
) -> None:
    await at_noon(postgres_url)
    dying = ServerProcess(postgres_url, CATALOG=catalog)
    dying.wait_for("Uvicorn running on")
    async with api_of(dying) as api:
        before = await race([api], RACERS, "early")
    dying.kill()
    assert before == {"UsageRecorded": RACERS}
    assert [row.used for row in await rows(postgres_url) if row.holder] == [RACERS]
    with server_process(postgres_url, CATALOG=catalog) as server:
        async with api_of(server) as api:
            after = await race([api], 8 * RACERS, "late")
    assert after == {"UsageRecorded": POOL - RACERS, "QuotaExceeded": 9 * RACERS - POOL}
    is_sound(postgres_url)


@pytest.mark.heavy
async def test_a_frozen_server_that_goes_on_lets_nothing_more_through(
    postgres_url: str, catalog: str
) -> None:
    await at_noon(postgres_url)
    with (
        server_process(postgres_url, CATALOG=catalog) as frozen,
        server_process(postgres_url, CATALOG=catalog) as server,
    ):
        async with api_of(frozen) as of_frozen, api_of(server) as of_server:
            assert await record(of_frozen.user("first"), "first") == "UsageRecorded"
            frozen.process.send_signal(signal.SIGSTOP)
            try:
                ended = await race([of_server], 8 * RACERS, "racer")
            finally:
                frozen.process.send_signal(signal.SIGCONT)
            assert ended == {"UsageRecorded": POOL - 1, "QuotaExceeded": 8 * RACERS - POOL + 1}
            assert await record(of_frozen.user("second"), "second") == "QuotaExceeded"
    is_sound(postgres_url)
