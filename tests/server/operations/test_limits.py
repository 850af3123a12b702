"""A short document that asks for too much is refused before it is validated."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    parse,
)

from resolvers.budgets import Budget
from server.graphql.schema import build_schema
from server.operations import Operations, values
from server.operations.limits import measured
from server.operations.prices import PRICES
from tests.server.operations.nasty import nasty_schema
from tests.support.server.api import Api
from tests.support.server.both_engines import execute_alone
from tests.support.server.compiled import BUDGETS
from tests.support.server.server_process import ROOT
from tests.support.server.websocket import websocket

pytestmark = pytest.mark.slow

SCHEMA = build_schema()._schema

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
    + " ".join(f"a{n}: models {{ ...F }}" for n in range(1_000))
    + " } fragment F on Model { "
    + " ".join(f"a{n}: __typename" for n in range(500))
    + " }",
    "amplified by aliases": AMPLIFIED,
    "one name again and again": "{ " + "models { name } " * 900 + "}",
    "one name in every fragment": "{ "
    + " ".join(f"...F{n}" for n in range(500))
    + " } "
    + " ".join(f"fragment F{n} on Query {{ models {{ name }} }}" for n in range(500)),
    "long pages": "query ($n: Int) { account { "
    + " ".join(f"a{n}: usage(first: $n) {{ nodes: edges {{ node {{ id }} }} }}" for n in range(200))
    + " } }",
}
REFUSED |= {
    "one fragment in many operations": " ".join(f"query a{n} {{ ...F }}" for n in range(350))
    + " fragment F on Query { "
    + " ".join(f'{word}: model(name: "a") {{ ...G }}' for word in ("id", "name", "key", "url"))
    + " } fragment G on Model { name }",
    "one fragment again and again": "{ "
    + "...F " * 2_500
    + "} fragment F on Query { packs { name } }",
    "the same fields in pairs": f"{{ packs {{ {'name ' * 142} }} }}",
    "the same objects in pairs": "{ "
    + "models { name rates { input } availability { reason } } " * 45
    + "}",
    "aliases": f"{{ {' '.join(f'a{n}: __typename' for n in range(101))} }}",
    "root fields": "{ " + "__typename " * 51 + "}",
    "values": f"{{ recommendations(audience: [{'BEGINNERS ' * 2_001}]) {{ rank }} }}",
    "tokens": f"{{ {'packs ' * 3_999} }}",
    "introspection again": "{ a: __schema { ...S } b: __schema { ...S } } fragment S on __Schema "
    "{ types { fields { args { type { ofType { ofType { name } } } } } } "
    + " ".join(f"t{n}: types {{ fields {{ args {{ name }} }} }}" for n in range(60))
    + " }",
    "introspection beside others": "{ packs { name } __schema { types { fields { args { name } } } "
    "more: types { inputFields { name } fields { name type { name } } } } }",
    "holds again and again": "{ account { "
    + " ".join(f"a{n}: holds {{ id tokens }}" for n in range(40))
    + " } }",
    "rows of summaries": "{ account { "
    + " ".join(f"a{n}: usageSummary(by: HOUR) {{ key }}" for n in range(22))
    + " } }",
    "reports": "{ account { "
    + " ".join(f"a{n}: forecast {{ __typename }}" for n in range(30))
    + " } }",
}
SERVED = {
    "the same fields in pairs, just below the limit": f"{{ packs {{ {'name ' * 141} }} }}",
    "doubled by every fragment": "{ ...A0 ...A0 } " + SPREAD + " fragment A60 on Query { "
    "packs { name } }",
    "fragments in fragments": "{ ...A ...A } fragment A on Query { ...B } "
    "fragment B on Query { packs { name } }",
    "a page": "query ($n: Int) { account { usage(first: $n) { "
    "edges { node { id model { name } } } } } }",
    "introspection": get_introspection_query(input_value_deprecation=True),
    "as Apollo writes": "{ packs { ...P __typename } plans { name __typename } __typename } "
    "fragment P on Pack { name price { amount currency __typename } __typename }",
    "as Relay writes": '{ first: model(name: "gpt-4o") { name __id: name } '
    + " ".join(f'm{n}: model(name: "gpt-4o") {{ name }}' for n in range(40))
    + " }",
}


def codes(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", [])}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
async def test_what_asks_for_too_much_is_refused(api: Api, query: str) -> None:
    async with asyncio.timeout(180):
        answer = await api.anonymous.execute(query)
    assert codes(answer) == {"LIMIT_EXCEEDED"}
    assert "data" not in answer or answer["data"] is None


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
async def test_a_websocket_refuses_it_too(served: Api, query: str) -> None:
    async with asyncio.timeout(180), websocket(served.address) as socket:
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


async def test_a_gateway_may_ask_for_more(api: Api) -> None:
    mutations = " ".join(f"a{n}: openAccount(input: {{}}) {{ id }}" for n in range(300))
    query = f"mutation {{ {mutations} }}"
    assert codes(await api.user().execute(query)) == {"LIMIT_EXCEEDED"}
    answer = await api.user("gate", "usage:write").execute(query)
    assert codes(answer) == set(), answer


async def test_a_refusal_tells_the_number_and_the_limit(api: Api) -> None:
    [error] = (await api.anonymous.execute("{ " + "packs " * 5_000 + "}"))["errors"]
    assert error["message"] == "The document has 5,002 tokens; at most 4,000 are taken."


async def test_what_one_caller_had_read_is_refused_to_another(api: Api) -> None:
    query = "{ packs { " + " ".join(f"a{n}: __typename" for n in range(150)) + " } }"
    for _ in range(2):
        assert codes(await api.user().execute(query)) == set()
        assert codes(await api.anonymous.execute(query)) == {"LIMIT_EXCEEDED"}


@pytest.mark.parametrize(
    ("files", "budget"),
    [
        ("web/src/operations/billing.graphql", BUDGETS.user),
        ("web/page/operations/page.graphql", BUDGETS.user),
        ("web/page/operations/insights.graphql", BUDGETS.user),
        ("web/page/operations/admin.graphql", BUDGETS.gateway),
    ],
)
def test_our_own_page_stays_far_below_the_budgets(files: str, budget: Budget) -> None:
    texts = [path.read_text("utf-8") for path in ROOT.glob("web/*/operations/*.graphql")]
    others = [parse(text) for text in texts]
    fragments = [
        one
        for each in others
        for one in each.definitions
        if isinstance(one, FragmentDefinitionNode)
    ]
    asked = parse((ROOT / files).read_text("utf-8")).definitions
    operations = [one for one in asked if isinstance(one, OperationDefinitionNode)]
    document = DocumentNode(definitions=(*operations, *fragments))
    found = measured(SCHEMA, document, tokens=0, budget=budget)
    assert len(found) == len(operations) > 0
    for measures in found.values():
        assert measures.selections * 2 < budget.selections
        assert measures.cost < budget.cost / (1 if measures.is_live else 2)


@pytest.mark.parametrize("connection", ["usage", "ledger", "purchases"])
def test_a_user_may_ask_for_every_field_of_the_longest_page(connection: str) -> None:
    page = every_field(SCHEMA.get_type("Account").fields[connection].type, without={"nodes"})
    document = parse(f"query Q($n: Int) {{ account {{ {connection}(first: $n) {page} }} }}")
    [measures] = measured(SCHEMA, document, tokens=0, budget=BUDGETS.user).values()
    assert measures.cost < BUDGETS.user.cost


@pytest.mark.parametrize(
    ("asked", "assumed"),
    [
        ("models { name }", 100),
        ("models(first: 20) { name }", 20),
        ("models(first: 501) { name }", 500),
        ("models(first: $n) { name }", 500),
    ],
)
def test_a_list_with_pages_costs_what_its_length_costs(asked: str, assumed: int) -> None:
    document = parse(f"query Q($n: Int) {{ {asked} }}")
    [measures] = measured(SCHEMA, document, tokens=0, budget=BUDGETS.user).values()
    assert measures.cost == PRICES["Query.models"] + assumed


@pytest.mark.parametrize(
    ("asked", "assumed"),
    [
        ("usage { edges { cursor } }", "usage(first: 50) { edges { cursor } }"),
        ("usage(first: 11) { edges { cursor } }", "usage(first: 20) { edges { cursor } }"),
        ("usage(first: 501) { edges { cursor } }", "usage(first: $n) { edges { cursor } }"),
        ("usage(first: null) { edges { cursor } }", "usage(first: $n) { edges { cursor } }"),
    ],
)
def test_a_page_costs_what_its_length_costs(asked: str, assumed: str) -> None:
    costs = []
    for field in (asked, assumed):
        document = parse(f"query Q($n: Int) {{ account {{ {field} }} }}")
        [measures] = measured(SCHEMA, document, tokens=0, budget=BUDGETS.user).values()
        costs.append(measures.cost)
    assert costs[0] == costs[1]


def every_field(type_: Any, without: Collection[str] = ()) -> str:
    """Return a selection of all fields, `__typename` included, as Apollo's client asks for."""
    fields = getattr(get_named_type(type_), "fields", {})
    chosen = [f"{name} {every_field(one.type)}" for name, one in fields.items()]
    left = [text for text in chosen if text.split()[0] not in without]
    return f"{{ __typename {' '.join(left)} }}" if fields else ""


async def test_a_long_list_is_answered_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the parts, the event loop serves others."""
    query = "{ node { children { depth } } }"
    schema = nasty_schema()
    monkeypatch.setattr(values, "PART", 1)
    operation = Operations(schema).read(query, None, BUDGETS.gateway)
    turns, done = 0, False

    async def others() -> None:
        nonlocal turns
        while not done:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others())
    await asyncio.sleep(0)
    before = turns
    result = await execute_alone(operation, None, None, None)
    done = True
    await other
    assert result.data is not None
    assert turns - before >= len(result.data["node"]["children"]) > 1
