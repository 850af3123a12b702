"""Live accounts: the present state at once, then every newer one.

Subscribe first, then read, then tell. A signal only says that something changed: the account is
read again, the latest wins, and all listeners of one account share the read. A lost signal heals at
the next one, or by the heartbeat. When a window ends, the clock itself is the signal.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from datetime import datetime

from billing.account import Account
from billing.window import day_window
from db.journal import read_revisions
from services.accounts import Accounts

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 1.0
WAIT_SECONDS_MAX = 600.0
"""Longer waits for a window's end are cut in pieces, in case the machine sleeps."""


class Live:
    """All accounts that someone of this process listens to."""

    def __init__(self, accounts: Accounts, clock: Callable[[], datetime]) -> None:
        self._accounts = accounts
        self._clock = clock
        self._watches: dict[str, _Watch] = {}
        self._heart: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._heart = asyncio.create_task(self._beat(), name="live heartbeat")

    async def close(self) -> None:
        tasks = [watch.task for watch in self._watches.values()]
        tasks += [self._heart] if self._heart else []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def signal(self, account_id: str, revision: int) -> None:
        """The account reached `revision`. Nothing happens if that is known or nobody listens."""
        watch = self._watches.get(account_id)
        if watch is not None and (watch.latest is None or watch.latest.revision < revision):
            watch.signal.set()

    def wake(self) -> None:
        """Something that all accounts are shown by has changed: the catalog."""
        for watch in self._watches.values():
            watch.signal.set()

    async def follow(self, account_id: str) -> AsyncGenerator[Account, None]:
        """Yields the account now, at every change, and when one of its windows ends.

        A slow listener misses states, never the latest one. Revisions never go back. Ends at once
        if there is no such account.
        """
        watch = self._join(account_id)
        seen = 0
        try:
            while True:
                account, seen = await watch.after(seen)
                if account is None:
                    return
                yield account
        finally:
            self._leave(watch)

    def _join(self, account_id: str) -> _Watch:
        watch = self._watches.get(account_id)
        if watch is None:
            watch = self._watches[account_id] = _Watch(account_id, self._accounts, self._clock)
        watch.listeners += 1
        return watch

    def _leave(self, watch: _Watch) -> None:
        watch.listeners -= 1
        if watch.listeners == 0:
            watch.task.cancel()
            del self._watches[watch.account_id]

    async def _beat(self) -> None:
        """Finds what no signal told of: a lost message, or a process that sends none."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                for account_id, revision in await read_revisions(list(self._watches)):
                    self.signal(account_id, revision)
            # A database that is away for a while must not end the heartbeat.
            except Exception as error:  # noqa: BLE001
                logger.warning("heartbeat failed: %r", error)


class _Watch:
    """One account, read once for all its listeners. `version` grows with every telling."""

    def __init__(self, account_id: str, accounts: Accounts, clock: Callable[[], datetime]) -> None:
        self.account_id = account_id
        self.listeners = 0
        self.latest: Account | None = None
        self.signal = asyncio.Event()
        self._accounts = accounts
        self._clock = clock
        self._version = 0
        self._told = asyncio.Condition()
        self._failure: Exception | None = None
        self.task = asyncio.create_task(self._run(), name="live account")

    async def after(self, version: int) -> tuple[Account | None, int]:
        """The latest state, once it is newer than `version`. Raises what reading it raised."""
        async with self._told:
            await self._told.wait_for(lambda: self._version > version)
            if self._failure is not None:
                raise self._failure
            return self.latest, self._version

    async def _run(self) -> None:
        while True:
            # Taken before the read: a window that ends during it is not missed.
            read_at = self._clock()
            try:
                account = await self._read()
            except Exception as error:  # noqa: BLE001 - whatever it is, the listeners hear it
                if self.latest is None:
                    await self._tell(None, error)
                    return
                logger.warning("live account could not be read: %r", error)
                await asyncio.sleep(HEARTBEAT_SECONDS)
                continue
            await self._tell(account)
            if account is None:
                return
            await self._wait(_next_turn(account, read_at))

    async def _read(self) -> Account | None:
        self.signal.clear()
        accounts = await self._accounts.present([self.account_id])
        return accounts.get(self.account_id)

    async def _tell(self, account: Account | None, failure: Exception | None = None) -> None:
        async with self._told:
            self.latest, self._failure = account, failure
            self._version += 1
            self._told.notify_all()

    async def _wait(self, turns_at: datetime) -> None:
        """Until someone signals, or until `turns_at`."""
        while not self.signal.is_set():
            left = (turns_at - self._clock()).total_seconds()
            if left <= 0:
                return
            # Not `wait_for`: Python 3.11's swallows a cancellation that meets the signal.
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, WAIT_SECONDS_MAX)):
                    await self.signal.wait()


def _next_turn(account: Account, now: datetime) -> datetime:
    """The next instant at which the clock changes the account or one of its quotas: all of these
    turn at a midnight, used or not."""
    return min(account.stale_at or account.next_reset, day_window(now).end)
