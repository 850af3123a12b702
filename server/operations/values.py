"""Compiles the completion of values: from what a resolver returns to response data.

Each completer handles the regular values of its type, and leaves all others to graphql-core.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from enum import Enum
from types import CoroutineType, GeneratorType
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLString,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_composite_type,
)
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import get_strawberry_type_cast

from server.operations.inputs import Nothing, Unsupported
from server.operations.run import (
    Complete,
    Field,
    Here,
    Run,
    completed,
    definition_of,
    settle,
)

Abstract: TypeAlias = GraphQLInterfaceType | GraphQLUnionType


Fill: TypeAlias = Callable[
    [list[Any], Sequence[Any], list[int] | None, Here, Run], list[int] | None
]

PART = 50
"""How many objects of a list are completed before the event loop serves others."""


class Selector(NamedTuple):
    """`of` returns the compiled selection set of the current field for an object type,
    `possible` the object types of an abstract type."""

    of: Callable[[GraphQLObjectType], Complete]
    possible: Callable[[Abstract], Sequence[GraphQLObjectType]]


class Completer(NamedTuple):
    """Values of exactly the class `exact` are response data already; `complete` turns all others
    into response data."""

    exact: type
    complete: Complete


_EXACT = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
_BUILTIN = {int: int, str: str}


def completer(field: Field, type_: GraphQLOutputType, select: Selector) -> Completer:
    """Return the completer of a type. Raises Unsupported."""
    nullable, inner = True, type_
    if isinstance(type_, GraphQLNonNull):
        nullable, inner = False, type_.of_type
    otherwise = _or_null(field, type_, nullable=nullable)
    match inner:
        case GraphQLScalarType():
            return _scalar(inner, otherwise)
        case GraphQLEnumType():
            return Completer(Nothing, _enum(inner, otherwise))
        case GraphQLList():
            return Completer(Nothing, _list(field, inner.of_type, select, otherwise))
        case GraphQLObjectType():
            return Completer(Nothing, _object(inner, select.of(inner), otherwise))
        case GraphQLInterfaceType() | GraphQLUnionType():
            return Completer(Nothing, _abstract(inner, select, otherwise))
    raise Unsupported(f"output type {type_}")


def _or_null(field: Field, type_: GraphQLOutputType, *, nullable: bool) -> Complete:
    by_core = field.by_graphql_core(type_)
    if not nullable:
        return by_core

    def complete(value: Any, here: Here, run: Run) -> Any:
        return None if value is None else by_core(value, here, run)

    return complete


def _scalar(type_: GraphQLScalarType, otherwise: Complete) -> Completer:
    serialize: Any = type_.coerce_output_value
    exact = _EXACT.get(type_) or _BUILTIN.get(serialize, Nothing)

    ordinary = Ordinary()

    def complete(value: Any, here: Here, run: Run) -> Any:
        if ordinary[type(value)]:
            data = serialize(value)
            if data is not None and data is not Undefined:
                return data
        return otherwise(value, here, run)

    return Completer(exact, complete)


def _enum(type_: GraphQLEnumType, otherwise: Complete) -> Complete:
    wrapped: type[Enum] = getattr(type_, "wrapped_cls", Enum)
    names = {member: type_.coerce_output_value(member) for member in wrapped}

    def complete(value: Any, here: Here, run: Run) -> Any:
        return names[value] if type(value) is wrapped else otherwise(value, here, run)

    return complete


class Ordinary(dict[type, bool]):
    """Remembers the classes whose values are no awaitables, errors, null or proxies."""

    def __missing__(self, kind: type) -> bool:
        strange = (BaseException, GeneratorType, type(None), type(Undefined))
        hooks = ("__await__", "__getattr__")
        found = issubclass(kind, strange) or any(hasattr(kind, hook) for hook in hooks)
        self[kind] = not found
        return not found


def _object(type_: GraphQLObjectType, select: Complete, otherwise: Complete) -> Complete:
    if type_.is_type_of is not None:
        return _checked_object(type_, select, otherwise)
    ordinary = Ordinary()

    def complete(value: Any, here: Here, run: Run) -> Any:
        if ordinary[type(value)]:
            return select(value, here, run)
        return otherwise(value, here, run)

    return complete


def _checked_object(type_: GraphQLObjectType, select: Complete, otherwise: Complete) -> Complete:
    """Complete a type with interfaces, where Strawberry checks the class of each object."""
    origin = _own_class(type_)

    def complete(value: Any, here: Here, run: Run) -> Any:
        if type(value) is origin and get_strawberry_type_cast(value) is None:
            return select(value, here, run)
        return otherwise(value, here, run)

    return complete


def _own_class(type_: GraphQLObjectType) -> type:
    """Return the class whose direct instances all have this type by Strawberry's rules."""
    definition = definition_of(type_)
    if not isinstance(definition, StrawberryObjectDefinition):
        return Nothing
    origin: type = definition.origin
    plain = (
        definition.concrete_of is None
        and not definition.is_graphql_generic
        and definition.is_type_of is None
        and origin.__dict__.get("__strawberry_definition__") is definition
        and Ordinary()[origin]
    )
    return origin if plain else Nothing


