"""What an event promises: its object has the fields of a type of the API, with values of their
types, and says what the API says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_list_type,
    is_non_null_type,
)
from graphql.utilities import build_schema

from tests.support.server.copies import ROOT

SDL = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
OWN = {"accountId"}
"""What each object of an event has, also where its type has no such field."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
KINDS = {"ID": str, "String": str, "BigInt": int, "Int": int, "Boolean": bool, "DateTime": str}


def assert_promised(name: str, data: Mapping[str, Any], *more: str) -> None:
    """Check an object against a type of the API. `more` are fields that only the event has."""
    known = {key: value for key, value in data.items() if key not in more}
    assert list(_faults(name, known)) == []


def selection_of(name: str, data: Mapping[str, Any], *more: str) -> str:
    """Return the GraphQL that asks for the fields of an object."""
    fields, parts = _fields(name), []
    for key, value in shared(name, data, *more).items():
        inner = get_named_type(fields[key].type)
        is_object = isinstance(inner, GraphQLObjectType)
        asked = (is_object and selection_of(inner.name, value or {})) or "__typename"
        parts.append(f"{key} {{ {asked} }}" if is_object else key)
    return " ".join(parts)


def shared(name: str, data: Mapping[str, Any], *more: str) -> dict[str, Any]:
    """Return the part of an object that the type has, too."""
    return {key: data[key] for key in data if key in _fields(name) and key not in more}


def _fields(name: str) -> Mapping[str, Any]:
    kind = SDL.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind.fields


def _faults(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    fields = _fields(name)
    for key, value in data.items():
        place = f"{name}.{key}"
        if key in fields:
            yield from _faults_of_value(place, fields[key].type, value)
        elif key not in OWN:
            yield f"{place} is unknown"


def _faults_of_value(place: str, kind: GraphQLOutputType, value: Any) -> Iterator[str]:
    if value is None:
        if is_non_null_type(kind):
            yield f"{place} is null"
        return
    named = get_named_type(kind)
    assert not is_list_type(kind), place
    if isinstance(named, GraphQLObjectType):
        yield from _faults(named.name, value)
    elif isinstance(named, GraphQLEnumType):
        if value not in named.values:
            yield f"{place} is {value!r}"
    elif type(value) is not KINDS[named.name]:
        yield f"{place} is {value!r}, no {named.name}"
    elif named.name == "DateTime" and not INSTANT.fullmatch(value):
        yield f"{place} is {value!r}, no instant"
