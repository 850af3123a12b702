"""Changed accounts are broadcast between processes by a real Redis."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from redis.asyncio import Redis

from gateways.live import redis as module
from gateways.live.redis import RedisBroadcast
from tests.gateways.live.listening import Heard, started
from tests.support.live.redis_server import RedisServer, redis_server

MANY = [(f"user-{number}", number) for number in range(1, 5_001)]


@pytest.fixture(scope="module")
def shared() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def own() -> Iterator[RedisServer]:
    """Yield a server that a test may kill."""
    with redis_server() as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECONNECT_SECONDS", 0.01)


async def until_told(broadcast: RedisBroadcast, heard: Heard, account_id: str) -> None:
    """Publish repeatedly, like a busy process, because the first messages may be lost."""
    revision = 0
    while account_id not in dict(heard.changes):
        revision += 1
        broadcast.publish([(account_id, revision)])
        await asyncio.sleep(0.01)


async def test_another_process_hears_and_ones_own_listeners_hear_once(shared: RedisServer) -> None:
    mine, other = RedisBroadcast(shared.url), RedisBroadcast(shared.url)
    async with started(mine) as heard_here, started(other) as heard_there:
        mine.publish((name, revision) for name, revision in [("alice", 2), ("o'b\"😀", 3)])
        assert heard_here.changes == [("alice", 2), ("o'b\"😀", 3)]
        await heard_there.until("o'b\"😀", 3)
        other.publish([("answer", 1)])
        await heard_here.until("answer", 1)
        assert heard_here.changes == [("alice", 2), ("o'b\"😀", 3), ("answer", 1)]
        assert heard_there.changes == heard_here.changes


async def test_a_batch_is_one_message_and_what_comes_meanwhile_another(shared: RedisServer) -> None:
    mine, other = RedisBroadcast(shared.url), RedisBroadcast(shared.url)
    async with Redis.from_url(shared.url) as client, client.pubsub() as onlooker:
        await onlooker.subscribe("billing_changes:0")
        assert (await onlooker.get_message(timeout=180))["type"] == "subscribe"
        async with started(mine), started(other) as heard:
            mine.publish(MANY)
            for revision in range(1, 101):
                mine.publish([("alice", revision)])
            await heard.until("alice", 100)
            messages = [await onlooker.get_message(timeout=180)]
            while (message := await onlooker.get_message(timeout=0)) is not None:
                messages.append(message)
    assert heard.changes == [*MANY, ("alice", 100)]
    assert len(messages) == 1
    assert len(json.loads(messages[0]["data"])[1]) == 5_001


async def test_databases_of_one_server_do_not_hear_each_other(shared: RedisServer) -> None:
    zero, one = RedisBroadcast(shared.url), RedisBroadcast(shared.url.replace("/0", "/1"))
    other_one = RedisBroadcast(shared.url.replace("/0", "/1"))
    async with started(zero), started(one) as heard, started(other_one):
        zero.publish([("alice", 1)])
        other_one.publish([("bob", 1)])
        await heard.until("bob", 1)
        assert heard.changes == [("bob", 1)]


@pytest.mark.usefixtures("impatient")
async def test_a_killed_server_stops_nobody_and_is_found_again(
    own: RedisServer,
) -> None:
    mine, other = RedisBroadcast(own.url), RedisBroadcast(own.url)
    async with started(mine) as heard_here, started(other) as heard_there:
        for name in ("first", "second"):
            own.kill()
            mine.publish([(f"lost-{name}", 1)])
            assert (f"lost-{name}", 1) in heard_here.changes
            own.start()
            await until_told(mine, heard_there, f"{name}-there")
            await until_told(other, heard_here, f"{name}-here")


@pytest.mark.usefixtures("impatient")
async def test_one_that_starts_without_a_server_serves_its_own_and_joins_later(
    own: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    own.kill()
    mine, other = RedisBroadcast(own.url), RedisBroadcast(own.url)
    async with started(mine) as heard_here, started(other) as heard_there:
        mine.publish([("alice", 1)])
        assert heard_here.changes == [("alice", 1)]
        assert mine.waiting + other.waiting <= 1
        # Each logs this once, no matter how often it tried.
        assert caplog.text.count("Redis is not available") == 2
        own.start()
        await until_told(mine, heard_there, "alice")


async def test_what_is_published_while_redis_is_away_does_not_pile_up(own: RedisServer) -> None:
    broadcast = RedisBroadcast(own.url)
    async with started(broadcast) as heard:
        own.kill()
        broadcast.publish(MANY)
        assert broadcast.waiting == len(MANY)
        async with asyncio.timeout(180):
            while broadcast.waiting:
                await asyncio.sleep(0.01)
        assert heard.changes == MANY


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", "[1]", '["x", 1]', '["x", [["alice"]]]', "{}"]
)
async def test_a_message_of_someone_else_does_no_harm(shared: RedisServer, text: str) -> None:
    mine, other = RedisBroadcast(shared.url), RedisBroadcast(shared.url)
    async with Redis.from_url(shared.url) as client, started(mine), started(other) as heard:
        await client.publish("billing_changes:0", text)
        mine.publish([("alice", 1)])
        await heard.until("alice", 1)
        assert heard.changes == [("alice", 1)]


async def test_closing_leaves_no_connection(own: RedisServer) -> None:
    broadcast = RedisBroadcast(own.url)
    async with Redis.from_url(own.url) as client:
        async with started(broadcast) as heard:
            broadcast.publish([("alice", 1)])
            assert len(await client.client_list()) >= 2
        async with asyncio.timeout(180):
            while len(await client.client_list()) > 1:
                await asyncio.sleep(0.01)
    broadcast.publish([("late", 1)])
    assert heard.changes == [("alice", 1)]


async def test_closing_tells_the_last_batch_first(shared: RedisServer) -> None:
    mine, other = RedisBroadcast(shared.url), RedisBroadcast(shared.url)
    async with started(other) as heard:
        async with started(mine):
            mine.publish(MANY)
        await heard.until(*MANY[-1])
    assert heard.changes == MANY


async def test_one_that_never_started_closes() -> None:
    await RedisBroadcast("redis://127.0.0.1:1/0").close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("url", ["http://127.0.0.1", "127.0.0.1:6379", ""])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="scheme"):
        RedisBroadcast(url)
