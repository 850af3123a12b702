"""A coroutine that an engine has made is awaited or closed, whatever its siblings do, and also when
the caller goes away. Python warns about any other."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
import strawberry
from hypothesis import given
from hypothesis import strategies as st

from server.operations import Operation, Operations, Result
from tests.support.server.both_engines import by_graphql_core, execute_alone
from tests.support.server.compiled import BUDGETS

FINISHED: list[int] = []

Engine = Callable[..., Coroutine[Any, Any, Result]]


@strawberry.type
class Item:
    @strawberry.field
    async def later(self, after: int) -> int:
        await turns(after)
        FINISHED.append(after)
        return after

    @strawberry.field
    async def fails(self, after: int) -> int | None:
        await turns(after)
        raise ValueError("failed")

    @strawberry.field
    async def fails_all(self, after: int) -> int:
        await turns(after)
        raise ValueError("failed")

    @strawberry.field
    def fails_at_once(self) -> int:
        raise ValueError("failed")

    @strawberry.field
    def inner(self) -> Item:
        return Item()

    @strawberry.field
    def maybe(self) -> Item | None:
        return Item()

    @strawberry.field
    def few(self) -> list[Item | None]:
        return [Item(), None, Item()]

    @strawberry.field
    def waiting(self) -> list[Item | None]:
        return [itself(1), itself(2), Item()]  # type: ignore[list-item]  # as if it was not typed

    @strawberry.field
    async def items(self, after: int) -> list[Item]:
        await turns(after)
        return [Item(), Item()]

    @strawberry.field
    async def many(self, after: int) -> list[Item | None]:
        await turns(after)
        return [Item()] * 60


async def itself(after: int) -> Item:
    await turns(after)
    return Item()


@strawberry.type
class Query(Item):
    pass


OPERATIONS = Operations(strawberry.Schema(query=Query))
engines = pytest.mark.parametrize("engine", [execute_alone, by_graphql_core])
afters = st.integers(0, 6)
leaves = st.just("failsAtOnce") | st.builds(
    "{}(after: {})".format, st.sampled_from(["later", "fails", "failsAll"]), afters
)
holders = st.sampled_from(["inner", "maybe", "few", "waiting"]) | st.builds(
    "items(after: {})".format, afters
)


def selection(chosen: list[str]) -> str:
    return "{ " + " ".join(f"f{number}: {field}" for number, field in enumerate(chosen)) + " }"


inner = st.recursive(
    st.lists(leaves, min_size=1, max_size=3).map(selection),
    lambda below: st.lists(
        leaves | st.builds("{} {}".format, holders, below), min_size=1, max_size=3
    ).map(selection),
    max_leaves=5,
)
many = st.builds("many(after: {}) {{ f: {} }}".format, afters, leaves)
"""A list that is completed in parts."""
fields = leaves | many | st.builds("{} {}".format, holders, inner)
queries = st.lists(fields, min_size=1, max_size=3).map(selection)


@pytest.fixture(autouse=True)
def only_new_garbage() -> Iterator[None]:
    """Let `gc.collect` look only at what the test makes: otherwise it takes 0.1 s each time."""
    gc.freeze()
    yield
    gc.unfreeze()


async def turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def all_others() -> None:
    """Wait for what an engine leaves in the background."""
    while len(asyncio.all_tasks()) > 1:
        await asyncio.sleep(0)


def found(query: str) -> Operation:
    operation = OPERATIONS.read(query, None, BUDGETS.gateway)
    assert operation.is_compiled
    return operation


async def left_by(running: Coroutine[Any, Any, Result], cancelled_after: int | None) -> list[str]:
    """Return what Python says about coroutines that were left."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        task = asyncio.create_task(running)
        if cancelled_after is not None:
            await turns(cancelled_after + 1)
            task.cancel()
        await asyncio.wait([task])
        await all_others()
        del running, task
        gc.collect()
    return [str(one.message) for one in told]


@pytest.mark.slow
@engines
@given(query=queries, cancelled_after=st.none() | st.integers(0, 20))
async def test_no_coroutine_is_left(
    engine: Engine, query: str, cancelled_after: int | None
) -> None:
    assert await left_by(engine(found(query), None, None, None), cancelled_after) == []


@engines
@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("holder", ["inner", "few", "waiting"])
async def test_no_coroutine_is_left_that_had_not_begun_when_a_sibling_failed(
    engine: Engine, holder: str, after: int
) -> None:
    below = f"{{ {holder} {{ later(after: 0) {holder} {{ later(after: 0) }} }} }}"
    query = f"{{ failsAll(after: {after}) items(after: 1) {below} }}"
    assert await left_by(engine(found(query), None, None, None), None) == []


@engines
@pytest.mark.parametrize("beside", ["", "later(after: 3)"], ids=["at the end", "before the end"])
async def test_what_a_failed_field_leaves_in_the_background_finishes(
    engine: Engine, beside: str
) -> None:
    FINISHED.clear()
    query = f"{{ maybe {{ later(after: 5) few {{ later(after: 6) }} failsAtOnce }} {beside} }}"
    assert await left_by(engine(found(query), None, None, None), None) == []
    assert sorted(FINISHED) == ([3] if beside else []) + [5, 6, 6]
