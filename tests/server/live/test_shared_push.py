"""One subscription on many sockets: shared streams, crowds, and other processes."""

from __future__ import annotations

import asyncio
import json

import pytest
from redis.asyncio import Redis

from server.live import channels
from server.operations import Operation
from services.live import accounts
from tests.server.live.crowds import SHORT, Opener, crowd, endpoint_of
from tests.support.clocks import TickingClock
from tests.support.live.redis_server import redis_server
from tests.support.server.api import NOON, Api, served_app
from tests.support.server.documents import LIVE_BALANCE, LIVE_QUOTA
from tests.support.server.server_process import api_of, server_process
from tests.support.server.waiting import eventually
from tests.support.server.websocket import Socket, websocket


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return every event for which a response was created.

    On a busy machine, the next socket may come more than a heartbeat later. It would then have the
    value read again, so the heartbeat is long.
    """
    monkeypatch.setattr(accounts, "HEARTBEAT_SECONDS", 1_000)
    events: list[object] = []
    publish = Operation.publish

    async def counting(self, event, *arguments):
        events.append(event)
        return await publish(self, event, *arguments)

    monkeypatch.setattr(Operation, "publish", counting)
    return events


async def test_who_asks_the_same_shares_one_stream_and_one_response(
    served: Api, published: list[object]
) -> None:
    async with crowd(served, 50) as sockets:
        assert len(published) == 1
        assert len(endpoint_of(served).channels) == 1
        for revision in (2, 3):
            await served.user().record()
            assert [(await s.balance())["revision"] for s in sockets] == [revision] * 50
        assert len(published) == 3


async def test_a_thousand_sockets_of_one_account_all_hear_a_change(
    served: Api, published: list[object]
) -> None:
    async with crowd(served, 1_000) as sockets:
        await served.user().record()
        assert [(await s.balance())["revision"] for s in sockets] == [2] * 1_000
        assert len(published) == 2
        assert (len(endpoint_of(served).connections), endpoint_of(served).subscriptions) == (
            1_000,
            1_000,
        )
    await eventually(lambda: not endpoint_of(served).connections)
    assert len(endpoint_of(served).channels) == 0


async def test_a_crowd_that_changes_while_it_is_told_misses_nothing(
    served: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "CROWD", 3)
    async with crowd(served, 40) as sockets:
        for socket in sockets[:5]:
            socket.close()
        changes = asyncio.gather(*(served.user().record() for _ in range(20)))
        async with crowd(served, 10) as late:
            await changes
            await served.user().record()
            for socket in sockets[5:]:
                seen = await socket.until_revision(22)
                assert seen == sorted(set(seen))
            for socket in late:
                socket.subscribe(SHORT, "2")
            for socket in late:
                while (await socket.receive())["id"] != "2":
                    pass


async def test_a_late_joiner_has_the_latest_of_every_topic_at_once(
    sqlite_url: str, published: list[object]
) -> None:
    async with served_app(sqlite_url, clock=TickingClock(NOON)) as api:
        alice = api.user()
        async with websocket(api.address, alice.token) as one:
            await one.subscribe(LIVE_QUOTA)
            first = [(await one.next("1"))["quota"] for _ in range(12)]
            await alice.record(model="qwen-turbo", inputTokens=5, outputTokens=5)
            changed = (await one.next("1"))["quota"]
            count = len(published)
            async with websocket(api.address, alice.token) as late:
                await late.subscribe(LIVE_QUOTA)
                told = [(await late.next("1"))["quota"] for _ in range(12)]
            name = changed["model"]["name"]
            assert told == [changed if one["model"]["name"] == name else one for one in first]
            assert len(published) == count


async def test_ids_of_any_text_share_too(served: Api) -> None:
    token = served.user().token
    for name in ('"', "\\", "é😀", "\ud800", "a" * 300):
        async with websocket(served.address, token) as socket:
            message = {"id": name, "type": "subscribe", "payload": {"query": SHORT}}
            await socket.send(json.dumps(message))
            assert (await socket.receive())["id"] == name


async def test_different_callers_and_questions_never_share(served: Api, wire: Opener) -> None:
    alice, reader = served.user(), served.user("reader", "accounts:read")
    less = served.user("alice", "account:read")
    await served.user("bob").balance()
    await alice.balance()
    wanted = [
        (alice.token, SHORT, {}),
        (less.token, SHORT, {}),
        (served.user("bob").token, SHORT, {}),
        (alice.token, LIVE_BALANCE, {}),
        (alice.token, LIVE_BALANCE, {"id": "alice"}),
        (reader.token, LIVE_BALANCE, {"id": "alice"}),
        (reader.token, LIVE_BALANCE, {"id": "bob"}),
        (alice.token, LIVE_QUOTA, {"models": ["qwen-turbo"]}),
        (alice.token, LIVE_QUOTA, {"models": ["qwen-plus"]}),
    ]
    for number, (token, query, variables) in enumerate(wanted * 2):
        socket = await wire(served.address, token)
        payload = {"query": query, "variables": variables}
        socket.send({"id": "1", "type": "subscribe", "payload": payload})
        assert (await socket.receive())["type"] == "next"
        assert len(endpoint_of(served).channels) == min(number + 1, len(wanted))


async def test_another_token_of_the_same_caller_shares(served: Api) -> None:
    tokens = [served.user(ttl=ttl).token for ttl in (100, 200)]
    async with websocket(served.address, tokens[0]) as one:
        await one.next(await one.subscribe(SHORT))
        async with websocket(served.address, tokens[1]) as other:
            await other.next(await other.subscribe(SHORT))
            assert len(endpoint_of(served).channels) == 1


async def test_a_refused_subscription_leaves_nothing_and_may_succeed_later(served: Api) -> None:
    reader = served.user("reader", "accounts:read")
    async with websocket(served.address, reader.token) as socket:
        for _ in range(2):
            [error] = (await socket.execute(LIVE_BALANCE, id="bob"))["errors"]
            assert error["extensions"]["code"] == "NOT_FOUND"
            assert len(endpoint_of(served).channels) == 0
        await served.user("bob").balance()
        assert await socket.next(await socket.subscribe(LIVE_BALANCE, id="bob"))


async def follow(socket: Socket) -> str:
    following = await socket.subscribe(LIVE_BALANCE)
    await socket.next(following)
    return following


async def test_processes_on_one_sqlite_file_tell_each_other_over_redis(sqlite_url: str) -> None:
    with (
        redis_server() as redis,
        server_process(sqlite_url, REDIS_URL=redis.url) as one,
        server_process(sqlite_url, REDIS_URL=redis.url) as two,
    ):
        async with (
            api_of(one) as api,
            api_of(two) as other,
            Redis.from_url(redis.url) as client,
            client.pubsub() as onlooker,
        ):
            await api.user().balance()
            await onlooker.subscribe("billing_changes:0")
            assert (await onlooker.get_message(timeout=180))["type"] == "subscribe"
            assert (await client.pubsub_numsub("billing_changes:0"))[0][1] == 3
            async with websocket(one.address, api.user().token) as socket:
                following = await follow(socket)
                recorded = await other.user().record()
                assert (await socket.next(following))["balance"] == recorded["balance"]
                # The event of the account's opening may still arrive.
                told = [["alice", 1]]
                while told == [["alice", 1]]:
                    message = await onlooker.get_message(timeout=180)
                    told = json.loads(message["data"])[1]
                assert told == [["alice", 2]]
            redis.kill()
            async with websocket(one.address, api.user().token) as socket:
                following = await follow(socket)
                recorded = await other.user().record()
                # The heartbeat finds it.
                assert (await socket.next(following))["balance"] == recorded["balance"]
