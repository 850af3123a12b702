"""Reads accounts, and renews those whose windows have ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import NamedTuple

from billing.ledger.account import Account
from billing.ledger.commands import Touch
from db.commit.journal import read_accounts
from services.commit.batcher import Batcher
from services.commit.decisions import Done

ReadAccounts = Callable[[list[str]], Awaitable[dict[str, Account]]]


class Opened(NamedTuple):
    """An account; `is_new` if it was just opened."""

    account: Account
    is_new: bool


class Accounts:
    """Reads accounts in one statement; only an account whose state has ended goes through the
    batcher.

    `read` returns the accounts that exist.
    """

    def __init__(
        self, batcher: Batcher, clock: Callable[[], datetime], read: ReadAccounts = read_accounts
    ) -> None:
        self._batcher = batcher
        self._clock = clock
        self._read = read

    async def present(
        self, ids: Collection[str], *, may_open: Collection[str] = ()
    ) -> dict[str, Account]:
        """Return the accounts that exist or may be opened, in their present state.

        Like every first touch after the end of a window, this opens the new window.
        """
        accounts = await self._read(list(ids))
        now = self._clock()
        touches = [
            Touch(account_id, may_open=account_id in may_open)
            for account_id in ids
            if _ended(accounts.get(account_id), now)
            and (account_id in accounts or account_id in may_open)
        ]
        if touches:
            for outcome in await self._batcher.submit_all(touches):
                if isinstance(outcome, Exception):
                    raise outcome
                if isinstance(outcome, Done):
                    accounts[outcome.account.id] = outcome.account
        return accounts

    async def open(self, account_id: str) -> Opened:
        """Return the account; open it if it does not exist. Idempotent. Raises BadInput."""
        outcome = await self._batcher.submit(Touch(account_id, may_open=True))
        if not isinstance(outcome, Done):
            raise TypeError(f"opening an account led to {outcome!r}")
        return Opened(outcome.account, is_new=not outcome.replayed)


def _ended(account: Account | None, now: datetime) -> bool:
    return account is None or account.stale_at is None or account.stale_at <= now
