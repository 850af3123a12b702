"""Ends the connections of API keys that were revoked or have expired.

A revocation comes from any process, and not every database can tell it. So each process reads the
keys that have connections at short intervals: one statement, whatever the number of connections.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from db.identity import find_keys
from services.identity.refusals import Unauthenticated, refusal_of_key

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""The pause between two reads. A connection ends within this time and the time of a read."""
READ_MAX = 500
"""The most keys of one statement."""
CROWD = 100
"""How many connections are ended before the event loop serves others."""

End = Callable[[Unauthenticated], None]
"""Ends a connection, for a reason."""


class KeyWatch:
    """The connections of one process, by their keys. `clock` is the clock of credentials, and
    never raises."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._connections: dict[str, dict[int, End]] = {}
        self._number = 0

    def __len__(self) -> int:
        """Return the number of keys with connections."""
        return len(self._connections)

    def follow(self, key_id: str, end: End) -> Callable[[], None]:
        """Call `end` once when the key is no longer valid. Return a function that stops this; it
        may be called at any time."""
        self._number += 1
        number = self._number
        self._connections.setdefault(key_id, {})[number] = end

        def leave() -> None:
            others = self._connections.get(key_id, {})
            if others.pop(number, None) is not None and not others:
                del self._connections[key_id]

        return leave

    async def run(self) -> None:
        """Read the keys at intervals, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            # A connection stays while the database cannot tell whether its key is valid.
            except Exception as error:  # noqa: BLE001
                logger.warning("the keys of connections could not be checked: %r", error)

    async def look(self) -> None:
        """Read the keys, and end the connections of those that are no longer valid. Raises the
        database's errors."""
        ids = list(self._connections)
        for start in range(0, len(ids), READ_MAX):
            asked = ids[start : start + READ_MAX]
            found = await find_keys(asked)
            for key_id in asked:
                refusal = refusal_of_key(found.get(key_id), self._clock())
                if refusal is not None:
                    await self._end(key_id, refusal)

    async def _end(self, key_id: str, refusal: Unauthenticated) -> None:
        for number, end in enumerate(self._connections.pop(key_id, {}).values(), 1):
            end(refusal)
            if number % CROWD == 0:
                await asyncio.sleep(0)
