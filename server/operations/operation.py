"""One operation of a document, compiled."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import suppress
from functools import partial
from types import CoroutineType
from typing import Any, NamedTuple

from graphql import ExecutionResult, GraphQLError, OperationType, located_error
from graphql.execution import create_source_event_stream

from resolvers.budgets import Budget
from resolvers.context import Context
from server.operations.beside import beside
from server.operations.coroutines import Coroutines
from server.operations.inputs import Unsupported, Variable, are_long, coerced
from server.operations.limits import Measures, too_much
from server.operations.prices import rate_units
from server.operations.reading import Reading
from server.operations.run import Run, Source, is_large
from server.operations.selections import FIELDS_MAX, Compiler, Plan

Variables = dict[str, Any] | None

SCHEMA_FIELDS = frozenset({"__schema", "__type", "__typename"})
BATCH = "recordUsageBatch"
VALUES_OF_A_USE = 5
"""A use that is written out is an item of the list, with at least four members."""
BYTES_PER_TOKEN = 800
BYTES_PER_CHARACTER = 8
BYTES_PER_FIELD = 2_500
BYTES_BESIDE = 30_000
"""Memory of a tree and of plans, with graphql-core's nodes and tokens: a test measures it."""


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

    def __init__(
        self, source: Source, reading: Reading, measures: Measures, *, compiles: bool
    ) -> None:
        self.kind: OperationType = reading.operation.operation
        self.fields = reading.roots
        self.declared = reading.declared
        self.measures = measures
        self._is_batch = BATCH in reading.roots
        self._units = rate_units(measures.cost + measures.introspection)
        self.kept: Callable[[], None] = _nothing
        """Called when a plan was added."""
        self._source, self._reading = source, reading
        self._accepted: dict[int, Budget] = {}
        self._asks_schema_only = SCHEMA_FIELDS.issuperset(reading.roots)
        self._variables: tuple[Variable, ...] | None = None
        self._takes_objects: tuple[Variable, ...] = ()
        self._plans: dict[tuple[bool, ...], Plan | None] = {}
        if compiles and reading.unusual is None:
            with suppress(Unsupported):
                self._compile_first()

    def _compile_first(self) -> None:
        """Raises Unsupported."""
        core = self._source.schema._schema
        given = self._reading.operation.variable_definitions or ()
        variables = tuple(Variable(core, node) for node in given)
        if not self._reading.conditions:
            self._plans[()] = Compiler(self._source.schema, self._reading, {}).plan()
        self._variables = variables
        self._takes_objects = tuple(one for one in variables if one.lists is not None)

    def units(self, variables: Variables) -> int:
        """Return what the operation takes of the rate limits."""
        if not self._is_batch:
            return self._units
        given = variables.values() if variables else ()
        uses = self.measures.values // VALUES_OF_A_USE
        uses += sum(len(one) if isinstance(one, list) else isinstance(one, dict) for one in given)
        return rate_units(self.measures.cost, uses)

    @property
    def is_compiled(self) -> bool:
        """Return whether it is executed here, at least with some values of its variables."""
        return self._variables is not None

    @property
    def bytes(self) -> int:
        """About how much memory it takes, rather more than less."""
        place = self._source.document.loc
        length = len(place.source.body) if place else 0
        fields = sum(plan.size for plan in self._plans.values() if plan)
        tree = BYTES_PER_TOKEN * self.measures.tokens + BYTES_PER_CHARACTER * length
        return BYTES_BESIDE + tree + BYTES_PER_FIELD * fields

    def refusal(self, budget: Budget) -> GraphQLError | None:
        """Return why it is not executed for a caller with this budget, or None."""
        if id(budget) in self._accepted:
            return None
        fault = too_much(self.measures, budget)
        if fault is None:
            self._accepted[id(budget)] = budget
        return fault

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
        values = self._coerced(variables)
        plan = None if values is None else self._plan(values)
        if values is None or plan is None or plan.stream is None:
            return await self._subscribe_by_core(context, variables)
        field, open_stream = plan.stream
        try:
            stream = open_stream(None, Run(self._source, context, variables, values))
            return _events(stream if hasattr(stream, "__aiter__") else await stream)
        except Exception as error:  # noqa: BLE001  # whatever a resolver raises is answered
            nodes = [detail.node for detail in field.details]
            return Result(None, [located_error(error, nodes, [field.key])])

    def _coerced(self, variables: Variables) -> dict[str, Any] | None:
        """Return the values of the variables, or None if graphql-core is to execute the
        operation."""
        if self._variables is None:
            return None
        try:
            return coerced(self._variables, variables)
        except Exception:  # noqa: BLE001  # graphql-core says what is wrong
            return None

    def _plan(self, values: dict[str, Any]) -> Plan | None:
        if not self._reading.conditions:
            return self._plans.get(())
        flags = tuple(values.get(name) for name in self._reading.conditions)
        if any(type(flag) is not bool for flag in flags):
            return None
        if flags not in self._plans:
            self._compile(flags)  # type: ignore[arg-type]  # all are bool
        return self._plans[flags]  # type: ignore[index]  # all are bool

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
        self.kept()

    async def _execute(self, root: object, context: Context, variables: Variables) -> Result:
        is_long = bool(self._takes_objects) and are_long(self._takes_objects, variables)
        if is_long:
            values = await beside(partial(self._coerced, variables))
        else:
            values = self._coerced(variables)
        plan = None if values is None else self._plan(values)
        if values is None or plan is None:
            return await self._by_core(root, context, variables)
        run = Run(self._source, context, variables, values, root, is_long=is_long)
        try:
            data = plan.execute(root, None, run)
            if type(data) is CoroutineType:
                data = await data
        except GraphQLError as error:
            run.executor.collected_errors.add(error, None)
            data = None
        except BaseException:
            run.end()
            raise
        errors = run.errors
        if errors:
            run.end()
        return Result(data, errors)

    async def _by_core(self, root: object, context: Context, variables: Variables) -> Result:
        make = partial(self._source.executor, context, variables, root, Coroutines())
        executor = await beside(make) if is_large(variables) else make()
        if isinstance(executor, list):
            return Result(None, executor)
        if self._asks_schema_only:
            # Only graphql-core's own resolvers are called, which do not wait for anything.
            result: Any = await beside(executor.execute_operation)
        else:
            result = executor.execute_operation()
        if executor.is_awaitable(result):
            try:
                result = await result
            except BaseException:
                # graphql-core does so after every other end.
                executor.run_async_work_finished_hook()
                raise
        return Result(result.data, result.errors or [])

    async def _subscribe_by_core(
        self, context: Context, variables: Variables
    ) -> AsyncGenerator[object, None] | Result:
        executor = self._source.executor(context, variables, None, Coroutines())
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


def _nothing() -> None:
    pass
