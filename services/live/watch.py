"""The latest state of one account, and the listeners that wait for a newer one."""

from __future__ import annotations

import asyncio
from datetime import datetime
from math import inf
from typing import NamedTuple

from billing.ledger.account import Account


class Told(NamedTuple):
    """A state, and when it was committed or read, in seconds of the event loop's clock."""

    account: Account
    at: float


class Watch:
    """One account for all its listeners. `version` grows with every report.

    The latest state was confirmed as the present one at `confirmed_at`, in seconds of the event
    loop's clock. At `turns_at` the state must be renewed.
    """

    __slots__ = (
        "_newcomers",
        "_news",
        "_told_at",
        "_version",
        "account_id",
        "confirmed_at",
        "failure",
        "latest",
        "listeners",
        "may_open",
        "turns_at",
    )

    def __init__(self, account_id: str) -> None:
        self.account_id = account_id
        self.listeners = 0
        self.may_open = False
        self.latest: Account | None = None
        self.failure: Exception | None = None
        self._told_at = 0.0
        self._version = 0
        self._news = asyncio.Event()
        self._newcomers: list[asyncio.Future[None]] = []
        self.confirmed_at = -inf
        self.turns_at: datetime | None = None

    @property
    def revision(self) -> int:
        """The revision of the latest state; -1 before there is one."""
        return -1 if self.latest is None else self.latest.revision

    def is_older_than(self, account: Account) -> bool:
        """Return whether the state is newer. An account that was erased and opened again is newer
        at any revision."""
        known = self.latest
        if known is None or known.opened_at == account.opened_at:
            return self.revision < account.revision
        return known.opened_at < account.opened_at

    async def after(self, version: int) -> tuple[Told | None, int]:
        """Wait until the version is above `version`; return the latest state and its version. The
        state is None for an account that does not exist. Raises the error of reading it."""
        while self._version <= version:
            await self._news.wait()
        if self.failure is not None:
            raise self.failure
        told = None if self.latest is None else Told(self.latest, self._told_at)
        return told, self._version

    async def confirmed(self) -> None:
        """Wait until the latest state is confirmed again. Raises the error of reading it."""
        newcomer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._newcomers.append(newcomer)
        await newcomer

    def confirm(self, at: float) -> None:
        """Note that the latest state was the present one at `at`."""
        self.confirmed_at = max(self.confirmed_at, at)
        for newcomer in self._take_newcomers():
            newcomer.set_result(None)

    def disappoint(self, error: Exception) -> None:
        """Report that the state could not be confirmed: new listeners get the error, the others
        wait."""
        for newcomer in self._take_newcomers():
            newcomer.set_exception(error)

    def _take_newcomers(self) -> list[asyncio.Future[None]]:
        taken, self._newcomers = self._newcomers, []
        return [one for one in taken if not one.done()]

    def tell(self, account: Account | None, failure: Exception | None = None) -> None:
        self.latest, self.failure = account, failure
        self._told_at = asyncio.get_running_loop().time()
        self._version += 1
        self._news.set()
        self._news = asyncio.Event()
