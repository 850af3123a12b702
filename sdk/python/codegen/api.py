"""The modules with the documents, and with one method for each operation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from codegen.names import docstring
from codegen.operations import Operation, Parameter
from codegen.types import HEAD, INDENT

KEY = "idempotencyKey"
NOT_FOUND = {"account": "ACCOUNT_NOT_FOUND", "team": "TEAM_NOT_FOUND"}


def documents(operations: Iterable[Operation]) -> Iterator[str]:
    yield HEAD.format("The document of each operation, and how its result is read.")
    yield (
        "from __future__ import annotations\nfrom typing import Any\n"
        "from yumi_billing._operation import Operation, Page, found\n"
        "from yumi_billing._reading import either, known, moment, refusal_of, succeeded\n"
        "from yumi_billing.errors import Refused\n"
    )
    for one in operations:
        yield from _document(one)


def _document(one: Operation) -> Iterator[str]:
    data = f'd["{one.field}"]'
    if one.owner:
        data = f'found(d["{one.owner}"], "{NOT_FOUND[one.owner]}")["{one.field}"]'
    kind, read = one.result.type, one.result.read.format(data)
    if one.is_paged:
        kind = f"Page[{one.result.type}]"
        read = f"Page.of({data}, {one.result.type}._of)"
    name = f"_{one.constant.lower()}"
    yield f"def {name}(d: dict[str, Any]) -> {kind}:\n{INDENT}result: {kind} = {read}\n"
    yield f"{INDENT}return result\n"
    yield f'{one.constant} = Operation(\n{INDENT}"""{one.document}""",\n{INDENT}{name},\n)\n'


def methods(operations: Iterable[Operation], *, is_async: bool) -> Iterator[str]:
    """The methods of a client. Both kinds have the same names and parameters."""
    prefix, kind = ("Async", "asynchronous") if is_async else ("", "synchronous")
    iterator = "AsyncIterator" if is_async else "Iterator"
    yield HEAD.format(f"The operations of the API, for the {kind} client.")
    yield (
        "from __future__ import annotations\n"
        f"from abc import ABC, abstractmethod\nfrom collections.abc import {iterator}, Sequence\n"
        "from datetime import datetime\nfrom typing import Any, TypeVar\n"
        "from yumi_billing._generated import documents\n"
        "from yumi_billing._operation import Operation, Page\n"
        "from yumi_billing._reading import Json\n"
        "from yumi_billing._writing import UNSET, Unset, given, new_key\n"
        "from yumi_billing.errors import Refused\n"
        'T = TypeVar("T")\n'
    )
    start = "async def" if is_async else "def"
    yield (
        f"class {prefix}Api(ABC):\n{INDENT}@abstractmethod\n"
        f"{INDENT}{start} _call("
        "self, operation: Operation[T], variables: dict[str, Any]) -> T: ...\n"
    )
    for name, found in (("_pages", "Page[T]"), ("_live", "T")):
        more = ", size: int" if name == "_pages" else ""
        yield (
            f"{INDENT}@abstractmethod\n{INDENT}def {name}(self, operation: Operation[{found}],"
            f" variables: dict[str, Any]{more}) -> {iterator}[T]: ...\n"
        )
    for one in operations:
        yield from _method(one, is_async=is_async, iterator=iterator)


def _method(one: Operation, *, is_async: bool, iterator: str) -> Iterator[str]:
    plain = not one.is_paged and one.kind != "subscription"
    start = "async def" if is_async and plain else "def"
    kind = one.result.type if plain else f"{iterator}[{one.result.type}]"
    yield f"{INDENT}{start} {one.method}({_signature(one)}) -> {kind}:\n"
    yield docstring(_told(one), INDENT * 2)
    action = "_pages" if one.is_paged else "_live" if one.kind == "subscription" else "_call"
    waits = "await " if is_async and plain else ""
    size = ", page_size" if one.is_paged else ""
    given = f"documents.{one.constant}, {_variables(one)}{size}"
    yield f"{INDENT * 2}return {waits}self.{action}({given})\n"


def _signature(one: Operation) -> str:
    parts = ["self"]
    leading = [p for p in one.parameters if _leads(one, p)]
    parts += [f"{p.own}: {p.type}{p.default}" for p in leading]
    named = [p for p in one.parameters if p not in leading]
    size = ["page_size: int = 100"] if one.is_paged else []
    if named or size:
        parts += ["*", *(f"{p.own}: {p.type}{p.default}" for p in named), *size]
    return ", ".join(parts)


def _leads(one: Operation, p: Parameter) -> bool:
    """Return whether a parameter may be given by its place. Everything else needs its name."""
    if one.kind == "subscription":
        return p.name == "accountId"
    required = not (p.default or one.owner or one.takes_input)
    return p.name == "input" or (one.kind == "query" and (p.name == "id" or required))


def _told(one: Operation) -> str:
    text = re.sub(r"\s+", " ", one.description or "")
    if one.kind == "mutation" and any(p.name == KEY for p in one.parameters):
        text += " The key is made by the client when none is given."
    return text


def _variables(one: Operation) -> str:
    kept = [p for p in one.parameters if p.is_nullable]
    values = [f'"{p.name}": {_value(p)}' for p in one.parameters if not p.is_nullable]
    told = f"given({{{', '.join(values)}}})" if values else "{}"
    for p in kept:
        told += f' | ({{}} if {p.own} is UNSET else {{"{p.name}": {p.own}}})'
    return f'{{"input": {told}}}' if one.takes_input else told


def _value(p: Parameter) -> str:
    return f"{p.own} or new_key()" if p.name == KEY else p.own
