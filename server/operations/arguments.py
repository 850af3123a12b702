"""The keyword arguments of a resolver, made from the arguments of its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import strawberry
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    VariableNode,
    get_argument_values,
)
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.field import StrawberryField

from server.operations.inputs import PLAIN, check_plain
from server.operations.run import Run

Arguments: TypeAlias = Callable[[Run], dict[str, Any]]


class _Variable(NamedTuple):
    """An argument whose value is one variable. With `default` Undefined it may be left out."""

    python_name: str
    variable: str
    default: Any
    required: bool
    is_list: bool


def arguments(
    schema: strawberry.Schema,
    definition: GraphQLField,
    resolved: StrawberryField,
    node: FieldNode,
    reused: frozenset[str],
) -> Arguments | None:
    """Return how to make the arguments; None for a resolver without arguments.

    `reused` are the variables that the document uses in several places.

    Raises Unsupported.
    """
    if not resolved.arguments and not definition.args:
        return None
    by_core = _by_graphql_core(schema, definition, resolved, node)
    constants: dict[str, Any] = {}
    variables: list[_Variable] = []
    given = {argument.name.value: argument for argument in node.arguments or ()}
    names = schema.config.name_converter
    for argument in resolved.arguments:
        check_plain(argument.type)
        name = names.from_argument(argument)
        one = _argument(argument, definition.args[name], given.get(name), reused)
        if one is None:
            return by_core
        if isinstance(one, _Variable):
            variables.append(one)
        elif one[0] is not Undefined:
            constants[str(argument.python_name)] = one[0]
    return _together(constants, variables, by_core)


def _argument(
    argument: StrawberryArgument,
    definition: GraphQLArgument,
    given: ArgumentNode | None,
    reused: frozenset[str],
) -> _Variable | tuple[Any] | None:
    """Return a variable or a constant; None if graphql-core has to make the argument."""
    default = coerce_default_value(definition)
    if given is None:
        return (default,) if _is_plain(default) else None
    if isinstance(given.value, VariableNode):
        return _variable(str(argument.python_name), definition, given.value.name.value, reused)
    # Undefined if a variable is inside it.
    value = coerce_input_literal(given.value, definition.type)
    return (value,) if value is not Undefined and _is_plain(value) else None


def _variable(
    python_name: str, definition: GraphQLArgument, name: str, reused: frozenset[str]
) -> _Variable | None:
    default = coerce_default_value(definition)
    type_: Any = definition.type
    required = isinstance(type_, GraphQLNonNull)
    if required:
        type_ = type_.of_type
    is_list = isinstance(type_, GraphQLList)
    while isinstance(type_, GraphQLList | GraphQLNonNull):
        type_ = type_.of_type
    # Two resolvers must not share an object, because each of them may change it.
    if isinstance(type_, GraphQLInputObjectType) and name in reused:
        return None
    return _Variable(python_name, name, default, required, is_list) if _is_plain(default) else None


def _is_plain(value: Any) -> bool:
    return value is Undefined or isinstance(value, PLAIN)


def _by_graphql_core(
    schema: strawberry.Schema, definition: GraphQLField, resolved: StrawberryField, node: FieldNode
) -> Arguments:
    registry = schema.schema_converter.scalar_registry

    def make(run: Run) -> dict[str, Any]:
        values = get_argument_values(definition, node, run.executor.variable_values)
        return convert_arguments(values, resolved.arguments, registry, schema.config)

    return make


def _together(
    constants: dict[str, Any], variables: list[_Variable], by_core: Arguments
) -> Arguments:
    def make(run: Run) -> dict[str, Any]:
        values, made = run.values, constants.copy()
        for python_name, name, default, required, is_list in variables:
            value = values.get(name, default)
            if value is Undefined:
                continue
            if value is None and required:
                # graphql-core raises the error that names the argument.
                return by_core(run)
            made[python_name] = list(value) if is_list and value is not None else value
        return made

    return make
