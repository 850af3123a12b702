"""Changed accounts are broadcast within one process, and between two on one PostgreSQL."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.engine.config import asyncpg_credentials
from gateways.live import LocalBroadcast
from gateways.live import postgres as module
from gateways.live.local import CHANNEL
from gateways.live.postgres import PAYLOAD_BYTES_MAX, PostgresBroadcast
from gateways.live.remote import pack
from tests.gateways.live.listening import started

# Characters outside the basic plane take twelve bytes each in JSON.
account_ids = st.text(min_size=1, max_size=255) | st.just("😀" * 255)
changes = st.dictionaries(account_ids, st.integers(1, 2**53 - 1), max_size=60)


def credentials(url: str) -> dict[str, Any]:
    return asyncpg_credentials(url) or {}


@asynccontextmanager
async def onlooker(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(**credentials(url))
    try:
        yield connection
    finally:
        await connection.close()


LISTENERS = """
    SELECT pid FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
        AND query SIMILAR TO '(LISTEN|SELECT pg_)%'
"""


async def listening(connection: asyncpg.Connection) -> set[int]:
    """Return the server processes whose last statement was to listen or to notify."""
    return {row["pid"] for row in await connection.fetch(LISTENERS)}


async def kill_listeners(connection: asyncpg.Connection, *, count: int) -> None:
    """Close all their connections, and wait until as many others listen."""
    before = await listening(connection)
    assert len(before) == count
    for pid in before:
        assert await connection.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)
    while len(await listening(connection) - before) < count:
        await asyncio.sleep(0)


@given(changes)
@example({"😀" * 255: 2**53 - 1, "🙃" * 255: 1, "🙂" * 255: 2})
@example({f"user-{number}": number for number in range(1, 3_000)})
def test_payloads_stay_below_the_limit_and_hold_every_change_in_order(
    given_changes: dict[str, int],
) -> None:
    payloads = list(pack("0123456789ab", given_changes.items(), bytes_max=PAYLOAD_BYTES_MAX))
    assert all(len(payload.encode()) < 8_000 for payload in payloads)
    read = [json.loads(payload) for payload in payloads]
    assert [tuple(change) for _, part in read for change in part] == [*given_changes.items()]
    assert {origin for origin, _ in read} <= {"0123456789ab"}


def test_payloads_are_few() -> None:
    many = [(f"user-{number:05}", 7) for number in range(1_000)]
    size = len(json.dumps(many))
    assert len(list(pack("origin", many, bytes_max=PAYLOAD_BYTES_MAX))) <= size // 7_000 + 1


def test_nothing_is_packed_into_nothing() -> None:
    assert list(pack("origin", [], bytes_max=PAYLOAD_BYTES_MAX)) == []


async def test_in_one_process_listeners_hear_at_once() -> None:
    broadcast = LocalBroadcast()
    broadcast.publish([("early", 1)])
    async with started(broadcast) as heard:
        broadcast.publish([("alice", 2), ("bob", 3)])
        assert heard.changes == [("alice", 2), ("bob", 3)]
    broadcast.publish([("late", 1)])
    assert heard.changes == [("alice", 2), ("bob", 3)]


async def test_another_process_hears_and_ones_own_listeners_hear_once(postgres_url: str) -> None:
    mine, other = (PostgresBroadcast(credentials(postgres_url)) for _ in range(2))
    async with started(mine) as heard_here, started(other) as heard_there:
        mine.publish((name, revision) for name, revision in [("alice", 2), ("o'b\"😀", 3)])
        assert heard_here.changes == [("alice", 2), ("o'b\"😀", 3)]
        await heard_there.until("o'b\"😀", 3)
        other.publish([("answer", 1)])
        await heard_here.until("answer", 1)
        assert heard_here.changes == [("alice", 2), ("o'b\"😀", 3), ("answer", 1)]
        assert heard_there.changes == heard_here.changes


async def test_what_is_published_meanwhile_goes_out_together(postgres_url: str) -> None:
    payloads: list[str] = []
    mine, other = (PostgresBroadcast(credentials(postgres_url)) for _ in range(2))
    async with onlooker(postgres_url) as connection:
        await connection.add_listener(CHANNEL, lambda *message: payloads.append(message[-1]))
        async with started(mine), started(other) as heard:
            for revision in range(1, 501):
                mine.publish([("alice", revision), (f"user-{revision}", 1)])
            await heard.until("user-500", 1)
            await connection.fetchval("SELECT 1")
    # The latest revision of an account is enough.
    assert heard.changes[0] == ("alice", 500)
    assert len(heard.changes) == 501
    assert len(payloads) == 1


async def test_killed_connections_are_made_anew(postgres_url: str) -> None:
    mine, other = (PostgresBroadcast(credentials(postgres_url)) for _ in range(2))
    async with (
        onlooker(postgres_url) as connection,
        started(mine) as heard_here,
        started(other) as heard_there,
    ):
        for round_number in (1, 2):
            await kill_listeners(connection, count=2)
            mine.publish([("alice", round_number)])
            await heard_there.until("alice", round_number)
            other.publish([("bob", round_number)])
            await heard_here.until("bob", round_number)
    told = [("alice", 1), ("bob", 1), ("alice", 2), ("bob", 2)]
    assert heard_here.changes == heard_there.changes == told


async def test_publishing_while_the_connection_is_dead_neither_fails_nor_waits(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECONNECT_SECONDS", 0)
    refused = asyncio.Event()
    connect = asyncpg.connect

    async def refusing(**options: Any) -> asyncpg.Connection:
        refused.set()
        raise ConnectionRefusedError("no server")

    mine, other = (PostgresBroadcast(credentials(postgres_url)) for _ in range(2))
    async with onlooker(postgres_url) as connection, started(mine) as heard:
        (pid,) = await listening(connection)
        monkeypatch.setattr(asyncpg, "connect", refusing)
        await connection.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)
        await refused.wait()
        mine.publish([("alice", 1)])
        assert heard.changes == [("alice", 1)]
        monkeypatch.setattr(asyncpg, "connect", connect)
        async with started(other) as heard_there:
            while not await listening(connection) - {pid}:
                await asyncio.sleep(0)
            mine.publish([("alice", 2)])
            await heard_there.until("alice", 2)
            assert heard.changes == [("alice", 1), ("alice", 2)]


async def test_a_connection_that_dies_before_it_listens_is_given_up_for_another(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECONNECT_SECONDS", 0)
    dying: list[asyncpg.Connection] = []
    listen = asyncpg.Connection.add_listener

    async def dying_first(self: asyncpg.Connection, *arguments: Any) -> None:
        if not dying:
            dying.append(self)
            raise asyncpg.InterfaceError("connection is closed")
        await listen(self, *arguments)

    mine, other = (PostgresBroadcast(credentials(postgres_url)) for _ in range(2))
    async with onlooker(postgres_url) as connection, started(mine) as heard, started(other):
        monkeypatch.setattr(asyncpg.Connection, "add_listener", dying_first)
        await kill_listeners(connection, count=2)
        other.publish([("alice", 1)])
        await heard.until("alice", 1)
    assert dying[0].is_closed()


async def test_whatever_the_driver_calls_a_dead_connection_it_is_made_anew(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute, broken = asyncpg.Connection.execute, asyncio.Event()

    async def breaking_once(self: asyncpg.Connection, query: str, *values: Any) -> Any:
        if "pg_notify" in query and not broken.is_set():
            broken.set()
            raise asyncpg.InternalClientError("cannot switch to state 12")
        return await execute(self, query, *values)

    monkeypatch.setattr(asyncpg.Connection, "execute", breaking_once)
    mine, other = (PostgresBroadcast(credentials(postgres_url)) for _ in range(2))
    async with onlooker(postgres_url) as connection, started(mine), started(other) as heard:
        before = await listening(connection)
        mine.publish([("alice", 1)])
        await broken.wait()
        async with asyncio.timeout(180):
            while not await listening(connection) - before:
                await asyncio.sleep(0)
        mine.publish([("alice", 2)])
        await heard.until("alice", 2)
    # The first change was lost with the connection.
    assert heard.changes == [("alice", 2)]


async def test_closing_ends_its_connection_and_silences_it(postgres_url: str) -> None:
    broadcast = PostgresBroadcast(credentials(postgres_url))
    async with onlooker(postgres_url) as connection:
        async with started(broadcast) as heard:
            assert len(await listening(connection)) == 1
        async with asyncio.timeout(180):
            while await listening(connection):
                await asyncio.sleep(0)
        broadcast.publish([("late", 1)])
        assert heard.changes == []


async def test_one_that_never_started_closes() -> None:
    broadcast = PostgresBroadcast({})
    await broadcast.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}
