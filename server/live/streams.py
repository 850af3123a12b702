"""How many streams each caller has, over all its sockets: each costs memory and work.

Sockets that ask the same share a stream, so however many there are, they count once.
"""

from __future__ import annotations

from collections import Counter

from graphql import GraphQLError

from services.identity.identity import Caller, CallerKind, Scope

OWN_STREAMS_MAX = 200
"""Of a user. There are two subscriptions, and few forms in which pages ask for them."""
STREAMS_MAX = 20_000
"""Of who may read every account: a partner's back end follows those of all its users."""


class Streams:
    """Those of a process. What is nobody's is not counted: it is refused at once."""

    def __init__(self) -> None:
        self._taken: Counter[tuple[CallerKind, str]] = Counter()

    def __len__(self) -> int:
        """How many callers have any."""
        return len(self._taken)

    def take(self, caller: Caller | None) -> None:
        """One more, until `give_back`. Raises GraphQLError (LIMIT_EXCEEDED)."""
        if caller is None:
            return
        most = STREAMS_MAX if _reads_all(caller) else OWN_STREAMS_MAX
        if self._taken[_key(caller)] >= most:
            message = f"A caller takes at most {most} different subscriptions at once."
            raise GraphQLError(message, extensions={"code": "LIMIT_EXCEEDED"})
        self._taken[_key(caller)] += 1

    def give_back(self, caller: Caller | None) -> None:
        if caller is None:
            return
        self._taken[_key(caller)] -= 1
        if not self._taken[_key(caller)]:
            del self._taken[_key(caller)]


def _key(caller: Caller) -> tuple[CallerKind, str]:
    """Whatever scopes its tokens have."""
    return (caller.kind, caller.subject)


def _reads_all(caller: Caller) -> bool:
    return caller.is_admin or Scope.ACCOUNTS_READ in caller.scopes
