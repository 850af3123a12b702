"""One locked account, for use cases that are not single commands of the batcher."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.allowance import Plans, renew
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.ledger.posting import Posted
from billing.ledger.quota import PoolTally
from db import pools
from db.commit.journal import journal
from services.clock.movable import MovableClock
from services.commit.changed import Publish


class AccountGone(LookupError):
    """The account does not exist, or was erased meanwhile."""


class Desk:
    """The present account; `keep` collects the entries posted for it."""

    def __init__(self, account: Account, now: datetime) -> None:
        self.account = account
        self.now = now
        self.entries: list[Entry] = []
        self.grants: list[tuple[str, Grant]] = []
        self.pools = PoolTally()

    def keep(self, posted: Iterable[Posted]) -> None:
        for one in posted:
            self.pools.note(self.account.holds, one)
            self.account = one.account
            self.entries.append(one.entry)
            if one.grant is not None:
                self.grants.append((one.account.id, one.grant))


@asynccontextmanager
async def desk(
    account_id: str, *, plans: Plans, clock: Callable[[], datetime], publish: Publish
) -> AsyncIterator[Desk]:
    """Open one transaction on an existing account, renewed and locked until the end.

    The kept entries are written at the end, in the same transaction as all other writes inside the
    block. Listeners are notified after the commit. Raises AccountGone.
    """
    if isinstance(clock, MovableClock):
        await clock.look()
    async with journal() as ledger:
        account = (await ledger.lock([account_id])).get(account_id)
        if account is None:
            raise AccountGone(account_id)
        # The clocks of processes differ, but the time of an account never decreases.
        opened = Desk(account, max(clock(), account.touched_at))
        opened.keep(renew(account, plans, opened.now)[1])
        yield opened
        await ledger.write([opened.account], opened.entries, opened.grants)
        # What expired holds had reserved. No lease is needed for it.
        await pools.add(opened.pools.totals, opened.now)
    if opened.entries:
        publish([(account_id, opened.account.revision)])
