"""Accounts that another session keeps locked, for example a transaction left open in a console or a
process that froze inside one.

A batch that waits for their rows makes all other accounts wait too. So once they are found, their
commands fail without waiting until the lock ends. The transaction matters: a row that many sessions
write is often locked, but never for long by the same transaction.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection

from db.commit.writer import Writer

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
"""The time between two checks. A batch of another process holds its locks for a tenth of it."""
FOUND_MAX = 10_000


class LockedAccounts:
    """The locked accounts found so far, each with the transaction that locks it."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._holders: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._holders)

    async def still(self, ids: Collection[str]) -> set[str]:
        """Return the accounts that were found before and are still locked by the same transaction.
        Takes one statement, or none if no account was found before."""
        if not self._holders:
            return set()
        asked = self._holders.keys() & set(ids)
        if not asked:
            return set()
        seen = await self._writer.locked(sorted(asked))
        for name in asked:
            if seen.get(name) != self._holders[name]:
                del self._holders[name]
        return asked & self._holders.keys()

    async def find(self, ids: Collection[str], *, absent: bool) -> set[str]:
        """Return the accounts that one transaction keeps locked.

        Call it after a timeout. If there are none, return `absent`, the accounts that do not exist:
        another session may be opening them in a transaction that does not end. These are not
        remembered.
        """
        names = sorted(set(ids))
        first = await self._writer.locked(names)
        await asyncio.sleep(LOOK_SECONDS)
        now = await self._writer.locked(names)
        same = {name: holder for name, holder in now.items() if first.get(name, "") == holder}
        found = {name: holder for name, holder in same.items() if holder is not None}
        if len(self._holders) > FOUND_MAX:
            self._holders.clear()
        self._holders |= found
        if found:
            logger.error("another session keeps %d accounts locked", len(found))
        return set(found or same if absent else found)
