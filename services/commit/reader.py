"""Reads accounts: all callers that come while one statement runs share the next one.

The reason is the same as for group commit: a statement costs more than its rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from itertools import islice

from billing.ledger.account import Account
from db.commit.writer import Writer
from services.commit.remembered import Remembered

READ_MAX = 1_000
"""The maximum number of accounts per statement."""

ReadRequest = tuple[Collection[str], asyncio.Future[dict[str, Account]]]
"""A question and the future for its answer. Each question has its own future, so that a caller that
disconnects does not affect the others."""


class AccountReader:
    """`connection` is used for reading only. A statement begins after the call, so it sees
    everything that was committed before the call. A read that fails with a transient error is
    tried once more."""

    def __init__(
        self,
        connection: Writer,
        remembered: Remembered,
        is_transient: Callable[[BaseException], bool],
    ) -> None:
        self._connection = connection
        self._remembered = remembered
        self._is_transient = is_transient
        self._asked: list[ReadRequest] = []
        self._work: asyncio.Task[None] | None = None

    async def read(self, ids: Collection[str]) -> dict[str, Account]:
        """Return the accounts that exist, as last committed. Raises the driver's errors."""
        answer: asyncio.Future[dict[str, Account]] = asyncio.get_running_loop().create_future()
        self._asked.append((ids, answer))
        if self._work is None:
            self._work = asyncio.create_task(self._answer_all(), name="account reader")
        return await answer

    async def close(self) -> None:
        """Serve the waiting callers, and stop."""
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

    async def _read_for(self, asked: list[ReadRequest]) -> None:
        wanted = dict.fromkeys(name for ids, _ in asked for name in ids)
        try:
            found = await self._read_all(list(wanted))
        # These callers get the error; the others must still be served.
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