def _abstract(type_: Abstract, select: Selector, otherwise: Complete) -> Complete:
    if getattr(definition_of(type_), "resolve_type", None) is not None:
        raise Unsupported(f"another way to tell the types of {type_}")
    selects = {_own_class(one): select.of(one) for one in select.possible(type_)}
    selects.pop(Nothing, None)

    def complete(value: Any, here: Here, run: Run) -> Any:
        chosen = selects.get(type(value))
        if chosen is None or get_strawberry_type_cast(value) is not None:
            return otherwise(value, here, run)
        return chosen(value, here, run)

    return complete


def _list(
    field: Field, item_type: GraphQLOutputType, select: Selector, otherwise: Complete
) -> Complete:
    fill = _filler(field, item_type, select)
    has_fields = is_composite_type(get_named_type(item_type))

    def complete(values: Any, here: Here, run: Run) -> Any:
        if type(values) is not list and type(values) is not tuple:
            return otherwise(values, here, run)
        if has_fields and len(values) > PART:
            return in_parts(values, here, run)
        data: list[Any] = []
        waiting = fill(data, values, None, here, run)
        return data if waiting is None else completed(data, waiting)

    async def in_parts(values: Sequence[Any], here: Here, run: Run) -> list[Any]:
        data: list[Any] = []
        waiting: list[int] | None = None
        for start in range(0, len(values), PART):
            waiting = fill(data, values[start : start + PART], waiting, here, run)
            try:
                await asyncio.sleep(0)
            except BaseException:
                # After an error of an item, `fill` has done this already.
                settle(data, waiting, run)
                raise
        return data if waiting is None else await completed(data, waiting)

    return complete


def _filler(field: Field, item_type: GraphQLOutputType, select: Selector) -> Fill:
    """Return a function that appends completed items to the data of a list. It returns the
    indexes of the coroutines among them, or None."""
    exact, complete_item = completer(field, item_type, select)
    guard, required = field.guarded(item_type), isinstance(item_type, GraphQLNonNull)

    def fill(
        data: list[Any], values: Sequence[Any], waiting: list[int] | None, here: Here, run: Run
    ) -> list[int] | None:
        first = len(data)
        for index, value in enumerate(values, first):
            if type(value) is exact:
                data.append(value)
                continue
            item = (here, index, None)
            try:
                made = complete_item(value, item, run)
            except Exception as error:  # noqa: BLE001  # whatever a resolver raises is answered
                if required:
                    settle(data, waiting, run, values[index - first + 1 :])
                made = field.fail(error, item_type, item, run)
            if type(made) is CoroutineType:
                made = guard(made, item, run)
                run.coroutines.append(made)
                waiting = [] if waiting is None else waiting
                waiting.append(index)
            data.append(made)
        return waiting

    return fill
