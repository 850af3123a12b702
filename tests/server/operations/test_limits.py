"""A short document that asks for too much is refused before it is validated."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from graphql import get_introspection_query

from tests.support.server.api import Api
from tests.support.server.websocket import websocket

pytestmark = pytest.mark.slow

SPREAD = " ".join(f"fragment A{n} on Query {{ ...A{n + 1} ...A{n + 1} }}" for n in range(60))
ALIASES = 40


def fragment(name: str, on: str, field: str) -> str:
    return f"fragment {name} on {on} {{ {aliased(field)} }}"


def aliased(field: str) -> str:
    return " ".join(f"a{number}: {field}" for number in range(ALIASES))


AMPLIFIED = (
    f"{{ {aliased('models { ...A }')} }} "
    + fragment("A", "Model", "rates { ...B } ")
    + fragment("B", "Rates", "input")
)
REFUSED = {
    "many spreads of a large fragment": "{ "
    + " ".join(f"a{n}: models {{ ...F }}" for n in range(4_000))
    + " } fragment F on Model { "
    + " ".join(f"a{n}: __typename" for n in range(4_000))
    + " }",
    "amplified by aliases": AMPLIFIED,
    "one name again and again": "{ " + "models { name } " * 5_000 + "}",
    "one name in every fragment": "{ "
    + " ".join(f"...F{n}" for n in range(1_000))
    + " } "
    + " ".join(f"fragment F{n} on Query {{ models {{ name }} }}" for n in range(1_000)),
    "long pages": "query ($n: Int) { account { "
    + " ".join(f"a{n}: usage(first: $n) {{ nodes: edges {{ node {{ id }} }} }}" for n in range(200))
    + " } }",
}
SERVED = {
    "doubled by every fragment": "{ ...A0 ...A0 } " + SPREAD + " fragment A60 on Query { "
    "packs { name } }",
    "one fragment again and again": "{ "
    + "...F " * 15_000
    + "} fragment F on Query { "
    + " ".join(f"a{n}: __typename" for n in range(5_000))
    + " }",
    "fragments in fragments": "{ ...A ...A } fragment A on Query { ...B } "
    "fragment B on Query { packs { name } }",
    "a page": "query ($n: Int) { account { usage(first: $n) { "
    "edges { node { id model { name } } } } } }",
    "introspection": get_introspection_query(input_value_deprecation=True),
    "a thousand mutations": "mutation { "
    + " ".join(f"a{n}: openAccount(input: {{id: null}}) {{ id }}" for n in range(1_000))
    + " }",
}


def codes(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", [])}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
async def test_what_asks_for_too_much_is_refused(api: Api, query: str) -> None:
    async with asyncio.timeout(10):
        answer = await api.anonymous.execute(query)
    assert codes(answer) == {"LIMIT_EXCEEDED"}
    assert "data" not in answer or answer["data"] is None


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
async def test_a_websocket_refuses_it_too(served: Api, query: str) -> None:
    async with asyncio.timeout(10), websocket(served.address) as socket:
        await socket.send({"id": "1", "type": "subscribe", "payload": {"query": query}})
        answer = await socket.message("1")
        payload = answer["payload"]
        assert codes({"errors": payload} if answer["type"] == "error" else payload) == {
            "LIMIT_EXCEEDED"
        }


@pytest.mark.parametrize("query", SERVED.values(), ids=SERVED)
async def test_what_people_write_is_not(api: Api, query: str) -> None:
    assert "LIMIT_EXCEEDED" not in codes(await api.anonymous.execute(query))


async def test_a_subscription_may_ask_for_less_because_it_is_answered_again_and_again(
    served: Api,
) -> None:
    query = "subscription { balance { " + aliased("grants { id amount remaining }") + " } }"
    async with websocket(served.address, served.user().token) as socket:
        await socket.send({"id": "1", "type": "subscribe", "payload": {"query": query}})
        answer = await socket.message("1")
        payload = answer["payload"]
        assert codes({"errors": payload} if answer["type"] == "error" else payload) == {
            "LIMIT_EXCEEDED"
        }


async def test_too_many_tokens_are_not_even_parsed(api: Api) -> None:
    answer = await api.anonymous.execute("{ " + "packs " * 70_000 + "}")
    assert "60000 tokens" in answer["errors"][0]["message"]
