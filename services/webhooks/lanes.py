"""How many requests this process sends at the same time, to all endpoints together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

SHARED_MAX = 200
"""The requests beside the first one of each endpoint. Each is an open socket, and slow receivers
keep it for seconds."""


class Lanes:
    """One per process. An endpoint always has a lane of its own, so those that are slow hold up no
    other; more lanes are shared by all of them."""

    def __init__(self, shared: int = SHARED_MAX) -> None:
        self._free = shared

    @contextmanager
    def taken(self, wanted: int) -> Iterator[int]:
        """Yield how many lanes an endpoint gets: at least one, and at most `wanted`."""
        more = max(min(wanted - 1, self._free), 0)
        self._free -= more
        try:
            yield 1 + more
        finally:
            self._free += more
