"""Live accounts: a subscriber gets the present state at once, then every newer state.

It subscribes first, then reads, then reports. Commits of this process arrive without a read. A
signal of another process only reports that something changed: such accounts are read together, and
all listeners of one account share the read. If a signal is lost, the next one or the heartbeat
finds the change. The end of a window is a signal too. The latest state wins; revisions never go
back.

A state that was last confirmed longer than a heartbeat ago is not given to a new listener: while
the database hangs, it may be old.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice

from billing.ledger.account import Account
from billing.window import day_window
from db.commit.journal import read_revisions
from services.commit.unavailable import as_unavailable
from services.ledger.accounts import Accounts
from services.live.timetable import Timetable
from services.live.watch import Told, Watch

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 1.0
"""The age at which an unconfirmed value may be outdated."""
BEAT_SHARE = 0.75
"""The share of HEARTBEAT_SECONDS between two beats. The rest is the time for the comparison, so
that values do not become outdated in normal operation."""
WAIT_SECONDS_MAX = 600.0
"""Longer waits for a window's end are split, because the machine may be suspended meanwhile."""
READ_MAX = 1_000
"""The maximum number of accounts per statement."""
BEAT_MAX = 500
"""The same for the heartbeat. It reads many accounts and must not delay other reads."""
BEAT_SECONDS_MAX = 3.0
"""The timeout of each read of the heartbeat. After it, a hanging connection is replaced."""


