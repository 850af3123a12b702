"""Every operation, argument and id of the API has a class, so that the tests of isolation try it.

See `schema.isolation`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import pytest
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)

from schema.isolation.names import INPUTS, OUTPUTS, Names
from schema.isolation.needs import DOORS, EXPORTS, OPERATIONS, Need
from server.graphql.schema import schema_text

TEXTS = {"ID", "String", "JSON"}
"""The scalars that can name something."""
TELLING = re.compile(
    r"(id|ids|account|accounts|subject|owner|member|actor|key|cursor|session|customer|url|prefixes)$",
    re.IGNORECASE,
)
"""Names of texts in answers that sound like an id."""

# A field, an argument and a public field that leads to an account, as somebody may add them.
GROWN = """
extend type Query { anyHold(id: ID!, note: String): Hold }
extend type Model { lastUse: Usage  bestCustomer: String }
extend input QuoteInput { strangerId: ID  tokens: BigInt }
"""


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(schema_text())


@pytest.fixture(scope="module")
def grown() -> GraphQLSchema:
    return build_schema(schema_text() + GROWN)


def composites(schema: GraphQLSchema) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    for name, one in schema.type_map.items():
        if not name.startswith("__") and isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
            yield one


def operations(schema: GraphQLSchema) -> set[str]:
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    return {f"{root.name}.{name}" for root in roots if root for name in root.fields}


def inputs(schema: GraphQLSchema) -> set[str]:
    """Return every argument and input field that can name something."""
    found = {
        f"{one.name}.{name}({argument})"
        for one in composites(schema)
        for name, field in one.fields.items()
        for argument, given in field.args.items()
        if get_named_type(given.type).name in TEXTS
    }
    return found | {
        f"{one.name}.{name}"
        for one in schema.type_map.values()
        if isinstance(one, GraphQLInputObjectType)
        for name, field in one.fields.items()
        if get_named_type(field.type).name in TEXTS
    }


def outputs(schema: GraphQLSchema) -> set[str]:
    """Return every id in an answer, and the texts whose names sound like one."""
    return {
        f"{one.name}.{name}"
        for one in composites(schema)
        for name, field in one.fields.items()
        if (kind := get_named_type(field.type).name) == "ID"
        or (kind in TEXTS and TELLING.search(name))
    }


def doors(schema: GraphQLSchema) -> set[str]:
    """Return the fields that lead from what needs no right on an account to something with ids."""
    owned = {name.split(".")[0] for name, kind in OUTPUTS.items() if kind is not Names.CALLER}
    open_roots = [n for n, need in OPERATIONS.items() if need in {Need.NOTHING, Need.CALLER}]
    found, seen = set(), set()
    ahead = [schema.type_map[root].fields[name] for root, name in map(split, open_roots)]  # type: ignore[attr-defined]
    while ahead:
        for one in members(schema, ahead.pop()):
            if one.name in seen:
                continue
            seen.add(one.name)
            for name, field in getattr(one, "fields", {}).items():
                place = f"{one.name}.{name}"
                if place in DOORS or owned.intersection(m.name for m in members(schema, field)):
                    found.add(place)
                else:
                    ahead.append(field)
    return found


def split(place: str) -> tuple[str, str]:
    root, name = place.split(".")
    return root, name


def members(schema: GraphQLSchema, field: GraphQLField) -> Collection[GraphQLNamedType]:
    """Return the types that the value of a field may have."""
    named = get_named_type(field.type)
    if isinstance(named, GraphQLUnionType | GraphQLInterfaceType):
        return schema.get_possible_types(named)
    return [named]


def unclassified(schema: GraphQLSchema) -> list[str]:
    """Return what the tables lack, each with what to do about it."""
    advice = {
        "OPERATIONS": (operations(schema), OPERATIONS, "what does a caller need for it?"),
        "INPUTS": (inputs(schema), INPUTS, "what does it name, and who owns that?"),
        "OUTPUTS": (outputs(schema), OUTPUTS, "what does it name, and who owns that?"),
        "DOORS": (doors(schema), DOORS, "it leads to somebody's data without a right on it"),
    }
    return [
        f"{place} has no class in schema.isolation.{table}: {question}"
        for table, (found, known, question) in advice.items()
        for place in sorted(found - set(known))
    ]


def test_everything_that_can_name_an_account_has_a_class(schema: GraphQLSchema) -> None:
    missing = unclassified(schema)
    assert not missing, "\n".join(["", *missing])


@pytest.mark.parametrize(
    ("find", "table"),
    [(operations, OPERATIONS), (inputs, INPUTS), (outputs, OUTPUTS), (doors, DOORS)],
    ids=["operations", "inputs", "outputs", "doors"],
)
def test_no_class_is_for_something_that_does_not_exist(
    schema: GraphQLSchema, find, table: Mapping[str, str]
) -> None:
    assert set(table) - find(schema) == set()


def test_a_new_field_without_a_class_is_found(grown: GraphQLSchema) -> None:
    told = "\n".join(unclassified(grown))
    for place in (
        "Query.anyHold has no class in schema.isolation.OPERATIONS",
        "Query.anyHold(id) has no class in schema.isolation.INPUTS",
        "Query.anyHold(note) has no class in schema.isolation.INPUTS",
        "QuoteInput.strangerId has no class in schema.isolation.INPUTS",
        "Model.bestCustomer has no class in schema.isolation.OUTPUTS",
        "Model.lastUse has no class in schema.isolation.DOORS",
    ):
        assert place in told
    assert len(told.splitlines()) == 6, told


def test_every_export_needs_the_right_to_read() -> None:
    assert set(EXPORTS.values()) == {Need.READ}
