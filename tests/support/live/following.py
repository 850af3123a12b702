"""Accounts in memory, and listeners who follow accounts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta

from billing.ledger.account import Account
from billing.ledger.commands import Command
from db.errors import is_transient
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome
from services.ledger.accounts import Accounts
from services.live.accounts import Live
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.ledger.factories import account, book

SOON = timedelta(milliseconds=150)


MONTH_END = datetime(2026, 12, 23, 12, tzinfo=UTC)


class Memory(Accounts):
    """Accounts without a database. While the gate is shut, a read has its answer but keeps it."""

    def __init__(self, *accounts: Account) -> None:
        self.kept = {one.id: one for one in accounts}
        self.reads: list[str] = []
        self.reading = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures: list[Exception] = []
        self.broken: set[str] = set()
        self.calls: list[int] = []

    async def present(
        self, ids: Collection[str], *, may_open: Collection[str] = ()
    ) -> dict[str, Account]:
        self.reads += ids
        self.calls.append(len(ids))
        if self.failures:
            raise self.failures.pop(0)
        if self.broken.intersection(ids):
            raise ValueError("broken")
        self.kept |= {name: account(account_id=name) for name in may_open if name not in self.kept}
        found = {name: self.kept[name] for name in ids if name in self.kept}
        self.reading.set()
        await self.gate.wait()
        return found

    def change(self, name: str = "alice") -> int:
        """Change an account without a signal; return its new revision."""
        self.kept[name] = self.kept[name]._replace(revision=self.kept[name].revision + 1)
        return self.kept[name].revision


class Listener:
    """A listener that accepts every value at once."""

    def __init__(self, live: Live, name: str = "alice", *, may_open: bool = False) -> None:
        self._told: asyncio.Queue[Account | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._listen(live, name, may_open))

    async def _listen(self, live: Live, name: str, may_open: bool) -> None:
        try:
            async with aclosing(live.follow(name, may_open=may_open)) as states:
                async for told in states:
                    self._told.put_nowait(told.account)
        finally:
            self._told.put_nowait(None)

    async def next(self) -> Account:
        state = await self._told.get()
        if state is None:
            await self._task
            raise StopAsyncIteration
        return state

    async def until(self, revision: int) -> Account:
        while (state := await self.next()).revision < revision:
            pass
        return state

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])


async def everything_done() -> None:
    """Run all tasks until they wait. No task waits for anything outside of the event loop."""
    for _ in range(20):
        await asyncio.sleep(0)


async def nobody_watched(live: Live) -> None:
    while live.watched:
        await asyncio.sleep(0)


@asynccontextmanager
async def following(
    accounts: Accounts, clock: Callable[[], datetime] | None = None
) -> AsyncIterator[Live]:
    live = Live(accounts, clock or Clock())
    live.start()
    try:
        async with asyncio.timeout(180):
            yield live
    finally:
        await live.close()


class Service:
    """Real services except the broadcast: each test chooses the receivers of a signal."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.batcher = Batcher(self._commit, is_transient)
        self.accounts = Accounts(self.batcher, clock)

    async def _commit(self, commands: Sequence[Command]) -> list[CommandOutcome]:
        return (await commit_batch(commands, book=book(), clock=self._clock))[0]


@asynccontextmanager
async def service(clock: Callable[[], datetime]) -> AsyncIterator[Service]:
    one = Service(clock)
    one.batcher.start()
    yield one
    await one.batcher.close()
