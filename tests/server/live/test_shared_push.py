"""One subscription on many sockets: shared streams, slow sockets, crowds, and other processes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from socket import SO_SNDBUF, SOL_SOCKET

import pytest
from redis.asyncio import Redis

from server.live import channels
from server.live import endpoint as graphql_ws
from server.live.connection import Connection
from server.live.endpoint import WebSocketEndpoint
from server.live.outbox import WAITING_MAX, Outbox
from server.live.running import OPERATIONS_MAX
from server.operations import Operation
from tests.support.live.redis_server import redis_server
from tests.support.server.api import Api, served_app
from tests.support.server.documents import LIVE_BALANCE, LIVE_QUOTA
from tests.support.server.raw_websocket import RawWebSocket
from tests.support.server.server_process import api_of, server_process
from tests.support.server.waiting import eventually
from tests.support.server.websocket import TIMEOUT_SECONDS, Socket, raw_socket, websocket

SHORT = "subscription { balance { revision } }"
GRANTS = " ".join(f"{'long' * 20}_{name}: {name}" for name in ("id", "source", "expiresAt"))
"""Few fields, so that they are allowed, and many bytes."""
LONG = f"""subscription {{ balance {{
  revision {" ".join(f"g{number}: grants {{ {GRANTS} }}" for number in range(25))}
}} }}"""


def endpoint_of(api: Api) -> WebSocketEndpoint:
    assert api.app is not None
    endpoint: WebSocketEndpoint = api.app.endpoints.websocket
    return endpoint


Opener = Callable[..., Awaitable[RawWebSocket]]


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


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return every event for which a response was created."""
    events: list[object] = []
    publish = Operation.publish

    async def counting(self, event, *arguments):
        events.append(event)
        return await publish(self, event, *arguments)

    monkeypatch.setattr(Operation, "publish", counting)
    return events


@asynccontextmanager
async def crowd(api: Api, size: int, query: str = SHORT) -> AsyncIterator[list[RawWebSocket]]:
    """Yield so many sockets that follow alice's balance. Each has had the present one."""
    token = api.user().token
    sockets: list[RawWebSocket] = []
    try:
        while len(sockets) < size:
            few = min(50, size - len(sockets))
            opening = (RawWebSocket.open(api.address, token) for _ in range(few))
            sockets += await asyncio.gather(*opening)
        for socket in sockets:
            socket.subscribe(query)
        for socket in sockets:
            await socket.balance()
        yield sockets
    finally:
        for socket in sockets:
            socket.close()


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
    served: Api, published: list[object]
) -> None:
    alice = served.user()
    async with websocket(served.address, alice.token) as one:
        await one.subscribe(LIVE_QUOTA)
        first = [(await one.next("1"))["quota"] for _ in range(12)]
        await alice.record(model="qwen-turbo", inputTokens=5, outputTokens=5)
        changed = (await one.next("1"))["quota"]
        count = len(published)
        async with websocket(served.address, alice.token) as late:
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


async def slow_socket(api: Api, wire: Opener) -> tuple[RawWebSocket, Connection]:
    """Return a socket whose buffers are small on both sides, and the server's end of it."""
    before = set(endpoint_of(api).connections)
    socket = await wire(api.address, api.user().token, buffer=4_096)
    [connection] = endpoint_of(api).connections - before
    transport = connection._abort.__self__
    transport.set_write_buffer_limits(high=4_096)
    transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_SNDBUF, 4_096)
    return socket, connection


async def until_full(api: Api, slow: Connection, quick: RawWebSocket) -> None:
    """Change alice until `slow` accepts no more. Meanwhile `quick` receives every change."""
    for _ in range(100):
        revision = (await api.user().record())["balance"]["revision"]
        assert (await quick.until_revision(revision))[-1] == revision
        if len(slow._outbox) or slow not in endpoint_of(api).connections:
            return
    raise AssertionError("the buffers of the slow socket were never full")


