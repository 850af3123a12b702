"""The protocol graphql-transport-ws: a malformed message closes the connection with its code."""

from __future__ import annotations

import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake

from tests.support.server.api import Api, use
from tests.support.server.documents import LIVE_BALANCE, RECORD
from tests.support.server.websocket import raw_socket, websocket

GOOD = {"query": "{ models { name } }"}


def subscribe(**changes: object) -> dict[str, object]:
    return {"id": "1", "type": "subscribe", "payload": GOOD} | changes


MALFORMED = [
    [],
    None,
    1,
    True,
    "text",
    [{"type": "ping"}],
    {},
    {"type": None},
    {"type": 1},
    {"type": []},
    {"type": "unknown"},
    {"type": "start", "id": "1", "payload": GOOD},
    {"type": "next", "id": "1", "payload": {}},
    {"type": "subscribe"},
    subscribe(id=None),
    subscribe(id=""),
    subscribe(id=1),
    subscribe(id=[]),
    subscribe(payload=None),
    subscribe(payload=[]),
    subscribe(payload={}),
    subscribe(payload={"query": None}),
    subscribe(payload={"query": 1}),
    subscribe(payload=GOOD | {"variables": []}),
    subscribe(payload=GOOD | {"variables": "{}"}),
    subscribe(payload=GOOD | {"operationName": 1}),
    {"type": "complete"},
    {"type": "complete", "id": 1},
    {"type": "complete", "id": []},
]
NO_JSON = ["", "{", "ping", "NaN{", "[" * 100_000, '{"type": "ping"']
NO_TEXT = [b"\x00\xff", b'{"type":"ping"}']


@pytest.mark.parametrize("message", MALFORMED, ids=lambda m: json.dumps(m)[:60])
async def test_a_malformed_message_closes_the_connection(served: Api, message: object) -> None:
    async with websocket(served.address, served.user().token) as socket:
        await socket.send(json.dumps(message))
        assert await socket.close_code() == 4400


@pytest.mark.parametrize("frame", [*NO_JSON, *NO_TEXT], ids=lambda f: repr(f)[:20])
async def test_a_frame_that_is_no_json_text_closes_the_connection(served: Api, frame) -> None:
    async with websocket(served.address) as socket:
        await socket.send(frame)
        assert await socket.close_code() in {4400, 1003}


async def test_the_payload_of_the_beginning_may_be_left_out_but_not_be_anything(
    served: Api,
) -> None:
    async with raw_socket(served.address) as socket:
        await socket.send({"type": "connection_init"})
        assert (await socket.receive())["type"] == "connection_ack"
    for payload in ([], "x", 1):
        async with raw_socket(served.address) as socket:
            await socket.send({"type": "connection_init", "payload": payload})
            assert await socket.close_code() == 4400


async def test_nothing_runs_before_the_beginning(served: Api) -> None:
    async with raw_socket(served.address) as socket:
        await socket.subscribe("{ models { name } }")
        assert await socket.close_code() == 4401


async def test_a_second_beginning_closes_the_connection(served: Api) -> None:
    async with websocket(served.address) as socket:
        await socket.send({"type": "connection_init"})
        assert await socket.close_code() == 4429


async def test_an_id_in_use_closes_the_connection(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        await socket.next(await socket.subscribe(LIVE_BALANCE))
        await socket.send(subscribe(payload={"query": LIVE_BALANCE}))
        assert await socket.close_code() == 4409


@pytest.mark.parametrize("name", ["x" * 1_000, "\U0001f600" * 60, "\ud800"], ids=len)
async def test_an_odd_id_in_use_closes_the_connection_too(served: Api, name: str) -> None:
    """The reason repeats the id, and a close frame takes 123 bytes of UTF-8."""
    async with websocket(served.address, served.user().token) as socket:
        for _ in range(2):
            await socket.send(subscribe(id=name, payload={"query": LIVE_BALANCE}))
        assert await socket.close_code() == 4409


async def test_an_id_that_would_take_memory_for_as_long_as_it_is_in_use_is_refused(
    served: Api,
) -> None:
    async with websocket(served.address, served.user().token) as socket:
        longest = subscribe(id="x" * 1_024, payload={"query": LIVE_BALANCE})
        await socket.send(longest)
        assert (await socket.message("x" * 1_024))["type"] == "next"
        await socket.send(subscribe(id="x" * 1_025, payload={"query": LIVE_BALANCE}))
        assert await socket.close_code() == 4400


async def test_an_id_is_free_again_after_its_end(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        for _ in range(3):
            await socket.send(subscribe())
            assert (await socket.message("1"))["type"] == "next"
            assert (await socket.message("1"))["type"] == "complete"


@pytest.mark.parametrize(
    "accountId", ["x" * 20_000, json.loads("[" * 900 + "]" * 900)], ids=["long", "deep"]
)
async def test_variables_too_large_to_be_kept_are_refused(served: Api, accountId: object) -> None:
    query = "subscription ($accountId: ID) { balance(accountId: $accountId) { available } }"
    async with websocket(served.address, served.user().token) as socket:
        payload = {"query": query, "variables": {"accountId": accountId}}
        await socket.send(subscribe(payload=payload))
        answer = await socket.message("1")
        assert answer["type"] in {"error", "next"}
        assert (await socket.execute("{ packs { name } }"))["data"]


async def test_variables_that_nobody_declared_are_not_kept(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        payload = {"query": LIVE_BALANCE, "variables": {"more": "x" * 100_000}}
        await socket.send(subscribe(payload=payload))
        assert "data" in (await socket.message("1"))["payload"]


async def test_a_ping_is_answered_at_any_time(served: Api) -> None:
    async with raw_socket(served.address) as socket:
        for _ in range(2):
            await socket.send({"type": "ping", "payload": {"a": 1}})
            assert (await socket.receive())["type"] == "pong"
            await socket.send({"type": "pong"})
        await socket.initialise()


async def test_ending_what_does_not_run_is_ignored(served: Api) -> None:
    async with websocket(served.address) as socket:
        await socket.complete("never")
        assert (await socket.execute("{ packs { name } }"))["data"]


async def test_another_protocol_is_refused(served: Api) -> None:
    url = served.address.replace("http", "ws") + "/graphql"
    async with connect(url, subprotocols=None, proxy=None) as connection:
        await connection.wait_closed()
        assert connection.close_code == 4406
    with pytest.raises(InvalidHandshake):
        async with connect(url + "/", subprotocols=None, proxy=None):
            pass


async def test_mistakes_of_an_operation_end_it_alone(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        for query in ("{ nonsense }", "query ($a: Int!) { models { name } }"):
            [error] = (await socket.execute(query))["errors"]
            assert error["extensions"]["code"] == "BAD_INPUT"
        answer = await socket.execute(RECORD, input=use())
        assert answer["data"]["recordUsage"]["__typename"] == "UsageRecorded"


async def test_a_connection_bears_only_so_many_subscriptions(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        kinds = []
        for _ in range(101):
            message = await socket.message(await socket.subscribe(LIVE_BALANCE))
            kinds.append(message["type"])
        assert kinds == ["next"] * 100 + ["error"]
        assert message["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
