"""Variables with many input objects are coerced beside the event loop, by both engines."""

from __future__ import annotations

import threading
from typing import Any, NewType

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from server.operations import Operations
from server.operations.inputs import OBJECTS_AT_ONCE
from tests.support.server.both_engines import by_graphql_core, execute_alone, response
from tests.support.server.compiled import BUDGETS

Told = NewType("Told", int)
THREADS: set[str] = set()
"""The names of the threads that have coerced a value."""


def tell(value: Any) -> int:
    THREADS.add(threading.current_thread().name)
    if value == "bad":
        raise ValueError("a bad value")
    return int(value)


@strawberry.input
class Part:
    number: Told


@strawberry.input
class Whole:
    parts: list[Part] | None = None
    more: list[Part] | None = None


@strawberry.type
class Query:
    @strawberry.field
    async def size(self, wholes: list[Whole]) -> int:
        found = [part.number for whole in wholes for part in whole.parts or ()]
        if -1 in found:
            raise ValueError("below zero")
        return len(found)

    @strawberry.field
    async def one(self, whole: Whole) -> int:
        return len(whole.more or ())


SCHEMA = strawberry.Schema(
    query=Query,
    config=StrawberryConfig(
        scalar_map={Told: strawberry.scalar(name="Told", serialize=int, parse_value=tell)}
    ),
)
OPERATIONS = Operations(SCHEMA)
SIZE = "query ($given: [Whole!]!) { size(wholes: $given) }"
ONE = "query ($given: Whole!) { one(whole: $given) }"


def parts(number: int, last: object = 1) -> list[dict[str, object]]:
    return [*({"number": 1} for _ in range(number - 1)), {"number": last}]


def few_and_many(last: object) -> list[Any]:
    """Return values with as many parts as are coerced at once, and with more."""
    half = OBJECTS_AT_ONCE // 2
    return [
        ([{"parts": parts(half)}, {"parts": parts(half - 2, last)}], False),
        ([{"parts": parts(half)}, {"parts": parts(half, last)}], True),
    ]


CASES = [
    *((SIZE, given, is_long) for last in (1, -1, "bad") for given, is_long in few_and_many(last)),
    (SIZE, [{}] * (OBJECTS_AT_ONCE + 1) + [{"parts": parts(1)}], True),
    (SIZE, [*[{"parts": parts(9)}] * OBJECTS_AT_ONCE, 5], True),
    (SIZE, [*[{"parts": parts(9)}] * OBJECTS_AT_ONCE, {"parts": 7}], True),
    (ONE, {"more": parts(OBJECTS_AT_ONCE + 1)}, True),
    (ONE, {"more": parts(9)}, False),
]


@pytest.mark.parametrize(("query", "given", "is_long"), CASES)
async def test_long_variables_are_coerced_beside_the_event_loop(
    query: str, given: Any, *, is_long: bool
) -> None:
    operation = OPERATIONS.read(query, None, BUDGETS.gateway)
    assert operation.is_compiled
    THREADS.clear()
    mine = await execute_alone(operation, None, None, {"given": given})
    assert (threading.current_thread().name in THREADS) is not is_long
    THREADS.clear()
    assert response(mine) == response(
        await by_graphql_core(operation, None, None, {"given": given})
    )
    assert THREADS
