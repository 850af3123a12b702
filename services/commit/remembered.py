"""Accounts as they were last seen, so that one that has not changed need not be read again.

Only ever used beside the database's word that the account's digest is still the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from billing.ledger.account import Account

REMEMBERED_MAX = 10_000
"""Accounts: some 20 MB."""


class Remembered(dict[str, Account]):
    """By id, the one that was not seen for longest first."""

    def keep(self, accounts: Iterable[Account]) -> None:
        """An older state never takes the place of a newer one."""
        for account in accounts:
            known = self.pop(account.id, None)
            self[account.id] = known if known and _is_newer(known, account) else account
        while len(self) > REMEMBERED_MAX:
            del self[next(iter(self))]

    def found(self, asked: Collection[str], there: Collection[str]) -> None:
        """Forgets those that were asked for and are not there any more."""
        if len(there) < len(asked):
            for name in asked:
                if name not in there:
                    self.pop(name, None)


def _is_newer(known: Account, account: Account) -> bool:
    # One that was erased and opened anew is another account.
    return known.revision > account.revision and known.opened_at == account.opened_at
