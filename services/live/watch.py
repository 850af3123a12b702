"""The latest state of one account, and those who wait for a newer one."""

from __future__ import annotations

import asyncio

from billing.ledger.account import Account


class Watch:
    """One account for all its listeners. `version` grows with every telling."""

    __slots__ = (
        *("account_id", "failure", "latest", "listeners", "may_open"),
        *("told_at", "_told", "_version"),
    )

    def __init__(self, account_id: str) -> None:
        self.account_id = account_id
        self.listeners = 0
        self.may_open = False
        self.latest: Account | None = None
        self.failure: Exception | None = None
        self.told_at: float | None = None
        self._version = 0
        self._told = asyncio.Event()

    @property
    def revision(self) -> int:
        """Of the latest state; -1 before there is one."""
        return -1 if self.latest is None else self.latest.revision

    def is_older_than(self, account: Account) -> bool:
        """One that was erased and opened anew is newer, whatever its revision."""
        known = self.latest
        if known is None or known.opened_at == account.opened_at:
            return self.revision < account.revision
        return known.opened_at < account.opened_at

    async def after(self, version: int) -> tuple[Account | None, int]:
        """The latest state, once it is newer than `version`. Raises what reading it raised."""
        while self._version <= version:
            await self._told.wait()
        if self.failure is not None:
            raise self.failure
        return self.latest, self._version

    def tell(self, account: Account | None, failure: Exception | None = None) -> None:
        self.latest, self.failure = account, failure
        self.told_at = asyncio.get_running_loop().time()
        self._version += 1
        self._told.set()
        self._told = asyncio.Event()