async def test_a_slow_socket_delays_nobody_and_gets_the_latest_afterwards(
    served: Api, wire: Opener
) -> None:
    slow, connection = await slow_socket(served, wire)
    async with crowd(served, 1, LONG) as [quick]:
        slow.subscribe(LONG)
        await until_full(served, connection, quick)
        for _ in range(20):
            latest = (await served.user().record())["balance"]["revision"]
            assert (await quick.balance())["revision"] == latest
            assert len(connection._outbox) == 1
        seen = await slow.until_revision(latest)
        assert seen == sorted(set(seen))
        assert set(range(latest - 19, latest)).isdisjoint(seen), "what it missed was kept"
        await served.user().record()
        assert (await slow.balance())["revision"] == latest + 1


async def test_a_socket_that_takes_nothing_for_long_is_broken_off(
    sqlite_url: str, wire: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphql_ws, "RECHECK_SECONDS", 0.05)
    async with (
        served_app(sqlite_url, STALLED_SECONDS="1") as served,
        crowd(served, 1, LONG) as [quick],
    ):
        slow, connection = await slow_socket(served, wire)
        slow.subscribe(LONG)
        await until_full(served, connection, quick)
        await eventually(lambda: connection not in endpoint_of(served).connections)
        latest = (await served.user().record())["balance"]["revision"]
        assert (await quick.until_revision(latest))[-1] == latest
        assert endpoint_of(served).subscriptions == 1


async def test_who_does_not_read_answers_cannot_ask_for_ever(served: Api, wire: Opener) -> None:
    socket, connection = await slow_socket(served, wire)
    payload = {"query": "{ models { name provider displayName description tier isFree } }"}
    for number in range(2_000):
        socket.send({"id": str(number), "type": "subscribe", "payload": payload})
    await eventually(lambda: len(connection._outbox) > WAITING_MAX)
    held = len(connection._outbox)
    for number in range(50):
        await served.user(f"user-{number}").balance()
    assert len(connection._outbox) <= held + OPERATIONS_MAX
    answers = [await socket.receive() for _ in range(1_000)]
    assert [one["id"] for one in answers if one["type"] == "complete"]


async def test_a_connection_that_never_begins_is_closed(sqlite_url: str) -> None:
    async with served_app(sqlite_url, FIRST_MESSAGE_SECONDS="1") as served:
        async with websocket(served.address) as begun, raw_socket(served.address) as silent:
            assert await silent.close_code() == 4408
            assert (await begun.execute("{ packs { name } }"))["data"]
        assert served.app is not None
        assert +served.app.endpoints.guard.refused == {"first_message_timeout": 1}


@pytest.mark.parametrize("size", [1, 5])
async def test_the_delay_of_every_push_is_observed_for_every_socket(
    served: Api, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(channels, "CROWD", 3)
    delays: list[float] = []
    endpoint_of(served).channels.observe = delays.append
    async with crowd(served, 1) as [first], crowd(served, size - 1) as others:
        assert len(delays) == 1, "of those who come later nobody waited"
        await served.user().record()
        for socket in (first, *others):
            await socket.balance()
        await eventually(lambda: len(delays) == 1 + size)
    assert all(0 <= delay < TIMEOUT_SECONDS for delay in delays)


async def test_the_delay_of_a_push_ends_when_its_socket_takes_it() -> None:
    taking, takes = asyncio.Event(), asyncio.Event()
    delays: list[float] = []

    async def send(_: object) -> None:
        taking.set()
        await takes.wait()

    outbox = Outbox(send, delays.append)
    outbox.put_latest("key", ("1", "{}", asyncio.get_running_loop().time()))
    async with asyncio.timeout(TIMEOUT_SECONDS):
        await taking.wait()
        assert delays == []
        takes.set()
        await outbox._writer
    assert len(delays) == 1


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
            assert (await onlooker.get_message(timeout=10))["type"] == "subscribe"
            assert (await client.pubsub_numsub("billing_changes:0"))[0][1] == 3
            async with websocket(one.address, api.user().token) as socket:
                following = await follow(socket)
                recorded = await other.user().record()
                assert (await socket.next(following))["balance"] == recorded["balance"]
                # The event of the account's opening may still arrive.
                told = [["alice", 1]]
                while told == [["alice", 1]]:
                    message = await onlooker.get_message(timeout=10)
                    told = json.loads(message["data"])[1]
                assert told == [["alice", 2]]
            redis.kill()
            async with websocket(one.address, api.user().token) as socket:
                following = await follow(socket)
                recorded = await other.user().record()
                # The heartbeat finds it.
                assert (await socket.next(following))["balance"] == recorded["balance"]
