"""Finds holds whose time is over, so that partners are told soon. It only tells: the next touch of
the account would record the same.

A process remembers when the holds that it commits expire. What another process had remembered when
it died is found by a search of all accounts, every few minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from heapq import heappop, heappush

from billing.ledger.account import Account
from db.ledger.holds import overdue_holders
from services.commit.outbox import Outbox

logger = logging.getLogger(__name__)

STEP_SECONDS = 1.0
SEARCH_SECONDS = 300.0
TOUCH_MAX = 500
REMEMBERED_MAX = 100_000
"""The most remembered expiries. What is beyond that is found by the search."""

Renew = Callable[[Sequence[str]], Awaitable[object]]


class HoldExpiries:
    """One per process. `touch` renews accounts."""

    def __init__(self, outbox: Outbox, touch: Renew, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._touch = touch
        self._clock = clock
        self._ends: list[tuple[datetime, str]] = []
        # The next expiry of each account: those in `_ends` that are no longer it do not count.
        self._next: dict[str, datetime] = {}
        self._searched_at: float | None = None

    def offer(self, accounts: Collection[Account]) -> None:
        """Note the holds of changed accounts. Without endpoints this does nothing."""
        if not self._outbox.is_on:
            return
        for account in accounts:
            if account.holds and len(self._ends) < REMEMBERED_MAX:
                first = min(hold.expires_at for hold in account.holds)
                if self._next.get(account.id) != first:
                    self._next[account.id] = first
                    heappush(self._ends, (first, account.id))

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(STEP_SECONDS)
            try:
                if self._outbox.is_on:
                    await self.step()
            # The task must continue if the database is temporarily unavailable.
            except Exception as error:  # noqa: BLE001
                logger.warning("expired holds could not be looked for: %r", error)

    async def step(self) -> None:
        """Renew the accounts whose remembered holds are over, and sometimes all others."""
        now, due = self._clock(), dict[str, None]()
        while self._ends and self._ends[0][0] <= now and len(due) < TOUCH_MAX:
            at, name = heappop(self._ends)
            if self._next.get(name) == at:
                del self._next[name]
                due[name] = None
        if self._is_time_to_search():
            due |= dict.fromkeys(await overdue_holders(now, limit=TOUCH_MAX))
        if due:
            await self._touch([*due])

    def _is_time_to_search(self) -> bool:
        now = asyncio.get_running_loop().time()
        if self._searched_at is not None and now - self._searched_at < SEARCH_SECONDS:
            return False
        self._searched_at = now
        return True
