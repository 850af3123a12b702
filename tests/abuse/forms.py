"""More forms of attacks: requests of any kind, bytes, and conversations over a websocket."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.abuse.attack import Attack, answered, client
from tests.abuse.connections import STATUS, Pieces, poured
from tests.support.server.api import Api
from tests.support.server.websocket import PROTOCOL

WAIT_SECONDS = 20
QUIET_SECONDS = 1.0
"""A websocket that says nothing for so long has answered."""
Request = tuple[str, str, dict[str, str], bytes]
"""The method, the path, the headers and the body of a request."""


def requests(name: str, *sent: Request, answers: Sequence[str], caller: str = "none") -> Attack:
    """Return an attack by requests of any kind. The answers are statuses."""

    async def send(api: Api, rounds: int) -> Counter[str]:
        found = Counter[str]()
        known = {}
        if caller != "none":
            known = {"authorization": str(client(api, caller).authorization)}
        for method, path, headers, body in sent[:rounds]:
            asked = api.http.build_request(method, path, headers=known | headers, content=body)
            found[await status(api, asked)] += 1
        return found

    return Attack(name, send, frozenset(answers))


async def status(api: Api, request: httpx.Request) -> str:
    """Return the status of the answer, which is read to its end."""
    try:
        return str((await api.http.send(request)).status_code)
    except httpx.TransportError:
        return "closed"


def get(path: str, **headers: str) -> Request:
    return ("GET", path, {name.replace("_", "-"): value for name, value in headers.items()}, b"")


def post(path: str, body: bytes, **headers: str) -> Request:
    return ("POST", path, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def queries(
    name: str, *contents: Any, answers: Sequence[str], caller: str = "anonymous", **headers: str
) -> Attack:
    """Return an attack by POST /graphql with these headers. The answers are codes of errors."""
    given = {key.replace("_", "-"): value for key, value in headers.items()}

    async def send(api: Api, rounds: int) -> Counter[str]:
        who, found = client(api, caller), Counter[str]()
        for content in contents[:rounds]:
            body = {"query": content} if isinstance(content, str) else content
            found.update(answered((await who.post(body, **given)).json()))
        return found

    return Attack(name, send, frozenset(answers))


def wire(name: str, *pieces: tuple[bytes, int], answers: Sequence[str]) -> Attack:
    """Return an attack by bytes on a new connection. The answers are statuses, and `closed` for a
    connection that ends without one."""

    async def send(api: Api, rounds: int) -> Counter[str]:
        found = STATUS.findall(await poured(api, pieces))
        return Counter(each.decode() for each in found) or Counter(["closed"])

    return Attack(name, send, frozenset(answers))


def wires(name: str, *connections: Pieces, answers: Sequence[str]) -> Attack:
    """Return an attack by many connections, one after the other."""

    async def send(api: Api, rounds: int) -> Counter[str]:
        total = Counter[str]()
        for pieces in connections[:rounds]:
            found = STATUS.findall(await poured(api, pieces))
            total.update([each.decode() for each in found] or ["closed"])
        return total

    return Attack(name, send, frozenset(answers))


def talk(
    name: str,
    *messages: object,
    answers: Sequence[str],
    caller: str | None = None,
    times: int = 1,
    each_round: int = 10,
    protocol: str = PROTOCOL,
    initialises: bool = True,
) -> Attack:
    """Return an attack by messages of a websocket, all sent before any answer is read.

    Text and bytes are sent unchanged, others as JSON. The answers are the codes of errors, `data`,
    the types of other messages, and the code with which the server closes. `each_round` bounds how
    many of different messages are sent.
    """

    async def send(api: Api, rounds: int) -> Counter[str]:
        found = Counter[str]()
        url = f"{api.address.replace('http', 'ws', 1)}/graphql"
        options: Any = {"subprotocols": [protocol], "compression": None, "proxy": None}
        async with connect(url, max_size=None, **options) as socket:
            reading = asyncio.create_task(_heard(socket, found))
            try:
                if initialises:
                    await socket.send(_init(api, caller))
                for _ in range(min(times, rounds)):
                    for message in messages[: each_round * rounds]:
                        raw = isinstance(message, str | bytes)
                        await socket.send(message if raw else json.dumps(message))
            except ConnectionClosed:
                pass  # The code is counted below.
            await reading
        return found or Counter(["silence"])

    return Attack(name, send, frozenset({"connection_ack", "complete", *answers}))


def _init(api: Api, caller: str | None) -> str:
    if caller is None:
        return '{"type":"connection_init"}'
    authorization = client(api, caller).authorization
    return json.dumps({"type": "connection_init", "payload": {"authorization": authorization}})


async def _heard(socket: Any, found: Counter[str]) -> None:
    """Count what comes, until the server closes or is quiet."""
    try:
        while True:
            async with asyncio.timeout(QUIET_SECONDS if found else WAIT_SECONDS):
                message = json.loads(await socket.recv())
            if message["type"] == "next":
                found.update(answered(message["payload"]))
            elif message["type"] == "error":
                found.update(answered({"errors": message["payload"]}))
            else:
                found[message["type"]] += 1
    except TimeoutError:
        return
    except ConnectionClosed as closed:
        found[str(closed.rcvd.code) if closed.rcvd else "closed"] += 1


def subscribe(name: str, query: str, **payload: Any) -> dict[str, Any]:
    """Return a message that starts an operation."""
    return {"id": name, "type": "subscribe", "payload": {"query": query, **payload}}
