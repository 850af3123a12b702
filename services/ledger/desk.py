"""One or more locked accounts, for use cases that are not single commands of the batcher."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.allowance import Plans, renew
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.ledger.posting import Posted
from billing.ledger.quota import PoolTally
from billing.ledger.top_ups.watching import watched
from billing.webhooks.delivery import NewDelivery
from billing.webhooks.told import Told, told_by
from db import pools
from db.commit.journal import Journal, journal
from services.clock.movable import MovableClock
from services.commit.changed import Publish
from services.commit.fired import fired
from services.commit.outbox import deliveries_of


class AccountGone(LookupError):
    """The account does not exist, or was erased meanwhile."""


class Desk:
    """The present account; `keep` collects the entries posted for it."""

    def __init__(self, account: Account, now: datetime) -> None:
        self.account = account
        self.now = now
        self.entries: list[Entry] = []
        self.grants: list[tuple[str, Grant]] = []
        self._alerted = 0
        self.pools = PoolTally()
        self.told: list[Told] = []
        """Events beside those of the entries."""

    def keep(self, posted: Iterable[Posted]) -> None:
        for one in posted:
            self.pools.note(self.account.holds, one)
            self.account = one.account
            self.entries.append(one.entry)
            if one.grant is not None:
                self.grants.append((one.account.id, one.grant))

    def alert(self) -> None:
        """Let the account's alerts and top-up see what was kept since the last call."""
        account, fired = watched(self.account, self.entries[self._alerted :], self.now)
        self.keep(fired)
        self.account, self._alerted = account, len(self.entries)


class Desks:
    """Several present accounts at one time, `now`."""

    def __init__(self, accounts: Iterable[Account], now: datetime) -> None:
        self.now = now
        self._desks = {account.id: Desk(account, now) for account in accounts}

    def __getitem__(self, account_id: str) -> Desk:
        """Raises AccountGone if the account was not there to be locked."""
        desk = self._desks.get(account_id)
        if desk is None:
            raise AccountGone(account_id)
        return desk

    def find(self, account_id: str | None) -> Desk | None:
        """Return the account's desk; None if it was not there to be locked."""
        return self._desks.get(account_id or "")

    def keep(self, posted: Iterable[Posted]) -> None:
        """Keep entries of any of the accounts."""
        for one in posted:
            self[one.account.id].keep([one])

    def alert(self) -> None:
        """Let alerts and top-ups see what was kept for each account since the last call."""
        for desk in self._desks.values():
            desk.alert()

    @property
    def all(self) -> list[Desk]:
        return [*self._desks.values()]

    @property
    def changed(self) -> list[Desk]:
        """The desks with entries."""
        return [desk for desk in self._desks.values() if desk.entries]


@asynccontextmanager
async def desks(
    ids: Collection[str],
    *,
    plans: Plans,
    clock: Callable[[], datetime],
    publish: Publish,
    opening: Sequence[Account] = (),
) -> AsyncIterator[Desks]:
    """Open one transaction on the existing accounts among `ids`, renewed and locked until the end.
    The new accounts of `opening` are made first; each must get an entry.

    The kept entries are written at the end, in the same transaction as all other writes inside the
    block. Listeners are notified after the commit.
    """
    if isinstance(clock, MovableClock):
        await clock.look()
    async with journal() as ledger:
        await ledger.open(opening)
        accounts = await ledger.lock([*ids, *(account.id for account in opening)])
        # The clocks of processes differ, but the time of an account never decreases.
        now = max([clock(), *(account.touched_at for account in accounts.values())])
        opened = Desks(accounts.values(), now)
        for account in accounts.values():
            if account.revision:
                opened.keep(renew(account, plans, now)[1])
        opened.alert()
        yield opened
        opened.alert()
        changed = opened.changed
        told = [one for desk in opened.all for one in desk.told]
        after = {desk.account.id: desk.account for desk in opened.all}
        entries = (entry for desk in changed for entry in desk.entries)
        deliveries = await deliveries_of([*told_by(entries, accounts, after), *told])
        await _write(ledger, changed, now, deliveries)
    fired.count(entry for desk in changed for entry in desk.entries)
    if changed:
        publish([(desk.account.id, desk.account.revision) for desk in changed])


async def _write(
    ledger: Journal, changed: Sequence[Desk], now: datetime, deliveries: Sequence[NewDelivery]
) -> None:
    await ledger.write(
        [desk.account for desk in changed],
        [entry for desk in changed for entry in desk.entries],
        [grant for desk in changed for grant in desk.grants],
        deliveries=deliveries,
    )
    for desk in changed:
        # What expired holds had reserved. No lease is needed for it.
        await pools.add(desk.pools.totals, now)


@asynccontextmanager
async def desk(
    account_id: str, *, plans: Plans, clock: Callable[[], datetime], publish: Publish
) -> AsyncIterator[Desk]:
    """Open one transaction on one existing account, as `desks`. Raises AccountGone."""
    async with desks([account_id], plans=plans, clock=clock, publish=publish) as opened:
        yield opened[account_id]
