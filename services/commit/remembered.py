"""Accounts as last seen, so that an unchanged account need not be read again.

What is decided on a state counts only if the database confirms that the account's digest is the
same: in a read before, or in the write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from billing.ledger.account import Account

REMEMBERED_MAX = 10_000
"""The maximum number of accounts: 1.8 KB for one with a grant and a hold, so about 18 MB."""
PARTS_MAX = 40_000
"""The maximum number of their grants and holds together: 740 bytes for a hold, so about 30 MB. One
account may have 500 holds."""


class Remembered(dict[str, Account]):
    """Accounts by id, the least recently seen first. `teams` has the teams of the members among
    them."""

    def __init__(self) -> None:
        super().__init__()
        self.teams: dict[str, str] = {}
        self.parts = 0
        """The number of grants and holds of all remembered accounts."""

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
            self.parts += _parts(latest) - (_parts(known) if known else 0)
            if latest.membership is not None:
                self.teams[account.id] = latest.membership.team
            elif self.teams:
                self.teams.pop(account.id, None)
        while len(self) > REMEMBERED_MAX or self.parts > PARTS_MAX:
            self.forget(next(iter(self)))

    def found(self, asked: Collection[str], there: Collection[str]) -> None:
        """Forget the accounts that were read and no longer exist."""
        if len(there) < len(asked):
            for name in asked:
                if name not in there:
                    self.forget(name)

    def forget(self, account_id: str) -> None:
        """Drop an account, if it is here."""
        known = self.pop(account_id, None)
        if known is not None:
            self.parts -= _parts(known)
        self.teams.pop(account_id, None)


def _parts(account: Account) -> int:
    return len(account.grants) + len(account.holds)


def _is_newer(known: Account, account: Account) -> bool:
    # An account that was erased and opened again is another account.
    return known.revision > account.revision and known.opened_at == account.opened_at
