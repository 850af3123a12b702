"""Finds holds whose time is over, so that partners are told soon. It only tells: the next touch of
the account would record the same.

A process remembers when the holds that it commits expire. What another process had remembered when
it died is found by a search of all accounts, every few minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush

from billing.ledger.account import Account
from db.ledger.holds import overdue_holders
from services.commit.outbox import Outbox

logger = logging.getLogger(__name__)

STEP_SECONDS = 1.0
SEARCH_SECONDS = 300.0
RETRY_SECONDS = 10
TOUCH_MAX = 500
REMEMBERED_MAX = 100_000
"""The most remembered expiries. What is beyond that is found by the search."""

Renew = Callable[[Sequence[str]], Awaitable[object]]
FindOverdue = Callable[..., Awaitable[list[str]]]


class HoldExpiries:
    """One per process. `touch` renews accounts, and `find` returns those with expired holds."""

    def __init__(
        self,
        outbox: Outbox,
        touch: Renew,
        clock: Callable[[], datetime],
        find: FindOverdue = overdue_holders,
    ) -> None:
        self._outbox = outbox
        self._touch = touch
        self._clock = clock
        self._find = find
        self._ends: list[tuple[datetime, str]] = []
        # The next expiry of each account: those in `_ends` that are no longer it do not count.
        self._next: dict[str, datetime] = {}
        self._searched_at: float | None = None
        self._searched_to = ""

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
        """Renew the accounts whose remembered holds are over, and sometimes a part of all
        others."""
        now = self._clock()
        names = [*dict.fromkeys([*self._over(now), *await self._search(now)])]
        if not names:
            return
        try:
            await self._touch(names)
        except Exception:
            # Perhaps only one of them cannot be renewed now.
            for name in names:
                self._remember(name, now + timedelta(seconds=RETRY_SECONDS))
            raise

    def _remember(self, name: str, at: datetime) -> None:
        # What was offered meanwhile is newer.
        if name not in self._next:
            self._next[name] = at
            heappush(self._ends, (at, name))

    def _over(self, now: datetime) -> Iterator[str]:
        left = TOUCH_MAX
        while left and self._ends and self._ends[0][0] <= now:
            at, name = heappop(self._ends)
            if self._next.get(name) == at:
                del self._next[name]
                left -= 1
                yield name

    async def _search(self, now: datetime) -> list[str]:
        """Return the next part of the accounts with expired holds, in the order of their ids, so
        that all of them are reached. After the last part nothing is searched for a while."""
        time = asyncio.get_running_loop().time()
        if self._searched_at is not None and time - self._searched_at < SEARCH_SECONDS:
            return []
        found = await self._find(now, after=self._searched_to, limit=TOUCH_MAX)
        is_last = len(found) < TOUCH_MAX
        self._searched_at = time if is_last else None
        self._searched_to = "" if is_last else found[-1]
        return found
