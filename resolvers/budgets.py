"""The budget of one request, by the kind of its caller. docs/limits.md explains every number.

The same budgets hold over HTTP and websockets. Each is a setting: `LIMIT_` and its name, with one
number for every caller, or three for anonymous callers, users and gateways.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from services.identity.caller import Caller, Scope

ERRORS_MAX = 10
"""The most errors of one answer. The last one says how many more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The budget of one request."""

    body_bytes: int
    """The most bytes of a body, or of a message of a websocket."""
    document_length: int
    """The most characters of a document."""
    tokens: int
    """The most tokens of a document: names, values and punctuation."""
    selections: int
    """The most fields and fragments of an operation, after its fragments are expanded."""
    aliases: int
    """The most fields with an alias, after fragments are expanded."""
    root_fields: int
    """The most fields at the operation's root, after fragments are expanded."""
    values: int
    """The most items of lists and members of objects: those written in the document, and those of
    the variables."""
    cost: int
    """The most that an operation may cost, in the units of server.operations.prices."""
    introspection: int
    """The most that the introspection in an operation may cost, in the same units."""
    live_fields: int
    """The most that one event of a subscription may cost, in the same units. Every change is an
    event."""
    live_total: int
    """The most fields of all different subscriptions of a caller together."""
    batch: int
    """The most uses of one `recordUsageBatch`."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """The budgets of all callers.

    Gateways are callers with a right on every account, such as `usage:write`.
    """

    anonymous: Budget
    user: Budget
    gateway: Budget

    def of(self, caller: Caller | None) -> Budget:
        """Return the budget of a caller. None is a caller without credentials."""
        if caller is None:
            return self.anonymous
        return self.gateway if is_gateway(caller) else self.user


def is_gateway(caller: Caller) -> bool:
    """Return whether the caller has a right on every account."""
    return not _OF_ALL.isdisjoint(caller.scopes)


_OF_ALL = frozenset({Scope.USAGE_WRITE, Scope.ACCOUNTS_READ, Scope.ACCOUNTS_WRITE, Scope.ADMIN})
DEFAULTS: dict[str, tuple[int, int, int]] = {
    "body_bytes": (131_072, 1_048_576, 4_194_304),
    "document_length": (65_536, 131_072, 500_000),
    "tokens": (4_000, 8_000, 60_000),
    "selections": (1_000, 2_000, 10_000),
    "aliases": (100, 200, 2_000),
    "root_fields": (50, 100, 1_000),
    "values": (2_000, 10_000, 100_000),
    "cost": (50_000, 70_000, 200_000),
    "introspection": (65_000, 65_000, 65_000),
    "live_fields": (1_000, 1_000, 1_000),
    "live_total": (4_000, 4_000, 400_000),
    "batch": (100, 100, 1_000),
}
"""The numbers for anonymous callers, users and gateways."""
MOST = 1_000_000_000


def setting_of(name: str) -> str:
    """Return the environment variable of a budget."""
    return f"LIMIT_{name.upper()}"


def read_budgets(env: Mapping[str, str]) -> Budgets:
    """Return the budgets that the environment sets. Raises ValueError, which names the variable."""
    chosen = {field.name: _numbers(env, field.name) for field in fields(Budget)}
    of_each = [{name: numbers[kind] for name, numbers in chosen.items()} for kind in range(3)]
    return Budgets(*(Budget(**given) for given in of_each))


def _numbers(env: Mapping[str, str], name: str) -> tuple[int, ...]:
    text = env.get(setting_of(name))
    if text is None:
        return DEFAULTS[name]
    parts = text.replace(",", " ").split()
    good = all(part.isascii() and part.isdigit() and 0 < int(part) <= MOST for part in parts)
    if not good or len(parts) not in {1, 3}:
        raise ValueError(
            f"{setting_of(name)} must be one whole number above 0, or three (for anonymous "
            f"callers, users and gateways), not {text!r}"
        )
    numbers = tuple(int(part) for part in parts)
    return numbers if len(numbers) == 3 else numbers * 3
