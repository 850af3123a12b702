"""Counts the streams of each caller over all its sockets, because each costs memory and work.

Sockets with the same question share a stream, which counts once.
"""

from __future__ import annotations

from collections import Counter

from graphql import GraphQLError

from resolvers.budgets import Budgets
from services.identity.identity import Caller, CallerKind, Scope

OWN_STREAMS_MAX = 200
"""The maximum number of streams of a user. Only two subscriptions exist, so few streams are
needed."""
STREAMS_MAX = 20_000
"""The maximum for a caller that may read every account, such as the back end of a partner."""


class Streams:
    """The streams of a process. Anonymous ones are not counted: they are refused at once."""

    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets
        self._taken: Counter[tuple[CallerKind, str]] = Counter()
        self._fields: Counter[tuple[CallerKind, str]] = Counter()

    def __len__(self) -> int:
        """Return the number of callers with streams."""
        return len(self._taken)

    def take(self, caller: Caller | None, fields: int) -> None:
        """Count one more stream of so many fields until `give_back`. Raises GraphQLError
        (LIMIT_EXCEEDED)."""
        if caller is None:
            return
        key, most = caller_key(caller), STREAMS_MAX if reads_all(caller) else OWN_STREAMS_MAX
        if self._taken[key] >= most:
            raise _refused(f"A caller takes at most {most} different subscriptions at once.")
        total, most = self._fields[key] + fields, self._budgets.of(caller).live_total
        if total > most:
            raise _refused(
                f"The subscriptions of this caller have {total:,} fields together; at most "
                f"{most:,} are taken."
            )
        self._taken[key] += 1
        self._fields[key] = total

    def give_back(self, caller: Caller | None, fields: int) -> None:
        if caller is None:
            return
        key = caller_key(caller)
        self._taken[key] -= 1
        self._fields[key] -= fields
        if not self._taken[key]:
            del self._taken[key], self._fields[key]


def _refused(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "LIMIT_EXCEEDED"})


def caller_key(caller: Caller) -> tuple[CallerKind, str]:
    """Return the caller's identity, without the scopes of its token."""
    return (caller.kind, caller.subject)


def reads_all(caller: Caller) -> bool:
    """Return whether the caller may read every account."""
    return caller.is_admin or Scope.ACCOUNTS_READ in caller.scopes
