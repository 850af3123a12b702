"""Types of Python, and the expressions that read their values from JSON."""

from __future__ import annotations

from typing import NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLType,
    GraphQLUnionType,
)

from codegen.selections import Selections, is_refusal

SCALARS = {
    "ID": "str",
    "String": "str",
    "Int": "int",
    "BigInt": "int",
    "Float": "float",
    "Boolean": "bool",
    "DateTime": "datetime",
    "JSON": "Json",
}


class Reading(NamedTuple):
    """A type of Python, and how a value of it is read: `{}` stands for the JSON value."""

    type: str
    read: str

    @property
    def is_plain(self) -> bool:
        return self.read == "{}"


def reading(kind: GraphQLType, selections: Selections, *, inside: bool = True) -> Reading:
    if isinstance(kind, GraphQLNonNull):
        return _present(kind.of_type, selections, inside=inside)
    one = _present(kind, selections, inside=inside)
    # An expression is read twice, so it gets a name.
    read = one.read if one.is_plain else f"None if (v := {{}}) is None else {one.read.format('v')}"
    return Reading(f"{one.type} | None", f"({read})" if read != "{}" else read)


def _present(kind: GraphQLType, selections: Selections, *, inside: bool) -> Reading:
    if isinstance(kind, GraphQLList):
        one = reading(kind.of_type, selections, inside=inside)
        if one.is_plain:
            return Reading(f"list[{one.type}]", "{}")
        return Reading(f"list[{one.type}]", f"[{one.read.format('x')} for x in {{}}]")
    if isinstance(kind, GraphQLEnumType):
        return Reading(kind.name, f"known({kind.name}, {{}})")
    if isinstance(kind, GraphQLObjectType):
        name = selections.class_of(kind, inside=inside)
        return Reading(name, f"{name}._of({{}})")
    if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
        return _abstract(kind, selections)
    name = SCALARS[kind.name]  # type: ignore[attr-defined]
    return Reading(name, "moment({})" if name == "datetime" else "{}")


def _abstract(kind: GraphQLUnionType | GraphQLInterfaceType, selections: Selections) -> Reading:
    if isinstance(kind, GraphQLInterfaceType):
        return Reading("Refused", "refusal_of({})")
    success = success_of(kind, selections)
    return Reading(f"{success} | Refused", f"either({{}}, {success}._of)")


def success_of(kind: GraphQLUnionType, selections: Selections) -> str:
    """Return the only member of a union that is no refusal. Raises ValueError if there are more."""
    [success] = [one for one in kind.types if not is_refusal(one)]
    return selections.class_of(success)


def input_type(kind: GraphQLType) -> str:
    """Return the type of an argument or of a field of an input."""
    if isinstance(kind, GraphQLNonNull):
        return input_type(kind.of_type).removesuffix(" | None")
    if isinstance(kind, GraphQLList):
        return f"Sequence[{input_type(kind.of_type)}] | None"
    if isinstance(kind, GraphQLInputObjectType | GraphQLEnumType):
        return f"{kind.name} | None"
    return f"{SCALARS[kind.name]} | None"  # type: ignore[attr-defined]
