"""Follows the pools in the background: how much of them is used, for everyone who only looks at
them, and the holds that expire.

An expired hold returns what it reserved at the next touch of its account, as tokens do. A pool is
shared, so others wait for that: the process that changed the account last touches it itself. Each
process also looks for the holds of processes that have ended. A touch changes no balance: it
records what the clock has changed already.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, islice

from billing.catalog.price_book import PriceBook
from billing.catalog.terms import POOL_MARK
from billing.ledger.account import Account
from billing.ledger.quota import pool_window
from db import pools
from services.pools.leases import Leases, PoolFigures

logger = logging.getLogger(__name__)

REFRESH_SECONDS = 1.0
"""The age at which the use of a pool may be outdated for those who only look at it."""
LEVELS = (50, 80, 90, 95, 99, 100)
"""The percentages of use at which subscribers are told. Telling all of each use would be too
much."""
SWEEP = timedelta(minutes=10)
"""How often a process looks for expired holds that no process follows, from its start on."""
TOUCH_MAX = 1_000
"""The most accounts that are touched at once because of expired holds."""

Touch = Callable[[Sequence[str]], Awaitable[object]]
Find = Callable[..., Awaitable[list[str]]]


class PoolWatch:
    """One per process. `tell` is called when a pool passes a level, at most once in
    REFRESH_SECONDS. `touch` renews accounts, and `find` returns those with expired holds."""

    def __init__(
        self,
        leases: Leases,
        book: Callable[[], PriceBook],
        clock: Callable[[], datetime],
        *,
        tell: Callable[[], None],
        touch: Touch,
        find: Find = pools.overdue,
    ) -> None:
        self.leases = leases
        self._book = book
        self._clock = clock
        self._tell = tell
        self._touch = touch
        self._find = find
        self._levels: dict[str, int] = {}
        self._expiries: dict[str, datetime] = {}
        # Not in `_expiries`: while they are read, an account may get a hold that ends later.
        self._overdue: dict[str, None] = {}
        self._swept_at: datetime | None = None

    def offer(self, accounts: Iterable[Account]) -> None:
        """Note when the holds of changed accounts expire."""
        for account in accounts:
            if account.holds or account.id in self._expiries:
                ends = [hold.expires_at for hold in account.holds if POOL_MARK in hold.terms]
                if ends:
                    self._expiries[account.id] = min(ends)
                else:
                    self._expiries.pop(account.id, None)

    def figures(self) -> Mapping[str, PoolFigures]:
        """Return the present figures of each pool, by its name."""
        now = self._clock()
        return {
            name: self.leases.figures(pool_window(pool, now), pool.limit.amount)
            for name, pool in self._book().pools.items()
        }

    async def run(self) -> None:
        """Follow the pools until cancelled."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self.step()
            # The task must continue if the database is temporarily unavailable.
            except Exception as error:  # noqa: BLE001
                logger.warning("the pools could not be read: %r", error)

    async def step(self) -> None:
        """Follow them once. Without pools this takes no statement. Raises the database's errors."""
        now = self._clock()
        if self._book().pools or len(self.leases):
            await self.leases.refresh(self._book(), now)
            self._compare()
            await self._sweep(now)
        await self._end_holds(now)

    async def _sweep(self, now: datetime) -> None:
        """Note the accounts with expired holds of all processes."""
        if self._swept_at is not None and abs(now - self._swept_at) < SWEEP:
            return
        found = await self._find(now, limit=TOUCH_MAX)
        self._overdue |= dict.fromkeys(found)
        if len(found) < TOUCH_MAX:
            self._swept_at = now

    async def _end_holds(self, now: datetime) -> None:
        due = (name for name, at in self._expiries.items() if at <= now)
        if names := list(islice(dict.fromkeys(chain(self._overdue, due)), TOUCH_MAX)):
            await self._touch(names)
            for name in names:
                self._overdue.pop(name, None)
                # A hold that is still open although it has ended is looked at again when its
                # account changes.
                if self._expiries.get(name, now) <= now:
                    self._expiries.pop(name, None)

    def _compare(self) -> None:
        levels = {name: _level(figures) for name, figures in self.figures().items()}
        if levels != self._levels:
            self._levels = levels
            self._tell()


def _level(figures: PoolFigures) -> int:
    return sum(figures.used * 100 >= figures.limit * level for level in LEVELS)
