"""Accounts as last seen, so that an unchanged account need not be read again.

A state is used only if the database confirms that the account's digest is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from billing.ledger.account import Account

REMEMBERED_MAX = 10_000
"""The maximum number of accounts, about 20 MB."""


class Remembered(dict[str, Account]):
    """Accounts by id, the least recently seen first. `teams` has the teams of the members among
    them."""

    def __init__(self) -> None:
        super().__init__()
        self.teams: dict[str, str] = {}

    def payer(self, account_id: str) -> str:
        """Return the account that decides on the commands of an account: its team's, if it is known
        to be a member, because the team's pool may pay."""
        return self.teams.get(account_id, account_id)

    def keep(self, accounts: Iterable[Account]) -> None:
        """Remember states. An older state never replaces a newer one."""
        for account in accounts:
            known = self.pop(account.id, None)
            latest = known if known and _is_newer(known, account) else account
            self[account.id] = latest
            if latest.membership is not None:
                self.teams[account.id] = latest.membership.team
            elif self.teams:
                self.teams.pop(account.id, None)
        while len(self) > REMEMBERED_MAX:
            self.forget(next(iter(self)))

    def found(self, asked: Collection[str], there: Collection[str]) -> None:
        """Forget the accounts that were read and no longer exist."""
        if len(there) < len(asked):
            for name in asked:
                if name not in there:
                    self.forget(name)

    def forget(self, account_id: str) -> None:
        """Drop an account, if it is here."""
        self.pop(account_id, None)
        self.teams.pop(account_id, None)


def _is_newer(known: Account, account: Account) -> bool:
    # An account that was erased and opened again is another account.
    return known.revision > account.revision and known.opened_at == account.opened_at
