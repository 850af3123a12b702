"""Accounts as they were last seen, so that one that has not changed need not be read again.

Only ever used beside the database's word that the account's digest is still the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from billing.account import Account

REMEMBERED_MAX = 10_000
"""Accounts: some 20 MB."""


class Remembered(dict[str, Account]):
    """By id, the one that was not seen for longest first."""

    def keep(self, accounts: Iterable[Account]) -> None:
        """An older state never takes the place of a newer one."""
        for account in accounts:
            known = self.pop(account.id, None)
            self[account.id] = known if known and known.revision > account.revision else account
        while len(self) > REMEMBERED_MAX:
            del self[next(iter(self))]
