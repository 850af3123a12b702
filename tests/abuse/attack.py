"""The form of an attack: who sends what, how, and what must be answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from resolvers.budgets import ERRORS_MAX
from tests.support.server.api import Api, Client
from tests.support.server.websocket import raw_socket

SERVED = "data"
"""The answer to a request that is served: it has data and no errors."""
GATEWAY_SCOPE = "usage:write"

ROUNDS_MAX = 600

Send = Callable[[Api, int], Awaitable[Counter[str]]]
"""Sends an attack, of at most so many requests where each of many is alike. Returns how often
each answer came: SERVED, or the code of an error."""


@dataclass(frozen=True)
class Attack:
    """`answers` are all that may be answered. `settings` are those of the attacked server."""

    name: str
    send: Send
    answers: frozenset[str]
    settings: Mapping[str, str] = field(default_factory=dict)


def client(api: Api, caller: str) -> Client:
    """Return the client of a kind of caller: anonymous, user or gateway."""
    match caller:
        case "anonymous":
            return api.anonymous
        case "gateway":
            return api.user("mallory", GATEWAY_SCOPE)
    return api.user("mallory")


def http(name: str, *contents: Any, answers: Sequence[str], caller: str = "anonymous") -> Attack:
    """Return an attack by POST: each content is a query, a JSON object, or the bytes of a body."""

    async def send(api: Api, rounds: int) -> Counter[str]:
        who, found = client(api, caller), Counter[str]()
        for content in contents[:rounds]:
            body = {"query": content} if isinstance(content, str) else content
            response = await who.post(body)
            found.update(answered(response.json()))
        return found

    return Attack(name, send, frozenset(answers))


def burst(name: str, *queries: str, answers: Sequence[str], caller: str = "anonymous") -> Attack:
    """Return an attack by websocket: all queries at once, before any answer is read."""

    async def send(api: Api, rounds: int) -> Counter[str]:
        who, found = client(api, caller), Counter[str]()
        async with raw_socket(api.address) as socket:
            await socket.initialise(who.token or None)
            sent = queries[:rounds]
            for number, query in enumerate(sent):
                payload = {"query": query}
                await socket.send({"id": str(number), "type": "subscribe", "payload": payload})
            ended: set[str] = set()
            while len(ended) < len(sent):
                message = await socket.receive()
                if message["type"] == "next":
                    found.update(answered(message["payload"]))
                elif message["type"] == "error":
                    found.update(answered({"errors": message["payload"]}))
                if message["type"] in {"error", "complete"}:
                    ended.add(message["id"])
        return found

    return Attack(name, send, frozenset(answers))


def answered(answer: dict[str, Any]) -> list[str]:
    """Return the code of each error of an answer, or SERVED for one without errors."""
    errors = answer.get("errors", [])
    assert len(errors) <= ERRORS_MAX, f"{len(errors)} errors: {json.dumps(errors)[:300]}"
    return [error["extensions"]["code"] for error in errors] or [SERVED]