class Live:
    """All accounts with listeners in this process."""

    def __init__(self, accounts: Accounts, clock: Callable[[], datetime]) -> None:
        self.accounts = accounts
        self._clock = clock
        self._watches: dict[str, Watch] = {}
        self._due: dict[str, None] = {}
        self._turns = Timetable()
        self._news = asyncio.Event()
        self._reading: set[str] = set()
        self._beaten_at: float | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def watched(self) -> int:
        """The number of accounts with listeners."""
        return len(self._watches)

    @property
    def behind_seconds(self) -> float:
        """The age of the oldest comparison with the database, of all states with listeners."""
        if self._beaten_at is None or not self._watches:
            return 0.0
        return max(0.0, asyncio.get_running_loop().time() - self._beaten_at - HEARTBEAT_SECONDS)

    def start(self) -> None:
        self._beaten_at = asyncio.get_running_loop().time()
        for work, name in ((self._read_due(), "live reader"), (self._beat(), "live heartbeat")):
            self._tasks.append(asyncio.create_task(work, name=name))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def offer(self, accounts: Iterable[Account]) -> None:
        """Take states that were just committed. States that are older than the known ones are
        ignored."""
        for account in accounts:
            watch = self._watches.get(account.id)
            if watch is not None and watch.is_older_than(account):
                self._keep(watch, account, self._clock())
                watch.confirm(asyncio.get_running_loop().time())

    def signal(self, account_id: str, revision: int) -> None:
        """Note that the account reached `revision`. Ignored if that is known or nobody listens."""
        watch = self._watches.get(account_id)
        if watch is not None and watch.revision < revision:
            self._need(account_id)

    def clock_moved(self) -> None:
        """Compare what was to come at an instant with the clock, which an operator has moved."""
        self._news.set()

    def tell_again(self) -> None:
        """Pass the known states on once more: what listeners derive from them has changed."""
        for watch in self._watches.values():
            if watch.latest is not None:
                watch.tell(watch.latest)

    def wake(self) -> None:
        """Read all accounts again: the catalog, which all of them depend on, has changed."""
        for account_id in self._watches:
            self._need(account_id)

    async def follow(
        self, account_id: str, *, may_open: bool = False
    ) -> AsyncGenerator[Told, None]:
        """Yield the account now, at every change, and at the end of each of its windows.

        A slow listener may miss states, but never the latest one. Revisions never decrease. Ends at
        once if the account does not exist and may not be opened. Raises the error of the first
        read.
        """
        watch = self._join(account_id, may_open)
        seen = 0
        try:
            if not self.is_fresh(account_id):
                self._need(account_id)
                await watch.confirmed()
            while True:
                told, seen = await watch.after(seen)
                if told is None:
                    return
                yield told
        finally:
            self._leave(watch)

    def is_fresh(self, account_id: str) -> bool:
        """Return whether the state that listeners got last, if any, was confirmed as the present
        one at most a heartbeat ago."""
        watch = self._watches.get(account_id)
        if watch is None or watch.latest is None:
            return True
        if account_id in self._due or account_id in self._reading:
            return False
        oldest = asyncio.get_running_loop().time() - HEARTBEAT_SECONDS
        in_window = watch.turns_at is None or self._clock() < watch.turns_at
        return watch.confirmed_at >= oldest and in_window

    def _join(self, account_id: str, may_open: bool) -> Watch:
        watch = self._watches.get(account_id)
        if watch is None:
            watch = self._watches[account_id] = Watch(account_id)
            self._need(account_id)
        watch.listeners += 1
        watch.may_open |= may_open
        return watch

    def _leave(self, watch: Watch) -> None:
        watch.listeners -= 1
        if watch.listeners == 0:
            self._forget(watch)

    def _forget(self, watch: Watch) -> None:
        """End the watch; a later listener starts a new one."""
        if self._watches.get(watch.account_id) is watch:
            del self._watches[watch.account_id]
            self._turns.drop(watch.account_id)
            self._due.pop(watch.account_id, None)

    def _need(self, account_id: str) -> None:
        if account_id in self._watches:
            self._due[account_id] = None
            self._news.set()

    def _keep(self, watch: Watch, account: Account, now: datetime) -> None:
        watch.tell(account)
        watch.turns_at = _next_turn(account, now)
        if self._turns.set(account.id, watch.turns_at):
            self._news.set()

    async def _read_due(self) -> None:
        while True:
            await self._wait()
            ids = list(islice(self._due, READ_MAX))
            for account_id in ids:
                del self._due[account_id]
            self._reading.update(ids)
            try:
                await self._read([self._watches[account_id] for account_id in ids])
            finally:
                self._reading.clear()

    async def _wait(self) -> None:
        """Wait until an account must be read: a signal came, or one of its windows ended."""
        while True:
            self._news.clear()
            self._due.update(dict.fromkeys(self._turns.take(self._clock())))
            if self._due:
                return
            # Not `wait_for`: in Python 3.11 it loses a cancellation that comes together with the
            # signal.
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds_left()):
                    await self._news.wait()

    def _seconds_left(self) -> float:
        first = self._turns.first
        if first is None:
            return WAIT_SECONDS_MAX
        return min((first - self._clock()).total_seconds(), WAIT_SECONDS_MAX)

    async def _read(self, watches: Sequence[Watch]) -> None:
        # Taken before the read: a window that ends during it is not missed.
        now, started = self._clock(), asyncio.get_running_loop().time()
        ids = [watch.account_id for watch in watches]
        # An account that no longer exists was erased; a listener does not open it again.
        opened = {one.account_id for one in watches if one.may_open and one.latest is None}
        try:
            accounts = await self.accounts.present(ids, may_open=opened)
        except Exception as error:  # noqa: BLE001 - whatever it is, the listeners hear it
            await self._read_failed(watches, error)
            return
        for watch in watches:
            self._found(watch, accounts.get(watch.account_id), now, watch.account_id in opened)
            if watch.latest is not None:
                watch.confirm(started)

    def _found(self, watch: Watch, account: Account | None, now: datetime, opened: bool) -> None:
        # A listener that joined after the last one left waits for a read that begins later.
        if self._watches.get(watch.account_id) is not watch:
            return
        if account is not None:
            if account.revision == watch.revision or watch.is_older_than(account):
                self._keep(watch, account, now)
        elif watch.may_open and not opened and watch.latest is None:
            self._need(watch.account_id)
        else:
            self._end(watch, None)

    async def _read_failed(self, watches: Sequence[Watch], error: Exception) -> None:
        """Give new listeners the error; the others wait. A bad account does not affect other
        reads."""
        if len(watches) > 1 and as_unavailable(error) is None:
            middle = len(watches) // 2
            for half in (watches[:middle], watches[middle:]):
                await self._read(half)
            return
        logger.warning("%d live accounts could not be read: %r", len(watches), error)
        for watch in watches:
            if watch.latest is None:
                self._end(watch, error)
            else:
                watch.disappoint(error)
                asyncio.get_running_loop().call_later(
                    HEARTBEAT_SECONDS, self._need, watch.account_id
                )

    def _end(self, watch: Watch, failure: Exception | None) -> None:
        self._forget(watch)
        watch.tell(None, failure)
        watch.confirm(asyncio.get_running_loop().time())

    async def _beat(self) -> None:
        """Find changes whose signal was lost, or whose process sends none."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS * BEAT_SHARE)
            ids, started = list(self._watches), asyncio.get_running_loop().time()
            try:
                for start in range(0, len(ids), BEAT_MAX):
                    await self._compare(ids[start : start + BEAT_MAX])
                self._beaten_at = started
            # A database that is temporarily unavailable must not end the heartbeat.
            except Exception as error:  # noqa: BLE001
                logger.warning("heartbeat failed: %r", error)

    async def _compare(self, ids: Sequence[str]) -> None:
        started = asyncio.get_running_loop().time()
        async with asyncio.timeout(BEAT_SECONDS_MAX):
            there: dict[str, int] = dict(await read_revisions(ids))
        for account_id in ids:
            watch = self._watches.get(account_id)
            # An account that is read for the first time is compared at the next beat.
            if watch is None or watch.latest is None:
                continue
            # A lower revision, or none, means that it was erased, and perhaps opened again.
            if there.get(account_id, -1) != watch.revision:
                self._need(account_id)
            elif account_id not in self._due and account_id not in self._reading:
                watch.confirm(started)


def _next_turn(account: Account, now: datetime) -> datetime:
    """Return the next instant at which the clock changes the account or one of its quotas. Quotas
    renew at midnight, used or not."""
    at = min(account.stale_at or account.next_reset, day_window(now).end)
    # If a state has ended although it was just read, pause before reading it again.
    return at if at > now else now + timedelta(seconds=HEARTBEAT_SECONDS)
