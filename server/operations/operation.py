"""One operation of a document, compiled."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Coroutine
from types import CoroutineType
from typing import Any, NamedTuple

from graphql import ExecutionResult, GraphQLError, OperationType, located_error
from graphql.execution import create_source_event_stream

from resolvers.context import Context
from server.operations.inputs import Unsupported, Variable, coerced
from server.operations.reading import Reading
from server.operations.run import Run, Source
from server.operations.selections import FIELDS_MAX, Compiler, Plan

Variables = dict[str, Any] | None


class Result(NamedTuple):
    """A response. Its errors are not yet formatted for callers."""

    data: dict[str, Any] | None
    errors: list[GraphQLError]


Execution = Coroutine[Any, Any, Result]


class Operation:
    """Executes an operation of a valid document as graphql-core would, without walking its tree.

    All requests share it. `fields` are the names of its root fields, `declared` the names of its
    variables. One plan is compiled for each combination of the values of `@skip` and `@include`;
    without a plan, graphql-core executes the operation.
    """

    def __init__(self, source: Source, reading: Reading) -> None:
        """Raises Unsupported."""
        core = source.schema._schema
        self.kind: OperationType = reading.operation.operation
        self.fields = reading.roots
        self._source, self._reading = source, reading
        self._variables = tuple(
            Variable(core, node) for node in reading.operation.variable_definitions or ()
        )
        self.declared = frozenset(variable.name for variable in self._variables)
        self._plans: dict[tuple[bool, ...], Plan | None] = {}
        if not reading.conditions:
            self._plans[()] = Compiler(source.schema, reading, {}).plan()

    def execute(self, context: Context, variables: Variables) -> Execution:
        """Return the response to a query or a mutation."""
        return self._execute(None, context, variables)

    def publish(self, event: object, context: Context, variables: Variables) -> Execution:
        """Return the response to one event of a subscription."""
        return self._execute(event, context, variables)

    async def subscribe(
        self, context: Context, variables: Variables
    ) -> AsyncGenerator[object, None] | Result:
        """Return the events of a subscription, or a result with the errors."""
        prepared = self._prepare(context, variables, None)
        if prepared is None or prepared[0].stream is None:
            return await self._subscribe_by_core(context, variables)
        (field, open_stream), run = prepared[0].stream, prepared[1]
        try:
            stream = open_stream(None, run)
            return _events(stream if hasattr(stream, "__aiter__") else await stream)
        except Exception as error:  # noqa: BLE001  # whatever a resolver raises is answered
            nodes = [detail.node for detail in field.details]
            return Result(None, [located_error(error, nodes, [field.key])])

    def _prepare(
        self, context: Context, variables: Variables, root: object
    ) -> tuple[Plan, Run] | None:
        try:
            values = coerced(self._variables, variables)
        except Exception:  # noqa: BLE001  # graphql-core says what is wrong
            return None
        plan = self._plans.get(()) or self._plan(values)
        if plan is None:
            return None
        return plan, Run(self._source, context, variables, values, root)

    def _plan(self, values: dict[str, Any]) -> Plan | None:
        flags = tuple(values.get(name) for name in self._reading.conditions)
        if any(type(flag) is not bool for flag in flags):
            return None
        if flags not in self._plans:
            self._compile(flags)  # type: ignore[arg-type]  # all of them are
        return self._plans[flags]  # type: ignore[index]  # likewise

    def _compile(self, flags: tuple[bool, ...]) -> None:
        named = dict(zip(self._reading.conditions, flags, strict=True))
        try:
            plan = Compiler(self._source.schema, self._reading, named).plan()
        except Unsupported:
            plan = None
        size = sum(known.size if known else 1 for known in self._plans.values())
        if size + (plan.size if plan else 1) > FIELDS_MAX:
            self._plans.clear()
        self._plans[flags] = plan

    async def _execute(self, root: object, context: Context, variables: Variables) -> Result:
        prepared = self._prepare(context, variables, root)
        if prepared is None:
            return await self._by_core(root, context, variables)
        plan, run = prepared
        try:
            data = plan.execute(root, None, run)
            if type(data) is CoroutineType:
                data = await data
        except GraphQLError as error:
            run.executor.collected_errors.add(error, None)
            data = None
        return Result(data, run.errors)

    async def _by_core(self, root: object, context: Context, variables: Variables) -> Result:
        executor = self._source.executor(context, variables, root)
        if isinstance(executor, list):
            return Result(None, executor)
        result: Any = executor.execute_operation()
        if executor.is_awaitable(result):
            result = await result
        return Result(result.data, result.errors or [])

    async def _subscribe_by_core(
        self, context: Context, variables: Variables
    ) -> AsyncGenerator[object, None] | Result:
        executor = self._source.executor(context, variables, None)
        if isinstance(executor, list):
            return Result(None, executor)
        stream: Any = create_source_event_stream(executor)
        if executor.is_awaitable(stream):
            stream = await stream
        if isinstance(stream, ExecutionResult):
            return Result(None, stream.errors or [])
        return _events(stream)


def _events(stream: Any) -> AsyncGenerator[object, None]:
    if not hasattr(stream, "__aiter__"):
        raise GraphQLError(f"Subscription field must return AsyncIterable. Received: {stream!r}.")
    events: AsyncGenerator[object, None] = stream
    return events
