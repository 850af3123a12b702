"""Looks for alerts that the clock makes fire, and tells alerts how many days are left. Billing rule
14.

The sweep changes no balance: it touches accounts whose state the clock has changed already, and
notes forecasts. So it may run in every process: where two of them note the same, the second changes
nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.alerts.alert import Alert, AlertKind
from billing.ledger.alerts.commands import NoteDaysLeft
from db.ledger.alerts import BEGINNING, due_accounts
from services.commit.batcher import Batcher
from services.insights.insights import days_left

logger = logging.getLogger(__name__)

STEP_SECONDS = 5.0
FORECAST_EVERY = timedelta(minutes=5)
"""How often the days left of an account are calculated, if it has changed meanwhile."""
TOUCH_MAX = 500
FORECASTS_MAX = 100
"""The most forecasts per step: each takes two statements."""

ReadPresent = Callable[[Sequence[str]], Awaitable[dict[str, Account]]]


class AlertSweep:
    """One per process. `present` renews accounts and returns them; `found` gets those that were
    due. `fired` counts what commands of
    this process made fire."""

    def __init__(
        self,
        batcher: Batcher,
        present: ReadPresent,
        book: Callable[[], PriceBook],
        clock: Callable[[], datetime],
        *,
        found: Callable[[Iterable[Account]], None] = lambda _: None,
    ) -> None:
        self._batcher = batcher
        self._present = present
        self._book = book
        self._clock = clock
        self._found = found
        self.fired: Counter[AlertKind] = Counter()
        # The accounts that changed since their last forecast, and when that was.
        self._changed: dict[str, None] = {}
        self._forecast_at: dict[str, datetime] = {}

    def offer(self, accounts: Iterable[Account]) -> None:
        """Take states that were just committed: count what fired, and note alerts about days."""
        for account in accounts:
            if account.alerts:
                self._take(account)

    def _take(self, account: Account) -> None:
        now = account.touched_at
        self.fired.update(alert.kind for alert in account.alerts if alert.fired_at == now)
        if _of_days(account):
            self._changed[account.id] = None

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await asyncio.sleep(STEP_SECONDS)
            try:
                await self.step()
            # The task must continue if the database is temporarily unavailable.
            except Exception as error:  # noqa: BLE001
                logger.warning("the alerts could not be swept: %r", error)

    async def step(self) -> None:
        """Sweep once. Without due accounts this takes one statement, which an index answers. Raises
        the database's errors."""
        now = self._clock()
        await self._touch(now)
        ready = (name for name in self._changed if self._is_ready(name, now))
        for name in [*islice(ready, FORECASTS_MAX)]:
            await self._forecast(name, now)

    async def _touch(self, now: datetime) -> None:
        """Touch each due account once, in the order of the index."""
        after = BEGINNING
        while due := await due_accounts(now, after=after, limit=TOUCH_MAX):
            accounts = await self._present([one.account_id for one in due])
            self._found(accounts.values())
            after = due[-1]

    def _is_ready(self, name: str, now: datetime) -> bool:
        last = self._forecast_at.get(name)
        return last is None or abs(now - last) >= FORECAST_EVERY

    async def _forecast(self, name: str, now: datetime) -> None:
        del self._changed[name]
        account = (await self._present([name])).get(name)
        if account is None or not _of_days(account):
            self._forecast_at.pop(name, None)
            return
        self._forecast_at[name] = now
        days = await days_left(account, self._book(), now)
        for alert in _of_days(account):
            told = alert.armed_value if days is None else days
            if alert.is_passed_by(told) is not alert.beyond:
                await self._batcher.submit(NoteDaysLeft(name, alert=alert.name, days=told))


def _of_days(account: Account) -> list[Alert]:
    return [alert for alert in account.alerts if alert.kind is AlertKind.DAYS_LEFT_BELOW]
