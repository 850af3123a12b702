"""Sorts tests by run: `make check`, `make test` or only `make test-all`.

A test is `slow` if it uses PostgreSQL, or if its module imports a function that starts a program.
Other slow tests and the `heavy` ones are marked by hand.
"""

from __future__ import annotations

import pytest

STARTERS = frozenset(
    {"Program", "ServerProcess", "redis_server", "run_command", "run_scenario", "server_process"}
)
"""Imported names of functions that start a program."""


def mark_slow(items: list[pytest.Item]) -> None:
    for item in items:
        if takes_postgres(item) or starts_programs(item):
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
