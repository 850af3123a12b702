"""Reading accounts: all who ask while one statement is under way share the next one.

Like group commit, and for the same reason: a statement costs more than the rows it brings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from itertools import islice

from billing.account import Account
from db.writer import Writer
from services.remembered import Remembered

READ_MAX = 1_000
"""Accounts a statement."""

Answer = asyncio.Future[dict[str, Account]]


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
        self._wanted: dict[str, None] = {}
        self._answer: Answer | None = None
        self._work: asyncio.Task[None] | None = None

    async def read(self, ids: Collection[str]) -> dict[str, Account]:
        """Those that exist, as last committed. Raises what the driver raises."""
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
        self._wanted.update(dict.fromkeys(ids))
        if self._work is None:
            self._work = asyncio.create_task(self._answer_all(), name="account reader")
        # Shielded: one caller who goes away must not take the answer from the others.
        found = await asyncio.shield(self._answer)
        return {name: found[name] for name in ids if name in found}

    async def close(self) -> None:
        """Answers those that wait, and stops."""
        if self._work is not None:
            await self._work
        await self._connection.close()

    async def _answer_all(self) -> None:
        try:
            while self._answer is not None:
                answer, wanted = self._answer, list(self._wanted)
                self._answer, self._wanted = None, {}
                await self._read_for(answer, wanted)
        finally:
            self._work = None

    async def _read_for(self, answer: Answer, wanted: list[str]) -> None:
        try:
            answer.set_result(await self._read_all(wanted))
        # Whatever the driver raised belongs to the callers; the others must still be answered.
        except Exception as error:  # noqa: BLE001
            answer.set_exception(error)
            # Seen, even if every caller has gone away meanwhile.
            answer.exception()

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
