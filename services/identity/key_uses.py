"""Stores when each API key was last used, beside the requests and at most about once a minute."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from db.identity import StoredKey, mark_used

logger = logging.getLogger(__name__)

PAUSE = timedelta(minutes=1)
"""A later use within this time is not stored."""


class KeyUses:
    """The uses of keys in one process. `clock` is the clock of credentials, and never raises."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._noted: dict[str, datetime] = {}
        self._due: set[str] = set()
        self._news = asyncio.Event()

    def note(self, key: StoredKey, now: datetime) -> None:
        """Note that the key is used now. Does not wait, and writes nothing."""
        known = (self._noted.get(key.id), key.last_used_at)
        last = max((at for at in known if at is not None), default=None)
        if last is None or now - last >= PAUSE:
            self._noted[key.id] = now
            self._due.add(key.id)
            self._news.set()

    async def run(self) -> None:
        """Store what was noted, until cancelled. Keys that were noted at the same time share one
        statement."""
        while True:
            await self._news.wait()
            self._news.clear()
            due, self._due = self._due, set()
            now = self._clock()
            try:
                await mark_used(due, now, unless_after=now - PAUSE)
            # Requests go on if the database takes no writes; a use after the pause is tried again.
            except Exception as error:  # noqa: BLE001
                logger.debug("the last use of %d keys could not be stored: %r", len(due), error)
