"""Compiled operations are found by their text, limited in number, and compiled only when needed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import strawberry
from graphql import OperationType

from server.graphql.schema import build_schema, rules
from server.operations import Operation, Operations, Result
from server.operations.operations import CACHED_LENGTH_MAX, NotServed
from tests.server.operations.nasty import nasty_schema
from tests.support.server.both_engines import execute_alone
from tests.support.server.compiled import BUDGETS, compiled

SCHEMA = build_schema()


def found(operations: Operations, query: str, name: str | None = None) -> Operation:
    operation = compiled(operations, query, name)
    assert operation is not None
    return operation


async def test_an_operation_is_compiled_once() -> None:
    operations = Operations(SCHEMA)
    query = "query A { packs { name } } query B { plans { name } }"
    kept = {name: await operations.find(query, name, BUDGETS.user) for name in "AB"}
    assert [kept[name].fields for name in "AB"] == [("packs",), ("plans",)]
    for name in "AB":
        assert operations.known(query, name) is kept[name]
        assert await operations.find(query, name, BUDGETS.anonymous) is kept[name]
    for unknown in (None, "C"):
        with pytest.raises(NotServed) as refused:
            await operations.find(query, unknown, BUDGETS.user)
        assert refused.value.status == 400


def test_it_tells_its_kind_and_its_root_fields_whatever_the_conditions() -> None:
    operations = Operations(SCHEMA)
    query = """query ($a: Boolean!) { packs @skip(if: $a) { name } ...F }
      fragment F on Query { plans { name } }"""
    operation = found(operations, query)
    assert operation.kind is OperationType.QUERY
    assert operation.fields == ("packs", "plans")
    live = found(operations, "subscription { balance { available } }")
    assert (live.kind, live.fields) == (OperationType.SUBSCRIPTION, ("balance",))


async def test_the_operations_kept_are_bounded_by_their_memory() -> None:
    operations = Operations(SCHEMA, cache_bytes=1_000_000)
    first = "{ first: __typename }"
    await operations.find(first, None, BUDGETS.gateway)
    for number in range(200):
        await operations.find(f"{{ a{number}: __typename }}", None, BUDGETS.gateway)
        assert operations.known(first, None), "what is used stays"
    assert operations.cache.bytes <= 1_000_000
    assert 20 < len(operations.cache) < 200
    assert operations.known("{ a199: __typename }", None)
    assert operations.known("{ a1: __typename }", None) is None


async def test_long_documents_and_large_ones_are_not_kept() -> None:
    operations = Operations(SCHEMA, cache_bytes=1_000_000)
    long = "{ __typename } #" + "x" * CACHED_LENGTH_MAX
    large = "{ packs {" + " name" * 100 + "} }"
    for query in (long, large):
        assert (await operations.find(query, None, BUDGETS.gateway)).is_compiled
        assert operations.known(query, None) is None
    assert len(operations.cache) == 0


def test_introspection_is_left_to_graphql_core_also_in_production() -> None:
    query = "{ __schema { queryType { name } } }"
    assert not Operations(SCHEMA).read(query, None, BUDGETS.anonymous).is_compiled
    with pytest.raises(NotServed):
        Operations(SCHEMA, *rules(production=True)).read(query, None, BUDGETS.anonymous)


async def test_plans_for_conditions_are_bounded() -> None:
    operations = Operations(nasty_schema())
    names = range(12)
    declared = " ".join(f"$v{n}: Boolean!" for n in names)
    fields = " ".join(f"a{n}: __typename @include(if: $v{n})" for n in names)
    operation = found(operations, f"query ({declared}) {{ b: __typename {fields} }}")
    for number in range(600):
        chosen = {f"v{n}": bool(number >> n & 1) for n in names}
        result = await execute_alone(operation, None, None, chosen)
        assert result.data is not None
        assert len(result.data) == 1 + sum(chosen.values())
    assert 0 < sum(plan.size for plan in operation._plans.values() if plan) <= 2_500


async def test_resolvers_that_do_not_wait_make_no_task() -> None:
    operation = found(
        Operations(nasty_schema()), "{ node { depth children { fine later { fine } } } }"
    )
    one = found(Operations(nasty_schema()), "{ node { maybeLater { depth } } }")
    before = asyncio.all_tasks()
    started: list[Any] = []

    def factory(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> Any:
        started.append(coro)
        return asyncio.Task(coro, loop=loop, **options)

    asyncio.get_running_loop().set_task_factory(factory)
    sync = found(Operations(nasty_schema()), "{ node { depth children { fine shapes { name } } } }")
    for quiet in (sync, one):
        result = await execute_alone(quiet, None, None, None)
        assert result.errors == []
    assert started == []
    assert (await execute_alone(operation, None, None, None)).errors == []
    assert len(started) == 2
    assert asyncio.all_tasks() == before


@strawberry.type
class Odd:
    depth: int = 3

    @strawberry.field
    def from_parent(parent: strawberry.Parent[Any]) -> int:
        return int(parent.depth)

    @strawberry.field
    def from_root(self, root: Any) -> int:
        return int(root.depth)

    @strawberry.field
    def named(self, asked: strawberry.Info) -> str:
        return asked.field_name

    @strawberry.field
    def usual(self, info: strawberry.Info) -> str:
        return str(info.context)


@pytest.mark.parametrize(
    ("field", "value"), [("fromParent", 3), ("fromRoot", 3), ("named", "named")]
)
async def test_a_resolver_with_unusual_parameters_is_left_to_graphql_core(
    field: str, value: object
) -> None:
    schema = strawberry.Schema(Odd)
    operations = Operations(schema)
    assert compiled(operations, f"{{ {field} }}") is None
    assert compiled(operations, "{ usual }") is not None
    result = await schema.execute(f"{{ {field} }}", root_value=Odd())
    assert result.data == {field: value}


async def test_a_subscription_tells_what_is_wrong_instead_of_events() -> None:
    operations = Operations(nasty_schema())
    refused = await found(operations, "subscription { refused { fine } }").subscribe("c", None)
    assert isinstance(refused, Result)
    assert [error.path for error in refused.errors] == [["refused"]]
    query = "subscription ($n: Int!) { nodes(count: $n) { depth } }"
    wrong = await found(operations, query).subscribe("c", {"n": "x"})
    assert isinstance(wrong, Result)
    assert wrong.data is None
