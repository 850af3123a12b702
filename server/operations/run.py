"""One execution of a compiled operation, with graphql-core's own executor behind it.

graphql-core completes every irregular value itself: errors, nulls that are not allowed, values of
unexpected classes, and awaitables that no signature declares. So the answers are the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path, gather_with_cancel
from strawberry.execution import optimized_is_awaitable

from resolvers.context import Context
from server.operations.beside import beside
from server.operations.coroutines import Coroutines, NotingExecutor

Here: TypeAlias = tuple[Any, str | int, str | None]
"""A place in the response: parent, key, name of the parent's type. It is cheaper than
graphql-core's Path, which is only made for irregular values."""
Complete: TypeAlias = Callable[[Any, Any, "Run"], Any]
"""Turns a resolved value into response data, or into a coroutine of it. Raises the error."""


SUGGESTED_LENGTH_MAX = 200
"""No name of the schema is as long. To compare a name of 100,000 letters with all of them takes
milliseconds, for each mistake again."""


VALUES_AT_ONCE = 2_000
"""graphql-core coerces variables with more values beside the event loop: one takes some µs."""


class Source(NamedTuple):
    """The operation that is executed. `name` is None for the only operation of the document."""

    schema: strawberry.Schema
    document: DocumentNode
    name: str | None

    def executor(
        self,
        context: Context,
        raw: dict[str, Any] | None,
        root: object,
        coroutines: Coroutines,
    ) -> Executor[None] | list[GraphQLError]:
        """Return graphql-core's executor, made as Strawberry makes it, or the errors of the
        variables. It notes in `coroutines`, and closes them at its end."""
        return NotingExecutor.build(
            self.schema._schema,
            self.document,
            root,
            context,
            raw,
            self.name,
            hide_suggestions=has_long_text(raw),
            coroutines=coroutines,
            operation_extensions=None,
        )


def has_long_text(value: object) -> bool:
    """Return whether a JSON value has a text, or a member's name, that is too long for
    suggestions of what was meant."""
    return any(
        isinstance(one, str) and len(one) > SUGGESTED_LENGTH_MAX for one in _all_values(value)
    )


def is_large(value: object) -> bool:
    """Return whether a JSON value has more than VALUES_AT_ONCE values and names of members."""
    return any(number >= VALUES_AT_ONCE for number, _ in enumerate(_all_values(value)))


def _all_values(value: object) -> Iterator[object]:
    """Yield each value in a JSON value, and each name of a member."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, dict):
            waiting += one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


class Run:
    """One execution. It is the `info` of every resolver; resolvers use only `info.context`."""

    __slots__ = (
        "_executor",
        "_is_long",
        "_raw",
        "_root",
        "_source",
        "context",
        "coroutines",
        "values",
    )

    def __init__(
        self,
        source: Source,
        context: Context,
        raw: dict[str, Any] | None,
        values: dict[str, Any],
        root: object = None,
        *,
        is_long: bool = False,
    ) -> None:
        self.context = context
        self.values = values
        self.coroutines = Coroutines()
        self._source = source
        self._raw = raw
        self._root = root
        self._is_long = is_long
        self._executor: Executor[None] | None = None

    @property
    def executor(self) -> Executor[None]:
        """Graphql-core's executor, made when an irregular value needs it. It collects the
        errors."""
        if self._executor is None:
            self._executor = self._made()
        return self._executor

    def _made(self) -> Executor[None]:
        made = self._source.executor(self.context, self._raw, self._root, self.coroutines)
        if isinstance(made, list):
            raise TypeError("graphql-core refuses variables that were accepted", *made)
        return made

    async def prepare_for_error(self) -> None:
        """Make the executor beside the event loop, if it coerces long variables once more."""
        if self._is_long and self._executor is None:
            made = await beside(self._made)
            self._executor = self._executor or made

    def end(self) -> None:
        """After an error, close the coroutines that nobody awaits, when the background is done."""
        if self._executor is None:
            self.coroutines.close()
        else:
            self._executor.run_async_work_finished_hook()

    @property
    def errors(self) -> list[GraphQLError]:
        return self._executor.collected_errors.errors if self._executor else []


class Field(NamedTuple):
    """A field of a selection set, all its occurrences merged."""

    key: str
    parent: GraphQLObjectType
    definition: GraphQLField
    details: FieldDetailsList

    def info(self, here: Here, run: Run) -> GraphQLResolveInfo[Any]:
        nodes = [detail.node for detail in self.details]
        return run.executor.build_resolve_info(self.definition, nodes, self.parent, path_of(here))

    @property
    def required(self) -> bool:
        return isinstance(self.definition.type, GraphQLNonNull)

    def fail(self, error: Exception, type_: GraphQLOutputType, here: Here, run: Run) -> Any:
        """Record the error and return None if the field may be null; else raise it with its
        location."""
        return run.executor.handle_field_error(error, type_, self.details, path_of(here))

    def by_graphql_core(self, type_: GraphQLOutputType) -> Complete:
        """Return a function that completes values of `type_` as graphql-core does."""

        def complete(value: Any, here: Here, run: Run) -> Any:
            executor, info = run.executor, self.info(here, run)
            one: Any = executor.complete_value
            if executor.is_awaitable(value):
                one = executor.complete_awaitable_value
            return one(type_, self.details, info, path_of(here), value, None)

        return complete

    def guarded(self, type_: GraphQLOutputType) -> Complete:
        """Return a function that awaits a coroutine of data, and treats its error as `fail`
        does."""

        async def guard(waiting: Awaitable[Any], here: Here, run: Run) -> Any:
            try:
                return await waiting
            except Exception as error:  # noqa: BLE001  # whatever a resolver raises is answered
                return self.fail(error, type_, here, run)

        return noting(guard)


def noting(later: Complete) -> Complete:
    """Return an async function that notes the coroutine it is to await: if it never begins, that
    one is closed."""

    def noted(waiting: Any, here: Here, run: Run) -> Any:
        run.coroutines.append(waiting)
        return later(waiting, here, run)

    return noted


def path_of(here: Here) -> Path:
    before, key, name = here
    return Path(path_of(before) if before else None, key, name)


async def completed(data: Any, waiting: list[Any]) -> Any:
    """Await the coroutines at the keys `waiting` concurrently, and return the data with their
    results."""
    if len(waiting) == 1:
        data[waiting[0]] = await data[waiting[0]]
        return data
    for key, value in zip(
        waiting, await gather_with_cancel(*(data[key] for key in waiting)), strict=True
    ):
        data[key] = value
    return data


def settle(data: Any, waiting: list[Any] | None, run: Run, rest: Sequence[Any] = ()) -> None:
    """Let coroutines finish whose result is not needed because a sibling failed.

    `rest` are the items of a list that were not reached.
    """
    left = [data[key] for key in waiting or ()]
    left += [value for value in rest if optimized_is_awaitable(value)]
    if left:
        run.executor.settle_in_background(left)


def definition_of(holder: Any) -> Any:
    """Return the Strawberry definition of a type or field of graphql-core, if it has one."""
    return holder.extensions.get("strawberry-definition")
