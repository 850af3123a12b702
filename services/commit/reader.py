"""Reading accounts: all who ask while one statement is under way share the next one.

Like group commit, and for the same reason: a statement costs more than the rows it brings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from itertools import islice

from billing.ledger.account import Account
from db.commit.writer import Writer
from services.commit.remembered import Remembered

READ_MAX = 1_000
"""Accounts a statement."""

Asked = tuple[Collection[str], asyncio.Future[dict[str, Account]]]
"""What somebody wants to know, and where the answer goes: each has a future of its own, so that one
who goes away takes nothing from the others."""


class AccountReader:
    """`connection` is for reading alone. A read begins after it was asked for, never before: it
    sees whatever was committed until then. One that fails and `is_transient` is tried once more."""

    def __init__(
        self,
        connection: Writer,
        remembered: Remembered,
        is_transient: Callable[[BaseException], bool],
    ) -> None:
        self._connection = connection
        self._remembered = remembered
        self._is_transient = is_transient
        self._asked: list[Asked] = []
        self._work: asyncio.Task[None] | None = None

    async def read(self, ids: Collection[str]) -> dict[str, Account]:
        """Those that exist, as last committed. Raises what the driver raises."""
        answer: asyncio.Future[dict[str, Account]] = asyncio.get_running_loop().create_future()
        self._asked.append((ids, answer))
        if self._work is None:
            self._work = asyncio.create_task(self._answer_all(), name="account reader")
        return await answer

    async def close(self) -> None:
        """Answers those that wait, and stops."""
        if self._work is not None:
            await self._work
        await self._connection.close()

    async def _answer_all(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, []
                await self._read_for([one for one in asked if not one[1].done()])
        finally:
            self._work = None

    async def _read_for(self, asked: list[Asked]) -> None:
        wanted = dict.fromkeys(name for ids, _ in asked for name in ids)
        try:
            found = await self._read_all(list(wanted))
        # Whatever the driver raised belongs to the callers; the others must still be answered.
        except Exception as error:  # noqa: BLE001
            for _, answer in asked:
                if not answer.done():
                    answer.set_exception(error)
            return
        for ids, answer in asked:
            if not answer.done():
                answer.set_result({name: found[name] for name in ids if name in found})

    async def _read_all(self, wanted: list[str]) -> dict[str, Account]:
        found: dict[str, Account] = {}
        ids = iter(wanted)
        while chunk := list(islice(ids, READ_MAX)):
            found |= await self._read(chunk)
        self._remembered.found(wanted, found)
        self._remembered.keep(found.values())
        return found

    async def _read(self, ids: list[str]) -> dict[str, Account]:
        try:
            return (await self._connection.read(ids, (), self._remembered)).accounts
        except Exception as error:
            if not self._is_transient(error):
                raise
            return (await self._connection.read(ids, (), self._remembered)).accounts
