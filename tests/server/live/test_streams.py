"""The limit of different subscriptions per caller, on any number of sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from graphql import GraphQLError

from server.live import streams as module
from server.live.streams import Streams
from services.identity.identity import Caller, CallerKind
from tests.server.live.crowds import endpoint_of
from tests.support.server.api import Api
from tests.support.server.compiled import BUDGETS
from tests.support.server.waiting import eventually
from tests.support.server.websocket import Socket, websocket

MOST = 3


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OWN_STREAMS_MAX", MOST)
    monkeypatch.setattr(module, "STREAMS_MAX", MOST + 1)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


def question(number: int) -> str:
    return f"subscription {{ balance {{ a{number}: revision }} }}"


def unshared(number: int) -> str:
    """Return a query that is too long to be compiled, so that it has its own stream."""
    return f"subscription {{ balance {{ a{number}: revision }} }}" + " " * 20_000


async def refused(socket: Socket, query: str) -> bool:
    """Return whether the answer is the limit's error, and not the present value."""
    message = await socket.message(await socket.subscribe(query))
    if message["type"] == "next":
        return False
    assert message["type"] == "error"
    return message["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize("ask", [question, unshared])
async def test_a_caller_has_a_bound_over_all_its_sockets(
    served: Api, stack: AsyncExitStack, ask
) -> None:
    # Another token with other scopes is the same caller.
    tokens = [served.user(scope=scope).token for scope in (None, "account:read", None, None)]
    sockets = [
        await stack.enter_async_context(websocket(served.address, token)) for token in tokens
    ]
    for number, socket in enumerate(sockets):
        assert await refused(socket, ask(number)) is (number == MOST)
    other = await stack.enter_async_context(websocket(served.address, served.user("bob").token))
    assert not await refused(other, ask(0))
    # A place is free again after the client ends one, or after its socket is closed.
    await sockets[0].complete("1")
    await sockets[0].execute("{ packs { name } }")
    assert not await refused(sockets[3], ask(8))
    assert await refused(sockets[3], ask(9))


async def test_a_socket_that_is_gone_gives_back_what_it_had(served: Api) -> None:
    token = served.user().token
    for _ in range(2):
        async with websocket(served.address, token) as socket:
            for number in range(MOST):
                assert not await refused(socket, question(number))
            assert not await refused(socket, question(0)), "it shares that one"
        await eventually(lambda: not endpoint_of(served).channels)
        assert len(endpoint_of(served).channels.streams) == 0


async def test_refused_subscriptions_and_plain_operations_leave_nothing(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        for _ in range(MOST + 1):
            bad = 'subscription { balance(accountId: "bob") { revision } }'
            assert (await socket.execute(bad))["errors"][0]["extensions"]["code"] == "NOT_FOUND"
            assert (await socket.execute("{ packs { name } }" + " " * 20_000))["data"]
        assert not await refused(socket, question(0))
    await eventually(lambda: not endpoint_of(served).channels.streams)


def caller(*scopes: str, kind: CallerKind = CallerKind.USER) -> Caller:
    return Caller("alice", kind, "alice", frozenset(scopes), None)


@pytest.mark.parametrize(
    ("who", "most"),
    [
        (caller("account:read", "usage:write"), MOST),
        (caller("accounts:read"), MOST + 1),
        (caller("admin"), MOST + 1),
        (caller("accounts:read", kind=CallerKind.API_KEY), MOST + 1),
    ],
)
def test_who_may_read_all_accounts_may_follow_more(who: Caller, most: int) -> None:
    streams = Streams(BUDGETS)
    for _ in range(most):
        streams.take(who, 1)
    with pytest.raises(GraphQLError):
        streams.take(who, 1)
    streams.give_back(who, 1)
    streams.take(who, 1)
    streams.take(None, 1)
    streams.give_back(None, 1)
    assert len(streams) == 1


def test_the_fields_of_all_streams_of_a_caller_are_bounded() -> None:
    streams, most = Streams(BUDGETS), BUDGETS.user.live_total
    streams.take(caller("account:read"), most - 10)
    with pytest.raises(GraphQLError, match=f"{most + 1:,} fields together; at most {most:,}"):
        streams.take(caller("account:read"), 11)
    streams.take(caller("account:read"), 10)
    streams.give_back(caller("account:read"), most - 10)
    streams.take(caller("account:read"), 11)


async def test_what_a_document_has_beside_its_subscription_counts_too(
    served: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OWN_STREAMS_MAX", 200)
    others = " ".join(f"query B{number} {{ __typename }}" for number in range(900))
    async with websocket(served.address, served.user().token) as socket:
        codes = []
        for number in range(20):
            query = f"subscription A {{ balance {{ a{number}: revision }} }} {others}"
            payload = {"query": query, "operationName": "A"}
            await socket.send({"id": str(number), "type": "subscribe", "payload": payload})
            answer = await socket.message(str(number))
            codes += [one["extensions"]["code"] for one in answer["payload"] if one != "data"]
    assert set(codes) == {"LIMIT_EXCEEDED"}
