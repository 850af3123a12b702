"""The accounts of a batch while its commands are decided, and the entries that this makes.

The state of an account carries over from one command to the next, so a hot account costs no more
than many cold ones.
"""

from __future__ import annotations

from datetime import datetime

from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.allowance import renew
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.ledger.posting import Posted
from billing.ledger.quota import PoolTally
from billing.ledger.top_ups.watching import is_watched, watched
from db.commit.journal import Key


class States:
    """The present states by account, in `accounts`, which is changed in place; `now` is the time
    of the batch. `known` are the entries that keys have. `is_watched` is True as soon as an account
    with an alert or a top-up was seen."""

    def __init__(
        self,
        book: PriceBook,
        now: datetime,
        accounts: dict[str, Account],
        known: dict[Key, Entry],
        pools: PoolTally | None = None,
    ) -> None:
        self.book = book
        self.now = now
        self.accounts = accounts
        self.known = known
        self.pools = PoolTally() if pools is None else pools
        self.entries: list[Entry] = []
        self.grants: list[tuple[str, Grant]] = []
        self.is_watched = False
        self._before = dict(accounts)
        self._present: set[str] = set()

    def existed(self, account_id: str) -> bool:
        """Return whether an account had entries before the batch."""
        return self._before[account_id].revision > 0

    def changed(self) -> list[Account]:
        """Return the accounts with new entries, in the order of ids."""
        before = self._before
        found = [
            account
            for name, account in self.accounts.items()
            if account is not before[name] and account.revision != before[name].revision
        ]
        return sorted(found) if len(found) > 1 else found

    def present(self, account: Account, now: datetime) -> Account:
        """Return the account at `now`. Once per batch is enough: only closing a hold can make
        another renewal necessary."""
        if account.id in self._present:
            return account
        self._present.add(account.id)
        return self.renewed(account, now)

    def together(
        self, member: Account, team_id: str, now: datetime
    ) -> tuple[Account, Account | None, datetime]:
        """Return both accounts at one instant, and that instant. An account without its team pays
        for itself."""
        team = self.accounts.get(team_id)
        if team is None:
            return member, None, now
        at = now if team.touched_at <= now else team.touched_at
        if at > now:
            member = self.renewed(member, at)
        if at > self.now:
            team = self.renewed(team, at)
        return member, self.present(team, at), at

    def renewed(self, account: Account, now: datetime) -> Account:
        """Return the account at `now`, and keep the entries that the clock causes."""
        # Most batches have no such account, and every use asks for it.
        if account.alerts or account.top_up is not None:
            self.is_watched = True
        account, renewals = renew(account, self.book.plans, now)
        if not renewals:
            return account
        posted = len(self.entries)
        for one in renewals:
            self.keep(one)
        if is_watched(account):
            self.watch(posted)
        return self.accounts[account.id]

    def watch(self, posted: int) -> None:
        """Let the alerts and the top-up of each account see its entries from number `posted` on."""
        entries = self.entries[posted:]
        for name in {entry.account_id: None for entry in entries}:
            own = [entry for entry in entries if entry.account_id == name]
            account = self.accounts[name]
            account, fired = watched(account, own, account.touched_at)
            for one in fired:
                self.keep(one)
            self.accounts[name] = account

    def keep(self, posted: Posted) -> None:
        """Note an entry and the state after it."""
        account, entry, grant = posted
        name = account.id
        self.pools.note(self.accounts[name].holds, posted)
        self.accounts[name] = account
        self.entries.append(entry)
        if grant is not None:
            self.grants.append((name, grant))
