"""Looks for alerts that the clock makes fire, and tells alerts how many days are left. Billing rule
14.

The sweep changes no balance: it touches accounts whose state the clock has changed already, and
notes forecasts. So it may run in every process: where two of them note the same, the second changes
nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta

from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.alerts.alert import Alert, AlertKind
from billing.ledger.alerts.commands import NoteDaysLeft
from db.ledger.alerts import BEGINNING, due_accounts, forecast_made
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
    due.

    What waits for a forecast is stored: `Account.sweep_at` says it until the forecast of that state
    is made. So a process that dies loses none.
    """

    def __init__(
        self,
        batcher: Batcher,
        present: ReadPresent,
        book: Callable[[], PriceBook],
        clock: Callable[[], datetime],
        *,
        found: Callable[[Collection[Account]], None] = lambda _: None,
    ) -> None:
        self._batcher = batcher
        self._present = present
        self._book = book
        self._clock = clock
        self._found = found
        # When this process made the last forecast of an account, for FORECAST_EVERY.
        self._forecast_at: dict[str, datetime] = {}

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
        self._forecast_at = {
            name: at for name, at in self._forecast_at.items() if abs(now - at) < FORECAST_EVERY
        }
        after, left = BEGINNING, FORECASTS_MAX
        while due := await due_accounts(now, after=after, limit=TOUCH_MAX):
            waiting = [one.account_id for one in due if one.account_id not in self._forecast_at]
            stale = [one.account_id for one in due if one.is_stale(now)]
            accounts = await self._touch([*{*stale, *waiting[:left]}])
            for name in waiting[:left]:
                if name in accounts:
                    await self._forecast(accounts[name], now)
            after, left = due[-1], max(0, left - len(waiting))

    async def _touch(self, names: Sequence[str]) -> dict[str, Account]:
        accounts = await self._present(names) if names else {}
        self._found(accounts.values())
        return accounts

    async def _forecast(self, account: Account, now: datetime) -> None:
        alerts = _of_days(account)
        if not alerts:
            return
        days = await days_left(account, self._book(), now)
        for alert in alerts:
            told = alert.armed_value if days is None else days
            if alert.is_passed_by(told) is not alert.beyond:
                await self._batcher.submit(NoteDaysLeft(account.id, alert=alert.name, days=told))
        await forecast_made(account)
        self._forecast_at[account.id] = now


def _of_days(account: Account) -> list[Alert]:
    return [alert for alert in account.alerts if alert.kind is AlertKind.DAYS_LEFT_BELOW]
