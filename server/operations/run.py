"""One execution of a compiled operation, and graphql-core's own executor behind it.

What is irregular (errors, nulls where none may be, values of unexpected classes, awaitables that
no signature promises) is completed by graphql-core itself, so that it is answered the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
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

Here: TypeAlias = tuple[Any, str | int, str | None]
"""Where in the response: parent, key, name of the parent's type; cheaper than graphql-core's Path,
which is only made when something is irregular."""
Complete: TypeAlias = Callable[[Any, Any, "Run"], Any]
"""From a resolved value to response data, or to a coroutine of it. Raises what went wrong."""


class Source(NamedTuple):
    """What all executions of an operation have in common. `name`: None for the only one."""

    schema: strawberry.Schema
    document: DocumentNode
    name: str | None

    def executor(
        self, context: Context, raw: dict[str, Any] | None, root: object
    ) -> Executor[None] | list[GraphQLError]:
        """graphql-core's, made as Strawberry does; or what is wrong with the variables."""
        return self.schema.execution_context_class.build(
            self.schema._schema,
            self.document,
            root,
            context,
            raw,
            self.name,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # tells as much
            operation_extensions=None,
        )


class Run:
    """One execution. It is the `info` of every resolver, of which they use only `.context`."""

    __slots__ = ("_executor", "_raw", "_root", "_source", "context", "values")

    def __init__(
        self,
        source: Source,
        context: Context,
        raw: dict[str, Any] | None,
        values: dict[str, Any],
        root: object = None,
    ) -> None:
        self.context = context
        self.values = values
        self._source = source
        self._raw = raw
        self._root = root
        self._executor: Executor[None] | None = None

    @property
    def executor(self) -> Executor[None]:
        """graphql-core's, made when something irregular needs it; it keeps the errors."""
        if self._executor is None:
            made = self._source.executor(self.context, self._raw, self._root)
            if isinstance(made, list):
                raise TypeError("graphql-core refuses variables that were accepted", *made)
            self._executor = made
        return self._executor

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
        """None, and the error is kept, where null may stand. Raises it, located, where none may."""
        return run.executor.handle_field_error(error, type_, self.details, path_of(here))

    def by_graphql_core(self, type_: GraphQLOutputType) -> Complete:
        """Completes values of `type_` as graphql-core does."""

        def complete(value: Any, here: Here, run: Run) -> Any:
            executor, info = run.executor, self.info(here, run)
            one: Any = executor.complete_value
            if executor.is_awaitable(value):
                one = executor.complete_awaitable_value
            return one(type_, self.details, info, path_of(here), value, None)

        return complete

    def guarded(self, type_: GraphQLOutputType) -> Complete:
        """Awaits a coroutine of data; its error is kept or raised, as by `fail`."""

        async def guard(waiting: Awaitable[Any], here: Here, run: Run) -> Any:
            try:
                return await waiting
            except Exception as error:  # noqa: BLE001  # whatever a resolver raises is answered
                return self.fail(error, type_, here, run)

        return guard


def path_of(here: Here) -> Path:
    before, key, name = here
    return Path(path_of(before) if before else None, key, name)


async def completed(data: Any, waiting: list[Any]) -> Any:
    """The same data, with the coroutines at the keys `waiting` awaited at the same time."""
    if len(waiting) == 1:
        data[waiting[0]] = await data[waiting[0]]
        return data
    for key, value in zip(
        waiting, await gather_with_cancel(*(data[key] for key in waiting)), strict=True
    ):
        data[key] = value
    return data


def settle(data: Any, waiting: list[Any] | None, run: Run, rest: Sequence[Any] = ()) -> None:
    """Lets coroutines run on whose answer nobody needs any more: a sibling failed.

    `rest`: items of a list that were not reached.
    """
    left = [data[key] for key in waiting or ()]
    left += [value for value in rest if optimized_is_awaitable(value)]
    if left:
        run.executor.settle_in_background(left)


def definition_of(holder: Any) -> Any:
    """The Strawberry definition that graphql-core's type or field was made from, if any."""
    return holder.extensions.get("strawberry-definition")
