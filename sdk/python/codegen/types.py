"""The modules with enums, objects, refusals and inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNonNull,
)

from codegen.names import docstring, snake
from codegen.reading import input_type, reading
from codegen.selections import COMMON, Selections, has_default, is_refusal, key_of

HEAD = '"""{}\n\nGenerated from schema/schema.graphql by `make sdk`. Do not edit.\n"""\n'
INDENT = "    "
Kind = TypeVar("Kind", GraphQLEnumType, GraphQLInputObjectType)
KEY = "idempotencyKey"


def enums(selections: Selections) -> Iterator[str]:
    yield HEAD.format("The enums of the API.")
    yield "from __future__ import annotations\nfrom enum import StrEnum\n"
    for kind in _named(selections, GraphQLEnumType):
        yield f"class {kind.name}(StrEnum):\n{docstring(kind.description, INDENT)}"
        for name, value in kind.values.items():
            yield f'{INDENT}{name} = "{name}"\n{docstring(value.description, INDENT)}'


def objects(selections: Selections) -> Iterator[str]:
    """Objects and refusals, in an order of no meaning: annotations are texts."""
    yield HEAD.format("The objects and refusals of the API.")
    yield (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "from datetime import datetime\nfrom typing import Any, Self\n"
        "from yumi_billing._reading import Json, either, known, moment, refusal_of, refusals\n"
        "from yumi_billing.errors import Refused\n"
    )
    done: set[str] = set()
    while todo := [name for name in selections.used if name not in done]:
        for name in sorted(todo):
            done.add(name)
            yield from _object(name, selections)
    refused = [name for name, (kind, _) in selections.used.items() if is_refusal(kind)]
    yield "refusals.update({" + ", ".join(f'"{one}": {one}._of' for one in sorted(refused)) + "})\n"


def _object(name: str, selections: Selections) -> Iterator[str]:
    kind, summary = selections.used[name]
    refused = is_refusal(kind)
    fields = dict(selections.fields(kind, summary=summary))
    # A refusal has these two from its base.
    own = {one: field for one, field in fields.items() if not (refused and one in COMMON)}
    yield (
        f"@dataclass(eq=False, kw_only=True)\nclass {name}(Refused):\n"
        if refused
        else f"@dataclass(slots=True, kw_only=True)\nclass {name}:\n"
    )
    yield docstring(kind.description, INDENT)
    for one, field in own.items():
        yield f"{INDENT}{snake(one)}: {reading(field.type, selections).type}\n"
        yield docstring(field.description, INDENT)
    yield f"{INDENT}@classmethod\n{INDENT}def _of(cls, d: dict[str, Any]) -> Self:\n"
    values = (
        f"{snake(one)}=" + reading(field.type, selections).read.format(f'd["{key_of(kind, one)}"]')
        for one, field in fields.items()
    )
    yield f"{INDENT * 2}return cls({', '.join(values)})\n"


def inputs(selections: Selections) -> Iterator[str]:
    yield HEAD.format("Inputs that are given in lists or inside others.")
    yield (
        "from __future__ import annotations\nfrom collections.abc import Sequence\n"
        "from dataclasses import dataclass, field\nfrom datetime import datetime\n"
        "from yumi_billing._writing import Input, new_key\n"
        "from yumi_billing._reading import Json\n"
    )
    for kind in nested_inputs(selections):
        yield f"@dataclass(slots=True, kw_only=True)\nclass {kind.name}(Input):\n"
        yield docstring(kind.description, INDENT)
        for name, field in _required_first(kind):
            default = _default(name, field)
            yield f"{INDENT}{snake(name)}: {input_type(field.type)}{default}\n"
            yield docstring(field.description, INDENT)
        names = ", ".join(f'"{snake(one)}": "{one}"' for one in kind.fields)
        yield f"{INDENT}def _names(self) -> dict[str, str]:\n{INDENT * 2}return {{{names}}}\n"


def nested_inputs(selections: Selections) -> list[GraphQLInputObjectType]:
    """The inputs that callers make: the others are written as arguments of a method."""
    wanted = ("RecordUsageInput", "TokenLimitInput", "UsageDetailInput")
    return [one for one in _named(selections, GraphQLInputObjectType) if one.name in wanted]


def _required_first(kind: GraphQLInputObjectType) -> list[tuple[str, GraphQLInputField]]:
    return sorted(kind.fields.items(), key=lambda one: not _is_required(*one))


def _is_required(name: str, one: GraphQLInputField) -> bool:
    return isinstance(one.type, GraphQLNonNull) and not has_default(one) and name != KEY


def _default(name: str, one: GraphQLInputField) -> str:
    if name == KEY:
        return " = field(default_factory=new_key)"
    return "" if _is_required(name, one) else " = None"


def _named(selections: Selections, kind: type[Kind]) -> list[Kind]:
    found = [one for one in selections.schema.type_map.values() if isinstance(one, kind)]
    return sorted((one for one in found if not one.name.startswith("__")), key=lambda one: one.name)
