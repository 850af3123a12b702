"""Accounts that another session keeps locked: a transaction that somebody left open in a console, a
process that froze in the middle of one.

Whoever waits for their rows makes all other accounts wait too. So once they are found, their
commands fail without waiting, until the lock ends. A transaction is told from the next one of the
same account: a row that many write is locked often, but never for long by the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from billing.ledger.commands import Command
from db.commit.writer import Writer

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
"""Between two looks: a batch of another process holds its locks for a tenth of that."""
FOUND_MAX = 10_000


class LockedAccounts:
    """Those found so far, with the transaction that holds each."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._holders: dict[str, str] = {}

    async def still(self, commands: Iterable[Command]) -> set[str]:
        """Their accounts that were found and are held by the same transaction yet: one statement,
        and none where none was found."""
        if not self._holders:
            return set()
        asked = self._holders.keys() & {command.account_id for command in commands}
        if not asked:
            return set()
        seen = await self._writer.locked(sorted(asked))
        for name in asked:
            if seen.get(name) != self._holders[name]:
                del self._holders[name]
        return asked & self._holders.keys()

    async def find(self, commands: Iterable[Command], *, absent: bool) -> set[str]:
        """Their accounts that one transaction keeps locked, after a batch waited in vain.

        `absent`: where there are none, those that are not there, since somebody may be opening
        them in a transaction that doesn't end; these are not remembered.
        """
        names = sorted({command.account_id for command in commands})
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
