"""Documents and variables for every operation, made from the schema and the classes of its inputs.

A value is made for each input; the class of an input decides whose thing it names. So a new
operation or a new input is tried without a new test, once it has a class and, if needed, a sample.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from schema.ids import cursor_of
from schema.isolation.names import INPUTS, Names
from schema.isolation.needs import OPERATIONS, Need

DEPTH_MAX = 3
SAMPLES: dict[str, object] = {
    "maxPerMonth": 3,
    "paymentMethodId": "pm_of_nobody",
    "address": "somebody@example.com",
    "insteadOf": "gpt-4",
    "model": "gpt-4o",
    "models": "qwen-turbo",
    "name": "gpt-4o",
    "pack": "starter",
    "plan": "PREMIUM",
    "programme": "EDU",
    "proof": "a card",
    "code": "AAAAA-BBBBB-CCCCC-DDDDD",
    "provider": "openai",
    "reason": "a reason",
    "role": "ADMIN",
    "receiptEmail": "somebody@example.com",
    "successUrl": "https://example.com/done",
    "cancelUrl": "https://example.com/back",
    "timeZone": "UTC",
    "unit": "REQUESTS",
    "url": "http://127.0.0.1:9/hook",
    "events": "balance.low",
    "description": "a partner",
    "accountPrefixes": "a-",
    "seconds": 1,
    "ttlSeconds": 60,
    # Far too old for a use, so that what is said about it is compared too.
    "occurredAt": "2020-01-01T00:00:00Z",
    "until": "2099-01-01T00:00:00Z",
    "expiresAt": "2099-01-01T00:00:00Z",
    "expiresInSeconds": 3_600,
    "from": "2026-03-01T00:00:00Z",
    "to": "2026-03-11T00:00:00Z",
}
"""The values of inputs that name nothing of an account, by the names of the inputs."""
PLAIN: dict[str, object] = {
    "Boolean": True,
    "Int": 2,
    "BigInt": 2,
    "DateTime": "2026-03-01T00:00:00Z",
    "JSON": {"a": 1},
}
"""The same, by the types of the inputs."""

NUMBERED = {"Account.usage(after)", "Account.ledger(after)"}
"""Lists whose cursors are numbers, which are the same for every account."""

ALONE = {
    f"{one}.{name}"
    for one in ("SetSpendCapInput", "RemoveSpendCapInput")
    for name in ("model", "apiKeyId")
} | {"SetAlertInput.model", "RemoveAlertInput.model"}
"""Inputs that another value of the request excludes. They name nothing of an account."""

Things = Mapping[Names, str]
"""The thing of each class that a request names."""


class Request(NamedTuple):
    """An operation with its variables. `whole` requests give every input that may be left out."""

    place: str
    need: Need
    document: str
    variables: dict[str, Any]

    @property
    def is_subscription(self) -> bool:
        return self.place.startswith("Subscription.")

    @property
    def is_query(self) -> bool:
        return self.place.startswith("Query.")


class Maker:
    """Makes the requests of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._documents: dict[tuple[str, bool], str] = {}

    def request(self, place: str, things: Things, *, whole: bool) -> Request:
        field = self._field(place)
        variables = {
            name: self._value(f"{place}({name})", name, given.type, things, whole)
            for name, given in field.args.items()
            if whole or _is_needed(given) or INPUTS.get(f"{place}({name})") is Names.ACCOUNT
        }
        return Request(place, OPERATIONS[place], self._document(place, things, whole), variables)

    def classes(self, place: str) -> set[Names]:
        """Return the classes of the inputs of an operation that name things of accounts."""
        found = set()
        for name, given in self._field(place).args.items():
            named = get_named_type(given.type)
            if isinstance(named, GraphQLInputObjectType):
                found |= {INPUTS.get(f"{named.name}.{one}") for one in named.fields}
            found.add(INPUTS.get(f"{place}({name})"))
        return {one for one in found if one is not None and one is not Names.NOTHING}

    def _field(self, place: str) -> GraphQLField:
        root, name = place.split(".")
        field: GraphQLField = self._schema.type_map[root].fields[name]  # type: ignore[attr-defined]
        return field

    def _document(self, place: str, things: Things, whole: bool) -> str:
        # Cursors inside of the document belong to the request; other things are variables.
        key = (place + things.get(Names.CURSOR, ""), whole)
        if key not in self._documents:
            field, (root, name) = self._field(place), place.split(".")
            declared = ", ".join(f"${one}: {given.type}" for one, given in field.args.items())
            passed = ", ".join(f"{one}: ${one}" for one in field.args)
            chosen = self._selection(get_named_type(field.type), (), things, whole)
            head = f"{root.lower()} Isolated" + (f"({declared})" if declared else "")
            call = name + (f"({passed})" if passed else "")
            self._documents[key] = f"{head} {{ {call}{chosen} }}"
        return self._documents[key]

    def _selection(
        self, kind: GraphQLNamedType, path: tuple[str, ...], things: Things, whole: bool
    ) -> str:
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            parts = []
            for one in self._schema.get_possible_types(kind):
                fields = " ".join(self._fields(one, path, things, whole, one.name))
                parts.append(f"... on {one.name} {{ {fields} }}")
            return f" {{ __typename {' '.join(parts)} }}"
        if isinstance(kind, GraphQLObjectType):
            return f" {{ __typename {' '.join(self._fields(kind, path, things, whole))} }}"
        return ""

    def _fields(
        self,
        kind: GraphQLObjectType,
        path: tuple[str, ...],
        things: Things,
        whole: bool,
        prefix: str | None = None,
    ) -> Iterator[str]:
        """Yield the fields of a type. In a union each has the name of its member before it, because
        members may have fields of one name and of different types."""
        for name, field in kind.fields.items():
            named = get_named_type(field.type)
            is_too_deep = len(path) >= DEPTH_MAX - 1 or named.name in path
            if (not is_leaf_type(named) and is_too_deep) or name == "edges":
                continue
            alias = f"{prefix}_{name}: " if prefix else ""
            given = self._arguments(f"{kind.name}.{name}", field, things, whole)
            inner = self._selection(named, (*path, kind.name), things, whole)
            yield f"{alias}{name}{given}{inner}"

    def _arguments(self, place: str, field: GraphQLField, things: Things, whole: bool) -> str:
        values = {
            name: self._value(f"{place}({name})", name, given.type, things, whole)
            for name, given in field.args.items()
            if whole or _is_needed(given)
        }
        if not values:
            return ""
        texts = (
            f"{name}: {_literal(value, field.args[name].type)}" for name, value in values.items()
        )
        return f"({', '.join(texts)})"

    def _value(
        self, place: str, name: str, kind: GraphQLInputType, things: Things, whole: bool
    ) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._value(place, name, kind.of_type, things, whole)
        if isinstance(kind, GraphQLList):
            return [self._value(place, name, kind.of_type, things, whole)]
        names = INPUTS.get(place, Names.NOTHING)
        if place in NUMBERED:
            return cursor_of(9)
        if names is not Names.NOTHING:
            return things[names]
        if isinstance(kind, GraphQLInputObjectType):
            return {
                one: self._value(f"{kind.name}.{one}", one, given.type, things, whole)
                for one, given in kind.fields.items()
                if _is_given(f"{kind.name}.{one}", given, whole)
            }
        return _sample(place, name, kind)


