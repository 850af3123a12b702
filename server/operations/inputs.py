"""Compiled coercion of variables: from JSON to the values that resolvers take, in one step.

It is strict: for any other value it raises `Invalid`, and then graphql-core decides.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    Undefined,
    VariableDefinitionNode,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.utilities.coerce_input_value import coerce_default_value
from strawberry.relay import GlobalID
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
)

from server.operations.run import definition_of

Coerce: TypeAlias = Callable[[Any], Any]

PLAIN = (type(None), bool, int, float, str, datetime, Enum)
"""Immutable types, whose values requests may share."""


OBJECTS_AT_ONCE = 1_000
"""More input objects take longer to coerce than others should wait: one takes 2 µs here, and five
times as long in graphql-core."""


class Unsupported(Exception):
    """The operation cannot be compiled: graphql-core executes it."""


class Invalid(Exception):
    """A variable does not take this value."""


class Variable:
    """A variable of an operation, and how its JSON value is coerced."""

    def __init__(self, schema: GraphQLSchema, node: VariableDefinitionNode) -> None:
        signature: Any = get_variable_signature(schema, node)
        self.name: str = signature.name
        self.type: GraphQLInputType = signature.type
        self.coerce = coercer(self.type)
        self.default = shared(coerce_default_value(signature))
        self.required = isinstance(self.type, GraphQLNonNull) and self.default is Undefined
        self.lists = _lists_of_objects(self.type)


def are_long(variables: tuple[Variable, ...], raw: dict[str, Any] | None) -> bool:
    """Return whether the values have so many input objects that they are coerced beside the event
    loop. A value of another form counts as long."""
    given, size = raw or {}, 0
    try:
        for variable in variables:
            value = given.get(variable.name, [])
            objects: list[Any] = value if type(value) is list else [value]
            size += len(objects)
            for name in variable.lists or ():
                lists = [inner for one in objects if (inner := one.get(name))]
                size += sum(map(len, lists)) if lists else 0
    except (AttributeError, TypeError):
        return True
    return size > OBJECTS_AT_ONCE


def coerced(variables: tuple[Variable, ...], raw: dict[str, Any] | None) -> dict[str, Any]:
    """Return the values by name, without variables that were left out and have no default.

    Raises Invalid, or what a scalar or the class of an input raises.
    """
    given, values = raw or {}, {}
    for variable in variables:
        name = variable.name
        if name in given:
            values[name] = variable.coerce(given[name])
        elif variable.default is not Undefined:
            values[name] = variable.default
        elif variable.required:
            raise Invalid(name)
    return values


def check_plain(type_: Any) -> None:
    """Raise Unsupported for a type whose values Strawberry makes in a special way."""
    while isinstance(type_, StrawberryOptional | StrawberryList):
        if isinstance(type_, StrawberryMaybe):
            raise Unsupported("an input that may be absent")
        type_ = type_.of_type
    if type_ is GlobalID:
        raise Unsupported("global ids")


def shared(value: Any) -> Any:
    """Return a default value that requests may share. Raises Unsupported if it is mutable."""
    if value is not Undefined and not isinstance(value, PLAIN):
        raise Unsupported("a default value of many parts")
    return value


def coercer(type_: GraphQLInputType) -> Coerce:
    """Return how values of the type are coerced. Raises Unsupported."""
    if isinstance(type_, GraphQLNonNull):
        return _present(_coercer(type_.of_type))
    return _nullable(_coercer(type_))


def _coercer(type_: Any) -> Coerce:
    if isinstance(type_, GraphQLList):
        return _list(coercer(type_.of_type))
    if isinstance(type_, GraphQLInputObjectType):
        return _input_object(type_)
    if isinstance(type_, GraphQLScalarType | GraphQLEnumType):
        return _leaf(type_)
    raise Unsupported(f"input type {type_}")


def _exact(type_: Any) -> type:
    """Return the class whose values need no coercion."""
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    return str if type_ in (GraphQLString, GraphQLID) else Nothing


class Nothing:
    """A class without any instance."""


def _present(inner: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            raise Invalid
        return inner(value)

    return coerce


def _nullable(inner: Coerce) -> Coerce:
    return lambda value: None if value is None else inner(value)


def _list(item: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if type(value) is not list:
            return [item(value)]
        return [item(one) for one in value]

    return coerce


def _leaf(type_: GraphQLScalarType | GraphQLEnumType) -> Coerce:
    inner = type_.coerce_input_value

    def coerce(value: Any) -> Any:
        made = inner(value)
        if made is Undefined:
            raise Invalid
        return made

    return coerce


def _input_object(type_: GraphQLInputObjectType) -> Coerce:
    definition = _plain_definition(type_)
    members = {name: _member(field) for name, field in type_.fields.items()}
    left_out = {member.python_name: member.left_out for member in members.values()}
    if len(left_out) != len(definition.fields):
        raise Unsupported(f"members of {type_}")
    make = definition.origin
    defaults = {name: one for name, one in left_out.items() if one is not Undefined}
    # Plain tuples: Python unpacks named ones one member at a time.
    ways = {
        name: (member.python_name, member.exact, member.inner) for name, member in members.items()
    }

    def coerce(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Invalid
        # The work is that of the members that are given: most are left out. One that the type does
        # not have raises LookupError here, and the class raises TypeError if one is missing.
        made = defaults.copy()
        for name, one in value.items():
            python_name, exact, inner = ways[name]
            made[python_name] = one if type(one) is exact else inner(one)
        return make(**made)

    return coerce


def _plain_definition(type_: GraphQLInputObjectType) -> StrawberryObjectDefinition:
    definition = definition_of(type_)
    if not isinstance(definition, StrawberryObjectDefinition):
        raise Unsupported(f"input type {type_}")
    custom = definition.from_input is not None or hasattr(definition.origin, "__post_init__")
    made = getattr(definition.origin, "__dataclass_params__", None)
    if custom or type_.is_one_of or made is None or not made.init:
        raise Unsupported(f"input type {type_}")
    return definition


def _lists_of_objects(type_: GraphQLInputType) -> tuple[str, ...] | None:
    """Return the members of an input object that are lists of other ones, or None if the type has
    no input objects."""
    inner = _inner(type_)
    if not isinstance(inner, GraphQLInputObjectType):
        return None
    return tuple(
        name
        for name, field in inner.fields.items()
        if isinstance(_inner(field.type), GraphQLInputObjectType)
    )


class _Member(NamedTuple):
    """A member of an input: its Python name, the class of values that need no coercion, how others
    are coerced, and the value if it is left out: Undefined if the class has its own default, or
    refuses that."""

    python_name: str
    exact: type
    inner: Coerce
    left_out: Any


def _member(field: GraphQLInputField) -> _Member:
    declared = definition_of(field)
    check_plain(declared.type)
    inner = _inner(field.type)
    if isinstance(inner, GraphQLInputObjectType) and any(
        isinstance(_inner(one.type), GraphQLInputObjectType) for one in inner.fields.values()
    ):
        # It may contain itself.
        raise Unsupported("input objects in input objects in an input object")
    left_out = _left_out(field, declared)
    return _Member(declared.python_name, _exact(field.type), coercer(field.type), left_out)


def _inner(type_: Any) -> Any:
    while isinstance(type_, GraphQLList | GraphQLNonNull):
        type_ = type_.of_type
    return type_


def _left_out(field: GraphQLInputField, declared: Any) -> Any:
    default = coerce_default_value(field)
    if default == [] and declared.default_factory is list:
        # The class makes an empty list for each request.
        return Undefined
    default = shared(default)
    if default is not Undefined:
        return default
    missing = dataclasses.MISSING
    has_own = declared.default is not missing or declared.default_factory is not missing
    if not isinstance(field.type, GraphQLNonNull):
        return Undefined if has_own else None
    if has_own:
        raise Unsupported("a default of the class for a member that is needed")
    return Undefined
