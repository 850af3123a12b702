"""Floods of requests, each of which is allowed. The flood is refused, and never its neighbours."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import httpx

from server.production import SANDBOX_WEBHOOK_SECRET
from tests.abuse.attack import SERVED, Attack, answered
from tests.abuse.bodies import RECORD, uses
from tests.support.payments.money import signed
from tests.support.server.api import TIMEOUT_SECONDS, Api, Client, real_clock
from tests.support.server.documents import BALANCE, LIVE_BALANCE, USAGE
from tests.support.server.websocket import raw_socket, websocket

PACKS = {"query": "{ packs { name } }"}
REFUSED = "RATE_LIMITED"
SETTINGS = {
    "RATE_PER_ADDRESS": "200",
    "RATE_PER_USER": "5",
    "RATE_PER_GATEWAY": "10",
    "RATE_FAILED_SIGN_INS": "1",
    "RATE_WEBHOOKS": "10",
    "RATE_BURST_SECONDS": "10",
    "AT_ONCE_PER_USER": "5",
}
ADDRESSES = SETTINGS | {"RATE_PER_ADDRESS": "5"}
FLOOD = 300
"""The requests of a flood at least, so that it goes beyond each of these limits."""
EVENT = b'{"id": "evt_1", "type": "customer.created", "data": {"object": {}}}'
NEIGHBOUR = "127.0.0.2"
"""Another address of this machine."""

_numbers = count()

Flood = Callable[[Api, int], Awaitable[Counter[str]]]


@asynccontextmanager
async def at(api: Api, address: str) -> AsyncIterator[Api]:
    """Yield the API as a client at another address sees it."""
    transport = httpx.AsyncHTTPTransport(local_address=address)
    async with httpx.AsyncClient(
        base_url=api.address, transport=transport, timeout=TIMEOUT_SECONDS
    ) as http:
        yield replace(api, http=http)


async def said(client: Client, content: Any, **headers: str) -> list[str]:
    return answered((await client.post(content, **headers)).json())


async def must_serve(client: Client) -> None:
    """Send requests of a neighbour. Raises AssertionError if one is refused."""
    for _ in range(5):
        assert await said(client, {"query": BALANCE}) == [SERVED]


def flood(name: str, send: Flood, *answers: str, elsewhere: bool = False) -> Attack:
    """Return an attack beside a neighbour: another caller at the same address, or one at another.

    Half of the flood is sent before the neighbour's requests, and half with them.
    """

    async def beside(api: Api, rounds: int) -> Counter[str]:
        number, alice = max(FLOOD, rounds), api.user()
        await must_serve(alice)
        found = await send(api, number // 2)
        async with at(api, NEIGHBOUR if elsewhere else "127.0.0.1") as neighbour:
            other = replace(alice, http=neighbour.http)
            more, _ = await asyncio.gather(send(api, number // 2), must_serve(other))
        found += more
        assert set(answers) <= found.keys(), f"the flood was never refused: {found}"
        return found

    settings = ADDRESSES if elsewhere else SETTINGS
    return Attack(name, beside, frozenset({SERVED, *answers}), settings)


def posts(content: Any, *, scope: str | None = None, **headers: str) -> Flood:
    """Return a flood of one request by POST, of one caller."""

    async def send(api: Api, number: int) -> Counter[str]:
        who, found = api.user("mallory", scope), Counter[str]()
        for _ in range(number):
            found.update(await said(who, content, **headers))
        return found

    return send


async def at_once(api: Api, number: int) -> Counter[str]:
    who, found = api.user("mallory"), Counter[str]()
    for _ in range(number // 40):
        for one in await asyncio.gather(*(said(who, {"query": BALANCE}) for _ in range(40))):
            found.update(one)
    return found


async def from_many_addresses(api: Api, number: int) -> Counter[str]:
    """Pretend to be somebody else in each request."""
    found = Counter[str]()
    for each in range(number):
        told = f"198.51.{each // 256}.{each % 256}"
        found.update(await said(api.anonymous, PACKS, **{"x-forwarded-for": told}))
    return found


async def guesses(api: Api, number: int) -> Counter[str]:
    found = Counter[str]()
    for each in range(number):
        found.update(await said(api.bearing(f"yk_{each:016x}_{'A' * 43}"), PACKS))
    return found


async def guesses_on_sockets(api: Api, number: int) -> Counter[str]:
    found = Counter[str]()
    for _ in range(number // 10):
        async with raw_socket(api.address) as socket:
            payload = {"authorization": "Bearer guessed"}
            await socket.send({"type": "connection_init", "payload": payload})
            found.update([str(await socket.close_code())])
    return found


async def operations_of_a_socket(api: Api, number: int) -> Counter[str]:
    found = Counter[str]()
    async with websocket(api.address, api.user(f"mallory-{next(_numbers)}").token) as socket:
        for _ in range(number):
            found.update(answered(await socket.execute(PACKS["query"])))
    return found


async def subscriptions_of_a_socket(api: Api, number: int) -> Counter[str]:
    found = Counter[str]()
    async with websocket(api.address, api.user(f"mallory-{next(_numbers)}").token) as socket:
        for _ in range(number):
            operation = await socket.subscribe(LIVE_BALANCE)
            message = await socket.message(operation)
            payload = message["payload"]
            found.update(answered(payload if message["type"] == "next" else {"errors": payload}))
            await socket.complete(operation)
    return found


async def pages(api: Api, number: int) -> Counter[str]:
    """Ask for the page without credentials, which is answered with its own form."""
    found = Counter[str]()
    for _ in range(number // 2):
        for path in ("/", "/page.json"):
            status = (await api.get(path)).status_code
            found.update([{200: SERVED, 429: REFUSED}.get(status, str(status))])
    return found


async def forged_webhooks(api: Api, number: int) -> Counter[str]:
    """Forge events, then deliver one as the provider does, from another address."""
    found = Counter[str]()
    for _ in range(number // 4):
        headers = {"stripe-signature": "t=1,v1=forged"}
        response = await api.http.post("/webhooks/stripe", content=EVENT, headers=headers)
        found.update([str(response.status_code)])
    good = signed(EVENT, secret=SANDBOX_WEBHOOK_SECRET, at=real_clock())
    async with at(api, NEIGHBOUR) as provider:
        response = await provider.http.post(
            "/webhooks/stripe", content=EVENT, headers={"stripe-signature": good}
        )
    assert response.status_code == 200, "the provider is served"
    return found


ATTACKS: tuple[Attack, ...] = (
    flood("a flood of cheap queries by a user", posts(PACKS), REFUSED),
    flood("a flood of bodies that are not JSON by a user", posts(b"{"), REFUSED, "BAD_INPUT"),
    flood(
        "a flood of the longest pages by a user",
        posts({"query": USAGE, "variables": {"first": 500}}),
        REFUSED,
    ),
    flood(
        "a flood of batches of 1,000 uses by a gateway",
        posts({"query": RECORD, "variables": {"i": uses(1_000)}}, scope="usage:write"),
        REFUSED,
    ),
    flood("40 requests at once, again and again", at_once, REFUSED),
    flood("a flood of operations of a socket", operations_of_a_socket, REFUSED),
    flood("a flood of subscriptions of a socket", subscriptions_of_a_socket, REFUSED),
    flood("a flood of guessed keys", guesses, REFUSED, "UNAUTHENTICATED"),
    flood("a flood of guesses on sockets", guesses_on_sockets, "1013", "4403"),
    flood("forged webhooks", forged_webhooks, "400", "429"),
    flood(
        "a flood that pretends to come from many addresses",
        from_many_addresses,
        REFUSED,
        elsewhere=True,
    ),
    flood("a flood of pages", pages, REFUSED, elsewhere=True),
)
