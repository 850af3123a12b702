"""Compiles selection sets: the fields of an object, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from types import CoroutineType
from typing import Any, NamedTuple

import strawberry
from graphql import GraphQLObjectType, GraphQLOutputType, OperationType
from graphql.execution.collect_fields import (
    FieldDetailsList,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.types.field import StrawberryField

from server.operations.arguments import arguments
from server.operations.inputs import Unsupported
from server.operations.limits import values_in
from server.operations.reading import Reading
from server.operations.resolvers import Call, Read, Resolver, resolver_of
from server.operations.run import (
    Complete,
    Field,
    Here,
    Run,
    completed,
    definition_of,
    noting,
    settle,
)
from server.operations.values import Abstract, Completer, Selector, completer

FIELDS_MAX = 2_500
"""The most fields of a compiled operation. Fragments make a short document large; above this limit
compiling costs more than it saves."""


LONG_VALUES = 500
"""Arguments with more values written out in the document take milliseconds to make."""


class Entry(NamedTuple):
    """How a field is added to the data. `guard` wraps a coroutine; None if it handles its own
    errors."""

    key: str
    read: Read | None
    call: Call | None
    exact: type
    complete: Complete
    guard: Complete | None
    field: Field


class Stream(NamedTuple):
    """The field of a subscription, and how its events are opened."""

    field: Field
    open: Call


class Plan(NamedTuple):
    """A compiled operation. `execute` takes the root value; `size` is in fields."""

    execute: Complete
    size: int
    stream: Stream | None


class Compiler:
    """Compiles one operation for given values of its `@skip` and `@include`."""

    def __init__(self, schema: strawberry.Schema, reading: Reading, flags: dict[str, bool]) -> None:
        self._schema, self._reading = schema, reading
        self._core = schema._schema
        self._flags = VariableValues({}, dict(flags))
        self._size = 0

    def plan(self) -> Plan:
        """Return the compiled operation. Raises Unsupported."""
        operation = self._reading.operation
        root = self._core.get_root_type(operation.operation)
        if root is None:
            raise Unsupported("no root")
        grouped = collect_fields(
            self._core, self._reading.fragments, self._flags, root, operation
        ).grouped_field_set
        entries = self._entries(root, grouped)
        if operation.operation is OperationType.SUBSCRIPTION:
            return Plan(_at_once(entries), self._size, self._stream(entries))
        serial = operation.operation is OperationType.MUTATION
        return Plan(_in_series(entries) if serial else _at_once(entries), self._size, None)

    def _stream(self, entries: list[Entry]) -> Stream:
        if not entries:
            raise Unsupported("nothing selected")
        field = entries[0].field
        read, call, _ = self._resolver(field)
        if read is not None:
            return Stream(field, lambda source, run: read(source))
        if call is None:
            raise Unsupported("neither an attribute nor a resolver")
        return Stream(field, call)

    def _entries(self, parent: GraphQLObjectType, grouped: GroupedFieldSet) -> list[Entry]:
        self._size += len(grouped)
        if self._size > FIELDS_MAX:
            raise Unsupported("too many fields")
        return [self._entry(key, parent, details) for key, details in grouped.items()]

    def _entry(self, key: str, parent: GraphQLObjectType, details: FieldDetailsList) -> Entry:
        name = details[0].node.name.value
        definition = self._core.get_field(parent, name)
        if definition is None:
            raise Unsupported(f"field {name}")
        field = Field(key, parent, definition, details)
        if name == "__typename":
            return _type_name(field)
        resolver, finish = self._resolver(field), self._completer(field)
        if definition_of(definition).is_subscription:
            resolver = Resolver(_itself, None)
        guard = field.guarded(definition.type)
        if resolver.is_async:
            later = _later(field, definition.type, finish.complete)
            return Entry(key, None, resolver.call, _Never, later, None, field)
        read, call, _ = resolver
        return Entry(key, read, call, finish.exact, finish.complete, guard, field)

    def _resolver(self, field: Field) -> Resolver:
        resolved = definition_of(field.definition)
        if not isinstance(resolved, StrawberryField):
            raise Unsupported(f"field {field.key}")
        node = field.details[0].node
        taken = arguments(self._schema, field.definition, resolved, node, self._reading.reused)
        is_long = sum(values_in(one.value) for one in node.arguments or ()) > LONG_VALUES
        return resolver_of(self._schema, resolved, taken, is_long=is_long)

    def _completer(self, field: Field) -> Completer:
        def of(type_: GraphQLObjectType) -> Complete:
            grouped = collect_subfields(
                self._core,
                self._reading.fragments,
                self._flags,
                self._reading.operation,
                type_,
                field.details,
            ).grouped_field_set
            return _at_once(self._entries(type_, grouped))

        return completer(field, field.definition.type, Selector(of, self._possible))

    def _possible(self, type_: Abstract) -> Sequence[GraphQLObjectType]:
        return self._core.get_possible_types(type_)


class _Never:
    """A class without any instance."""


def _itself(event: Any) -> Any:
    return event


def _type_name(field: Field) -> Entry:
    name = field.parent.name
    type_ = field.definition.type
    return Entry(field.key, lambda _: name, None, str, field.by_graphql_core(type_), None, field)


def _later(field: Field, type_: GraphQLOutputType, complete: Complete) -> Complete:
    """Return a function that awaits an async resolver and completes its value."""

    async def finish(waiting: Any, here: Here, run: Run) -> Any:
        try:
            data = complete(await waiting, here, run)
            return await data if type(data) is CoroutineType else data
        except Exception as error:  # noqa: BLE001  # whatever a resolver raises is answered
            await run.prepare_for_error()
            return field.fail(error, type_, here, run)

    return noting(finish)


def _at_once(entries: list[Entry]) -> Complete:
    """Return a function that executes a selection set. Its coroutines run concurrently; only if
    there are any, the data is a coroutine."""
    rows: list[Any] = [(*entry, entry.field.parent.name) for entry in entries]

    def execute(source: Any, here: Here | None, run: Run) -> Any:
        data: dict[str, Any] = {}
        waiting: list[str] | None = None
        for key, read, call, exact, complete, guard, field, parent in rows:
            try:
                value = read(source) if read is not None else call(source, run)
                if type(value) is exact:
                    data[key] = value
                    continue
                value = complete(value, (here, key, parent), run)
            except Exception as error:  # noqa: BLE001  # whatever a resolver raises is answered
                if field.required:
                    settle(data, waiting, run)
                value = field.fail(error, field.definition.type, (here, key, parent), run)
            if type(value) is CoroutineType:
                if guard is not None:
                    value = guard(value, (here, key, parent), run)
                run.coroutines.append(value)
                waiting = [] if waiting is None else waiting
                waiting.append(key)
            data[key] = value
        return data if waiting is None else completed(data, waiting)

    return execute


def _in_series(entries: list[Entry]) -> Complete:
    """Return a function that executes the fields of a mutation one after the other."""
    steps = [_at_once([entry]) for entry in entries]
    if len(steps) == 1:
        return steps[0]

    async def execute(source: Any, here: Here | None, run: Run) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for step in steps:
            part = step(source, here, run)
            data.update(await part if type(part) is CoroutineType else part)
        return data

    return execute
