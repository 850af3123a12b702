"""Generates valid operations over any schema, with aliases, fragments, directives and variables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    parse,
    validate,
)
from hypothesis import assume
from hypothesis import strategies as st

from server.operations.limits import TooMuch, measured
from tests.support.server.compiled import BUDGETS

Leaves = Mapping[str, st.SearchStrategy[Any]]
"""JSON values by their target: an argument or member ("Query.model.name"), or a type ("Int")."""


class Sent(NamedTuple):
    query: str
    variables: dict[str, Any]


@dataclass
class Writer:
    """Writes one operation."""

    schema: GraphQLSchema
    leaves: Leaves
    draw: Any
    only: frozenset[str] | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    fragments: dict[str, str] = field(default_factory=dict)
    numbers: int = 0

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def chance(self, of: int) -> bool:
        return self.draw(st.integers(1, of)) == 1

    def selection(self, type_: Any, depth: int) -> str:
        count = self.draw(st.integers(1, 5))
        parts = [self.one(type_, depth) for _ in range(count)]
        return "{ " + " ".join(parts) + " }"

    def one(self, type_: Any, depth: int) -> str:
        kind = self.draw(st.integers(0, 9))
        if kind == 0:
            return self.typename(type_)
        if kind <= 2 and depth > 0:
            return self.inline(type_, depth)
        if kind == 3 and depth > 0:
            return self.spread(type_, depth)
        return self.field(type_, depth)

    def typename(self, type_: Any) -> str:
        if type_ is self.schema.subscription_type:
            return self.field(type_, 1)
        alias = self.draw(st.sampled_from(["", "kind: "]))
        return f"{alias}__typename{self.directive()}"

    def inline(self, type_: Any, depth: int) -> str:
        inner = self.narrowed(type_)
        condition = f" on {inner}" if inner is not type_ or self.chance(2) else ""
        return f"...{condition}{self.directive()} {self.selection(inner, depth - 1)}"

    def spread(self, type_: Any, depth: int) -> str:
        known = [name for name, text in self.fragments.items() if f" on {type_} " in text]
        if known and self.chance(2):
            return f"...{self.draw(st.sampled_from(known))}{self.directive()}"
        inner = self.narrowed(type_)
        body, name = self.selection(inner, depth - 1), f"F{self.number()}"
        self.fragments[name] = f"fragment {name} on {inner} {body}"
        return f"...{name}{self.directive()}"

    def narrowed(self, type_: Any) -> Any:
        if not is_abstract_type(type_):
            return type_
        return self.draw(st.sampled_from([*self.schema.get_possible_types(type_), type_]))

    def field(self, type_: Any, depth: int) -> str:
        fields: dict[str, GraphQLField] = getattr(type_, "fields", {})
        if self.only is not None and type_ in {self.schema.query_type, self.schema.mutation_type}:
            fields = {name: one for name, one in fields.items() if name in self.only}
        if depth <= 0:
            fields = {n: one for n, one in fields.items() if is_leaf_type(get_named_type(one.type))}
        if not fields:
            return "__typename"
        name = self.draw(st.sampled_from(sorted(fields)))
        return self.written(f"{type_}.{name}", name, fields[name], depth)

    def written(self, place: str, name: str, one: GraphQLField, depth: int) -> str:
        arguments = self.arguments(place, one)
        alias = f"{name}{self.number()}: " if arguments or self.chance(4) else ""
        named = get_named_type(one.type)
        below = "" if is_leaf_type(named) else " " + self.selection(named, depth - 1)
        return f"{alias}{name}{arguments}{self.directive()}{below}"

    def directive(self) -> str:
        if not self.chance(6):
            return ""
        name = self.draw(st.sampled_from(["include", "skip"]))
        value = self.draw(st.sampled_from(["true", "false", "variable"]))
        if value == "variable":
            type_ = self.draw(st.sampled_from(["Boolean!", "Boolean! = true", "Boolean! = false"]))
            value = self.variable(type_, st.booleans(), optional="=" in type_)
        return f" @{name}(if: {value})"

    def variable(self, type_: str, values: st.SearchStrategy[Any], *, optional: bool) -> str:
        name = f"v{self.number()}"
        self.declared.append(f"${name}: {type_}")
        if not (optional and self.chance(3)):
            self.variables[name] = self.draw(values)
        return f"${name}"

    def arguments(self, place: str, one: GraphQLField) -> str:
        given = []
        for name, argument in one.args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if not (required and argument.default_value is not None) and self.chance(2):
                continue
            given.append(f"{name}: {self.argument(f'{place}.{name}', argument)}")
        return f"({', '.join(given)})" if given else ""

    def argument(self, place: str, one: GraphQLArgument) -> str:
        optional = not isinstance(one.type, GraphQLNonNull)
        if self.chance(2):
            return self.variable(str(one.type), self.values(place, one.type), optional=optional)
        return literal(one.type, self.draw(self.values(place, one.type)))

    def values(self, place: str, type_: Any) -> st.SearchStrategy[Any]:
        if isinstance(type_, GraphQLNonNull):
            return self.present(place, type_.of_type)
        return st.none() | self.present(place, type_)

    def present(self, place: str, type_: Any) -> st.SearchStrategy[Any]:
        if place in self.leaves:
            return self.leaves[place]
        if isinstance(type_, GraphQLList):
            return st.lists(self.values(place, type_.of_type), max_size=3)
        if isinstance(type_, GraphQLEnumType):
            return st.sampled_from(sorted(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            members = {
                name: self.values(f"{type_}.{name}", one.type) for name, one in type_.fields.items()
            }
            required = {
                name for name, one in type_.fields.items() if isinstance(one.type, GraphQLNonNull)
            }
            return st.fixed_dictionaries(
                {name: members[name] for name in members if name in required},
                optional={name: members[name] for name in members if name not in required},
            )
        return self.leaves[type_.name]


def literal(type_: Any, value: Any) -> str:
    """Return a value as it is written in a document."""
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if value is None:
        return "null"
    if isinstance(type_, GraphQLList):
        return "[" + ", ".join(literal(type_.of_type, one) for one in value) + "]"
    if isinstance(type_, GraphQLEnumType):
        return str(value)
    if isinstance(type_, GraphQLInputObjectType):
        members = (
            f"{name}: {literal(type_.fields[name].type, one)}" for name, one in value.items()
        )
        return "{" + ", ".join(members) + "}"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{name}: {literal(type_, one)}" for name, one in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(literal(type_, one) for one in value) + "]"
    return json.dumps(value)


def _object(members: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {text}" for name, text in members.items()) + "}"


def is_served(schema: GraphQLSchema, query: str) -> bool:
    """Return whether the server compiles the document: it is valid and not too large.

    A few nested lists are enough for more fields than a subscription may have.
    """
    document = parse(query)
    try:
        measured(schema, document, tokens=0, budget=BUDGETS.gateway)
    except TooMuch:
        return False
    return len(query) < 5_000 and not validate(schema, document)


@st.composite
def operations(
    draw: Any,
    schema: GraphQLSchema,
    leaves: Leaves,
    *,
    kind: OperationType = OperationType.QUERY,
    only: frozenset[str] | None = None,
    depth: int = 4,
    faulty: bool = True,
) -> Sent:
    """Return an operation. `only` are the root fields to choose from.

    With `faulty`, some variables do not fit.
    """
    root = schema.get_root_type(kind)
    assert isinstance(root, GraphQLObjectType)
    writer = Writer(schema, leaves, draw, only)
    if kind is OperationType.SUBSCRIPTION:
        body = "{ " + writer.field(root, depth) + " }"
    else:
        body = writer.selection(root, depth)
    declared = f"({', '.join(writer.declared)})" if writer.declared else ""
    query = " ".join([f"{kind.value} Op{declared} {body}", *writer.fragments.values()])
    assume(is_served(schema, query))
    if faulty and writer.variables and draw(st.integers(1, 8)) == 1:
        name = draw(st.sampled_from(sorted(writer.variables)))
        wrong = st.sampled_from([None, "wrong", -1, 1.5, 2**60, [], [[]], {}, {"x": 1}, True])
        writer.variables[name] = draw(wrong)
    return Sent(query, writer.variables)
