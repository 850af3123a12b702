"""Buckets in a real Redis follow billing.rate_limits; processes share them, or do without."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from billing.rate_limits import FULL, Granted, Level, RatePolicy, take
from gateways import rate_limits as module
from gateways.rate_limits import PREFIX, TAKE, RedisRates
from tests.support.live.redis_server import RedisServer, redis_server
from tests.support.server.waiting import eventually

USERS = RatePolicy("user", 1, 1_000)


@pytest.fixture(scope="module")
def shared() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@asynccontextmanager
async def opened(server: RedisServer, *, workers: int = 1) -> AsyncIterator[RedisRates]:
    rates = RedisRates(server.url, workers=workers)
    await rates.start()
    try:
        yield rates
    finally:
        await rates.close()


async def taken(rates: RedisRates, key: str, units: int) -> Granted | None:
    return await rates.take(USERS, key, capacity=1_000, least=units, want=units)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    per_second=st.integers(1, 10_000_000),
    capacity=st.integers(1, 100_000_000),
    asked=st.lists(st.tuples(st.integers(1, 1_000_000), st.integers(0, 5_000_000)), max_size=12),
)
def test_the_script_takes_what_the_rules_say(
    shared: RedisServer, per_second: int, capacity: int, asked: list[tuple[int, int]]
) -> None:
    """The script runs with the clock of Redis, which its answer does not tell. So the state that it
    stored gives the instant, and the rules must agree at that one."""
    with Redis.from_url(shared.url) as redis:
        redis.flushall()
        script = redis.register_script(TAKE)
        level = FULL
        for least, more in asked:
            given = script(["bucket"], [per_second, capacity, least, least + more])
            stored = redis.get("bucket")
            granted = Granted(*map(int, given))
            if granted.units and stored is not None:
                spent, now = map(int, stored.split())
                level, expected = take(
                    level,
                    now,
                    per_second=per_second,
                    capacity=capacity,
                    least=least,
                    want=least + more,
                )
                assert granted == expected
                assert level == Level(spent, now)
            elif stored is None:
                # It was full again, and forgotten, within the millisecond.
                level = FULL
            else:
                assert 0 < granted.wait <= -(-least * 1_000_000 // per_second)


async def test_processes_share_a_bucket_and_its_key_is_no_address(shared: RedisServer) -> None:
    async with opened(shared) as one, opened(shared) as two:
        first = await taken(one, "192.0.2.1", 600)
        second = await taken(two, "192.0.2.1", 600)
        assert first == Granted(600, 400, 0)
        assert second is not None
        assert not second.units
        assert 0 < second.wait <= 200 * 1_000_000
    with Redis.from_url(shared.url) as redis:
        keys = list(redis.keys(f"{PREFIX}user:*"))
        assert keys
        assert not any(b"192.0.2.1" in key for key in keys)
        assert all(0 < redis.pttl(key) <= 1_000_001 for key in keys)


async def test_processes_count_each_other(
    shared: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.01)
    async with opened(shared, workers=2) as one:
        assert one.processes == 2
        async with opened(shared), opened(shared):
            await eventually(lambda: one.processes == 3)
        await eventually(lambda: one.processes == 2)


async def test_without_redis_it_says_so_at_once_and_finds_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.01)
    with redis_server() as server:
        async with opened(server) as rates:
            assert await taken(rates, "alice", 1)
            server.kill()
            assert await taken(rates, "alice", 1) is None
            server.start()
            async with asyncio.timeout(180):
                while await taken(rates, "alice", 1) is None:
                    await asyncio.sleep(0.01)


async def test_a_process_starts_without_redis() -> None:
    async with opened(RedisServer("")) as rates:
        assert await taken(rates, "alice", 1) is None


async def test_a_redis_that_hangs_counts_as_away() -> None:
    with redis_server() as server:
        async with opened(server) as rates:
            assert await taken(rates, "alice", 1)
            os.kill(server.pid, signal.SIGSTOP)
            try:
                assert await taken(rates, "alice", 1) is None
                assert rates.is_away
            finally:
                os.kill(server.pid, signal.SIGCONT)
            async with asyncio.timeout(180):
                while await taken(rates, "alice", 1) is None:
                    await asyncio.sleep(0.01)
