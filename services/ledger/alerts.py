"""Sets and removes alerts, and reads what they have told. Billing rule 14."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from billing.catalog.price_book import PriceBook
from billing.ledger.alerts.alert import Alert, AlertKind, AlertWord, alert_change
from billing.ledger.alerts.commands import RemoveAlert, SetAlert
from billing.ledger.refusals import AccountNotFound, ModelNotFound, ModelWithoutLimit
from db.ledger.alerts import ENTRIES_MAX, alert_entries
from services.commit.batcher import Batcher
from services.commit.decisions import Done
from services.insights.insights import days_left
from services.ledger.accounts import Accounts


class Alerts:
    """Operations on alerts; they go through the batcher, like uses."""

    def __init__(
        self,
        batcher: Batcher,
        accounts: Accounts,
        book: Callable[[], PriceBook],
        clock: Callable[[], datetime],
    ) -> None:
        self._batcher = batcher
        self._accounts = accounts
        self._book = book
        self._clock = clock

    async def set(
        self, command: SetAlert
    ) -> Done | ModelNotFound | ModelWithoutLimit | AccountNotFound:
        """Set an alert. Idempotent. Raises as `submit`."""
        kind, _, name = command.alert
        if kind is AlertKind.QUOTA_USED_PERCENT:
            model = self._book().model(name, self._clock())
            if model is None:
                return ModelNotFound(name)
            if model.native_limit is None:
                return ModelWithoutLimit(name)
            command = replace(command, limit=model.native_limit)
        elif kind is AlertKind.DAYS_LEFT_BELOW:
            command = replace(command, days=await self._days(command))
        return await self._batcher.submit(command)

    async def remove(self, command: RemoveAlert) -> Done | AccountNotFound:
        """Remove an alert, also of a model that is gone. Idempotent. Raises as `submit`."""
        return await self._batcher.submit(command)

    async def _days(self, command: SetAlert) -> int | None:
        own = (command.account_id,) if command.may_open else ()
        found = await self._accounts.present((command.account_id,), may_open=own)
        account = found.get(command.account_id)
        return account and await days_left(account, self._book(), self._clock())


async def firings(account_id: str, *, after: int, upto: int) -> list[Alert]:
    """Return what alerts told with revisions in (`after`, `upto`], the oldest first. Takes one
    statement per thousand entries."""
    told: list[Alert] = []
    while True:
        entries = await alert_entries(account_id, after=after, upto=upto)
        for entry in entries:
            word, name, value = alert_change(entry.reason)
            if word is AlertWord.FIRED:
                at, revision = entry.recorded_at, entry.revision
                told.append(Alert(*name, True, None, revision, at, value))
        if len(entries) < ENTRIES_MAX:
            return told
        after = entries[-1].revision