def variants(classes: set[Names], choices: Mapping[Names, tuple[str, ...]]) -> Iterator[Things]:
    """Yield every combination of the choices for the classes, and for the cursors inside of a
    document."""
    used = [one for one in choices if one in classes | {Names.CURSOR}]
    for chosen in product(*(choices[one] for one in used)):
        yield dict(zip(used, chosen, strict=True))


def _is_needed(given: GraphQLArgument | GraphQLInputField) -> bool:
    return isinstance(given.type, GraphQLNonNull)


def _is_given(place: str, given: GraphQLInputField, whole: bool) -> bool:
    return place not in ALONE and (whole or _is_needed(given) or _names_something(place))


def _names_something(place: str) -> bool:
    return INPUTS.get(place, Names.NOTHING) is not Names.NOTHING


def _sample(place: str, name: str, kind: GraphQLInputType) -> object:
    if isinstance(kind, GraphQLEnumType):
        return SAMPLES.get(name, next(iter(kind.values)))
    value = SAMPLES.get(name, PLAIN.get(get_named_type(kind).name))
    assert value is not None, f"{place} needs a value in {__name__}.SAMPLES"
    return value


def _literal(value: object, kind: GraphQLInputType) -> str:
    is_enum = isinstance(get_named_type(kind), GraphQLEnumType)
    return str(value) if is_enum else json.dumps(value)
