"""Attacks by websocket that ask for much at once, or for much at every change."""

from __future__ import annotations

from collections import Counter
from contextlib import AsyncExitStack

from tests.abuse.attack import SERVED, Attack, answered, burst, client
from tests.abuse.documents import many
from tests.support.server.api import Api
from tests.support.server.websocket import Socket, websocket

SOCKETS = 4
STREAMS = 50
"""The streams of each socket."""


async def streams_of_many_aliases(api: Api, rounds: int) -> Counter[str]:
    """Open as many subscriptions as a user may have, each of many fields; then change the
    balance."""
    who, found = client(api, "user"), Counter[str]()
    await who.balance()
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(websocket(api.address, who.token))
            for _ in range(SOCKETS)
        ]
        for number, socket in enumerate(sockets):
            for each in range(min(STREAMS, rounds)):
                fields = many(f"s{number}x{each}x#: revision", 990)
                found.update(await first(socket, f"subscription {{ balance {{ {fields} }} }}"))
        await who.record()
    return found


async def first(socket: Socket, query: str) -> list[str]:
    operation = await socket.subscribe(query)
    message = await socket.message(operation)
    payload = message["payload"]
    return answered(payload if message["type"] == "next" else {"errors": payload})


ATTACKS: tuple[Attack, ...] = (
    burst(
        "60 documents of 15 KB in one burst",
        *(f"{{ n{n}: packs {{ {many('a#: name', 1_400)} }} }}" for n in range(60)),
        answers=("LIMIT_EXCEEDED", SERVED),
    ),
    burst(
        "60 documents of 500 fields in one burst",
        *(f"{{ n{n}: packs {{ {many('a#: name', 500)} }} }}" for n in range(60)),
        answers=("LIMIT_EXCEEDED", SERVED),
    ),
    burst(
        "60 documents of errors in one burst",
        *(f"{{ {many(f'n{n}a#: account {{ id }}', 500)} }}" for n in range(60)),
        answers=("LIMIT_EXCEEDED", "UNAUTHENTICATED"),
    ),
    Attack(
        "200 streams of 990 aliases",
        streams_of_many_aliases,
        frozenset({SERVED, "LIMIT_EXCEEDED"}),
    ),
)
