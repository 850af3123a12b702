"""Compiled operations answer every failure like graphql-core, to the byte."""

from __future__ import annotations

import asyncio

import pytest
from graphql import OperationType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.operations import Operation, Operations, Result
from tests.server.operations.generator import Sent, is_served, operations
from tests.server.operations.nasty import nasty_schema
from tests.support.examples import scaled
from tests.support.server.both_engines import by_graphql_core, execute_alone, response
from tests.support.server.compiled import compiled

SCHEMA = nasty_schema()
OPERATIONS = Operations(SCHEMA)
words = st.sampled_from(["yes", "bad", "none", "é", ""])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)
LEAVES = {
    "Int": st.integers(-3, 2**31 - 1),
    "Float": st.floats(-9, 9),
    "String": words,
    "Boolean": st.booleans(),
    "ID": words,
    "Picky": st.sampled_from(["yes", "NO"]),
    "JSON": json_values,
    "Subscription.nodes.count": st.integers(0, 3),
}
generated = settings(max_examples=scaled(100), suppress_health_check=list(HealthCheck))


def found(sent: Sent) -> Operation:
    operation = compiled(OPERATIONS, sent.query)
    assert operation is not None, sent.query
    return operation


async def left_alone() -> None:
    """Wait for the tasks that both engines leave in the background after an error."""
    while len(asyncio.all_tasks()) > 1:
        await asyncio.sleep(0)


async def check(sent: Sent, root: object = None) -> Result:
    operation = found(sent)
    mine = await execute_alone(operation, root, "context", sent.variables)
    theirs = await by_graphql_core(operation, root, "context", sent.variables)
    await left_alone()
    assert response(mine) == response(theirs), sent
    return mine


@pytest.mark.slow
@generated
@given(operations(SCHEMA._schema, LEAVES))
async def test_any_query_is_answered_the_same(sent: Sent) -> None:
    await check(sent)


@pytest.mark.slow
@generated
@given(operations(SCHEMA._schema, LEAVES, kind=OperationType.MUTATION))
async def test_any_mutation_is_answered_the_same(sent: Sent) -> None:
    await check(sent)


@pytest.mark.slow
@generated
@given(operations(SCHEMA._schema, LEAVES, kind=OperationType.SUBSCRIPTION))
async def test_any_event_is_answered_the_same(sent: Sent) -> None:
    operation = found(sent)
    stream = await operation.subscribe("context", sent.variables)
    by_core = await operation._subscribe_by_core("context", sent.variables)
    if isinstance(stream, Result) or isinstance(by_core, Result):
        assert isinstance(stream, Result)
        assert isinstance(by_core, Result)
        assert response(stream) == response(by_core)
        return
    async for event in stream:
        mine = await execute_alone(operation, event, "context", sent.variables)
        theirs = await operation._by_core(event, "context", sent.variables)
        await left_alone()
        assert response(mine) == response(theirs)


NESTED_LISTS = "subscription { nodes { children { few { children { fine } } } } }"


def aliases(number: int) -> str:
    return " ".join(f"a{number}x{n}: fine" for n in range(70))


def test_what_is_refused_for_its_size_is_not_generated() -> None:
    assert not is_served(SCHEMA._schema, NESTED_LISTS)
    assert is_served(SCHEMA._schema, NESTED_LISTS.replace("few", "child"))
    assert compiled(OPERATIONS, NESTED_LISTS) is None


FIELDS = [name for name, one in SCHEMA._schema.type_map["Node"].fields.items()]
SHAPES = """{ __typename name size shouted
  ... on Circle { radius } ... on Square { side inner { name } } }"""
BELOW = {
    "shapes": SHAPES,
    "badShape": SHAPES,
    "badCircle": "{ name radius }",
    **dict.fromkeys(
        ["items", "badItem", "noItem", "castItem"],
        "{ __typename ... on Circle { name radius } ... on Stranger { name } }",
    ),
    "loose": "{ name }",
    "tooLoose": "{ name }",
    **dict.fromkeys(
        [
            "child",
            "maybeChild",
            "later",
            "maybeLater",
            "children",
            "few",
            "nullLater",
            "secretlyLater",
        ],
        "{ depth fine }",
    ),
    "grant": '(wish: {colour: BLUE, tags: ["a"], maybe: null}, more: [{}])',
    "echo": "(n: 3, names: null)",
    "picky": '(say: "bad")',
    "strictPicky": '(say: "none")',
}
AROUND = {
    "at the root": "{ %s }",
    "in an object": "{ node { %s depth } }",
    "in one that may be null": "{ maybe { child { %s depth } } }",
    "in a list": "{ children { %s fine } }",
    "in a list of what may be null": "{ few { %s depth } }",
    "after a while": "{ later { %s depth } fine }",
    "after a while, under null": "{ fine maybeLater { later { %s } } maybe { few { depth } } }",
    "beside what fails later": "{ maybe { %s raisesLater nullLater { fine } } maybeRaisesLater }",
    "in parallel lists": "{ a: few { later { %s } } b: children { later { %s } } }",
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("field", FIELDS)
async def test_every_field_is_answered_the_same_everywhere(field: str, around: str) -> None:
    await check(Sent(around.replace("%s", f"{field}{BELOW.get(field, '')}"), {}))


@pytest.mark.parametrize("given", [{}, {"n": 4}, {"n": None}, {"n": "x"}], ids=repr)
@pytest.mark.parametrize("default", ["", " = 3"], ids=["alone", "with a default"])
async def test_null_for_an_argument_that_takes_none_is_refused_the_same(
    given: dict[str, object], default: str
) -> None:
    type_ = "Int" if default else "Int!"
    query = f"query ($n: {type_}{default}) {{ maybe {{ depth echo(n: $n) }} }}"
    await check(Sent(query, given))


async def test_root_fields_of_a_mutation_run_in_series_until_one_fails() -> None:
    names = "a: first maybeFailing second { raises } b: first(say: null)"
    await check(Sent("mutation { " + names.replace("(say: null)", "") + " }", {}))
    stopped = await check(Sent('mutation { a: first failing b: first(say: "x") }', {}))
    assert stopped.data is None


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } } }",
        '{ fine __type(name: "Node") { name } }',
        "{ unknown }",
        "{ fine",
        "query A { fine } query B { fine }",
        "fragment F on Node { fine }",
        "{ fine "
        + " ".join(f"...F{n}" for n in range(25))
        + "}"
        + "".join(f" fragment F{n} on Node {{ {aliases(n)} }}" for n in range(25)),
    ],
    ids=["schema", "type", "invalid", "syntax", "two", "none", "large"],
)
def test_what_is_not_understood_is_left_to_graphql_core(query: str) -> None:
    assert compiled(OPERATIONS, query) is None
