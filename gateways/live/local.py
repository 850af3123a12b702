"""The common part of all broadcasts, and the broadcast of a single process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

CHANNEL = "billing_changes"

Changes = Iterable[tuple[str, int]]
OnChange = Callable[[str, int], None]


class Broadcast(Protocol):
    """Calls `on_change(account_id, revision)` after every change in any process."""

    async def start(self, on_change: OnChange) -> None: ...

    def publish(self, changes: Changes) -> None:
        """Publish changes and return at once. The local listeners have been called by then."""

    async def close(self) -> None: ...


class LocalBroadcast:
    """A broadcast within one process."""

    def __init__(self) -> None:
        self._on_change: OnChange | None = None

    async def start(self, on_change: OnChange) -> None:
        self._on_change = on_change

    def publish(self, changes: Changes) -> None:
        if self._on_change is not None:
            for account_id, revision in changes:
                self._on_change(account_id, revision)

    async def close(self) -> None:
        self._on_change = None
