"""Executes every compiled operation of a test with graphql-core too, and compares the answers.

A use must not be recorded twice, and the time changes. So the second engine calls no resolvers: it
gets the first engine's results, for the same calls with the same arguments. Its response must then
be equal to the byte: data, errors, paths, order.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import strawberry
from strawberry.types.fields.resolver import StrawberryResolver

from server.operations import Operation, Result, resolvers
from server.operations.run import Run

Key = tuple[int, int | None, str]


@dataclass
class Call:
    """One call of a resolver. The source is kept, so that its id is not used again."""

    source: object
    value: Any = None
    error: BaseException | None = None

    def outcome(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value

    async def awaited(self) -> Any:
        if isinstance(self.error, asyncio.CancelledError):
            # The error of a sibling cancelled it, and must do so here.
            await asyncio.get_running_loop().create_future()
        return self.outcome()


@dataclass
class Log:
    calls: dict[Key, deque[Call]] = field(default_factory=lambda: defaultdict(deque))

    def add(self, key: Key, call: Call) -> Call:
        self.calls[key].append(call)
        return call

    def next(self, key: Key, name: str) -> Call:
        assert self.calls[key], f"only graphql-core calls {name} with {key[2]}"
        return self.calls[key].popleft()


_recorded: ContextVar[Log | None] = ContextVar("_recorded", default=None)
_replayed: ContextVar[Log | None] = ContextVar("_replayed", default=None)
_function_of = resolvers.function_of
_call = StrawberryResolver.__call__
_execute = Operation._execute


def _key(base: StrawberryResolver[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Key:
    given = {
        name: value
        for name, value in kwargs.items()
        if not isinstance(value, strawberry.Info | Run)
    }
    return id(base), id(args[0]) if args else None, repr(sorted(given.items()))


def _recording(base: StrawberryResolver[Any]) -> Callable[..., Any]:
    function = _function_of(base)

    def call(*args: Any, **kwargs: Any) -> Any:
        log = _recorded.get()
        if log is None:
            return function(*args, **kwargs)
        one = log.add(_key(base, args, kwargs), Call(args))
        try:
            one.value = function(*args, **kwargs)
        except Exception as error:
            one.error = error
            raise
        if inspect.iscoroutine(one.value):
            return _awaited(one, one.value)
        return one.value

    return call


async def _awaited(one: Call, waiting: Any) -> Any:
    try:
        one.value = await waiting
    except BaseException as error:
        one.error = error
        raise
    return one.value


def _replaying(base: StrawberryResolver[Any], *args: Any, **kwargs: Any) -> Any:
    log = _replayed.get()
    if log is None:
        return _call(base, *args, **kwargs)
    one = log.next(_key(base, args, kwargs), base.name)
    return one.awaited() if base.is_async else one.outcome()


async def _both(self: Operation, root: object, context: Any, variables: Any) -> Result:
    values = self._coerced(variables)
    if values is None or self._plan(values) is None:
        # graphql-core executes this document, so there is nothing to compare.
        return await _execute(self, root, context, variables)
    log = Log()
    token = _recorded.set(log)
    try:
        result = await _execute(self, root, context, variables)
    finally:
        _recorded.reset(token)
    replay = _replayed.set(log)
    try:
        expected = await by_graphql_core(self, root, context, variables)
    finally:
        _replayed.reset(replay)
    left = [key for key, calls in log.calls.items() if calls]
    assert not left, f"graphql-core does not call {left}"
    # Which of two siblings fails first depends on what they wait for.
    assert response(result, ordered=False) == response(expected, ordered=False)
    return result


async def execute_alone(
    operation: Operation, root: object, context: Any, variables: dict[str, Any] | None
) -> Result:
    """Execute the compiled operation only."""
    return await _execute(operation, root, context, variables)


async def by_graphql_core(
    operation: Operation, root: object, context: Any, variables: dict[str, Any] | None
) -> Result:
    return await operation._by_core(root, context, variables)


def response(result: Result, *, ordered: bool = True) -> str:
    """Return everything that a caller could see of the result, and what the log would contain."""
    errors = [[error.formatted, repr(error.original_error)] for error in result.errors]
    if not ordered:
        errors.sort(key=repr)
    return json.dumps([result.data, errors])


@contextmanager
def both_engines() -> Iterator[None]:
    with (
        patch.object(resolvers, "function_of", _recording),
        patch.object(StrawberryResolver, "__call__", _replaying),
        patch.object(Operation, "_execute", _both),
    ):
        yield
