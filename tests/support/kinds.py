"""Sorts tests by run: `make check`, `make test` or only `make test-all`.

A test is `slow` if it uses PostgreSQL, if its module imports a function that starts a program, or
if it serves on a port. Other slow tests and the `heavy` ones are marked by hand.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType
from typing import Any

import pytest

STARTERS = frozenset(
    {
        "Program",
        "ServerProcess",
        "redis_server",
        "run_command",
        "assert_scenario",
        "server_process",
        "subprocess",
    }
)
"""Imported names of functions that start a program, and of the module that does."""
SERVERS = frozenset(
    {"sandbox_shop", "sandboxed", "scripted", "served", "served_app", "serving", "staged"}
)
"""Imported names of functions that serve on a port, in the process of the tests."""


def mark_slow(item: pytest.Item) -> None:
    if takes_postgres(item) or starts_programs(item) or serves(item):
        item.add_marker(pytest.mark.slow)


def takes_postgres(item: pytest.Item) -> bool:
    """Return whether a fixture or a parameter of the test uses PostgreSQL."""
    names: list[str] = getattr(item, "fixturenames", [])
    call = getattr(item, "callspec", None)
    given = [one for one in call.params.values() if isinstance(one, str)] if call else []
    return any("postgres" in name for name in (*names, *given))


def starts_programs(item: pytest.Item) -> bool:
    module = getattr(item, "module", None)
    return not STARTERS.isdisjoint(vars(module)) if module else False


def serves(item: pytest.Item) -> bool:
    """Return whether the test or a fixture of it serves on a port."""
    if not isinstance(item, pytest.Function):
        return False
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    functions = [item.function, *(one.func for several in fixtures for one in several)]
    return any(uses_servers(inspect.unwrap(one)) for one in functions)


@cache
def uses_servers(function: Callable[..., Any]) -> bool:
    """Return whether a function, or one of its module that it calls, has one of SERVERS."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    used = set(names(code))
    space = function.__globals__
    called = [inspect.unwrap(space[one]) for one in used if inspect.isfunction(space.get(one))]
    return not SERVERS.isdisjoint(used & space.keys()) or any(
        one.__module__ == function.__module__ and uses_servers(one)
        for one in called
        if one is not function
    )


def names(code: CodeType) -> Iterator[str]:
    """Yield the names that some code uses, also in the functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names(constant)
