"""Commits batches in one or two round trips; takes locks only where others write the same
accounts.

After an error, the committer never guesses whether the attempt was committed. It repeats the batch
and looks for its entries. The digest of an entry proves which attempt wrote it: it covers the
account's whole history, to the microsecond of the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.commands import Command
from billing.ledger.entry import Entry
from billing.ledger.quota import PoolTally
from billing.webhooks.told import told_by
from db.commit.journal import Key
from db.commit.writer import BatchRead, Changes, Writer
from db.errors import Locked, Stale
from services.commit.batch import (
    Batch,
    Leaving,
    as_first_told,
    commit_locked,
    decided,
    keys_of,
    newcomers,
    refuse_leaving,
)
from services.commit.decisions import CommandOutcome, Done
from services.commit.fired import fired
from services.commit.locked import LockedAccounts
from services.commit.outbox import Outbox, RefusalOf, deliveries_of
from services.commit.recall import CONFIRMED, WRITTEN, Recall, is_plain, is_same
from services.commit.remembered import Remembered
from services.commit.teams import known_teams, teams_of, waiting_for
from services.commit.unavailable import Unavailable
from services.pools.leases import Leases

TRIES = 6
"""How often a batch may be stale: two processes rarely collide on the same accounts twice."""

LOCKED_BATCHES = 20
"""After that, this many batches take locks, because other processes probably still write the
accounts."""

LOCK_TRIES = 3
"""How often a batch may time out on a lock; after each timeout, the holder of the lock is looked
up."""

LOCKED_RETRY_SECONDS = 2
"""The seconds after which commands of a locked account may be tried again."""


class Committer:
    """Commits batches, one at a time. `offer` gets the committed states of the changed accounts,
    then `publish` gets their ids and revisions.

    After an error, a call with the same list repeats that batch.
    """

    def __init__(
        self,
        writer: Writer,
        book: Callable[[], PriceBook],
        clock: Callable[[], datetime],
        publish: Callable[[Iterable[tuple[str, int]]], None],
        *,
        offer: Callable[[Sequence[Account]], None] = lambda _: None,
        remembered: Remembered | None = None,
        leases: Leases | None = None,
        outbox: Outbox | None = None,
    ) -> None:
        self._writer = writer
        self._book = book
        self._clock = clock
        self._publish = publish
        self._offer = offer
        self.stale = 0
        """The number of attempts that wrote nothing, because another process had written one of
        their accounts or keys meanwhile."""
        self._commands: Sequence[Command] = ()
        self._attempts: list[Batch] = []
        self._locked_left = 0
        self._locked = LockedAccounts(writer)
        self._held: set[str] = set()
        self._remembered = Remembered() if remembered is None else remembered
        self.recall = Recall(self._remembered)
        self._leases = Leases() if leases is None else leases
        self._outbox = Outbox() if outbox is None else outbox

    async def __call__(self, commands: Sequence[Command]) -> list[CommandOutcome]:
        """Return the outcomes, in order, once they are committed; Unavailable for accounts that
        another session keeps locked. Raises the driver's errors; whether the batch was committed
        is then unknown."""
        if commands is not self._commands:
            self._commands, self._attempts = commands, []
        batch = await self._commit_free(commands)
        # Before the commands are forgotten: if this fails, the batch is repeated.
        await self._outbox.tell_refusals(_refused(commands, batch.outcomes), self._clock)
        earlier = [attempt for attempt in self._attempts if attempt is not batch]
        self._commands, self._attempts = (), []
        self._remembered.keep(batch.accounts.values())
        changed = _changed(batch, earlier)
        fired.count_batch(batch, earlier)
        self._offer(changed)
        self._publish([(account.id, account.revision) for account in changed])
        if batch.deliveries:
            self._outbox.written.set()
        return as_first_told(batch.outcomes, earlier)

    async def _commit_free(self, commands: Sequence[Command]) -> Batch:
        """Return the commands of all accounts that are neither locked nor still being erased."""
        self._held = set()
        if self._locked:
            self._hold(await self._locked.still(self._needed(commands)))
        for tried in range(1, LOCK_TRIES):
            known = len(self._attempts)
            try:
                return await self._commit(self._free(commands))
            except Locked:
                # A batch that waited for a lock wrote nothing.
                del self._attempts[known:]
                free = self._needed(self._free(commands))
                self._hold(self._held | await self._locked.find(free, absent=tried > 1))
            except Leaving as found:
                del self._attempts[known:]
                self._hold(self._held | found.ids)
        return await self._commit(self._free(commands))

    def _needed(self, commands: Sequence[Command]) -> set[str]:
        """Return the accounts of the commands, and of the teams that may pay for them."""
        ids = {command.account_id for command in commands}
        return ids | known_teams(commands, ids, self._remembered)

    def _hold(self, locked: set[str]) -> None:
        """Leave out the commands that need an account which is locked."""
        waiting = waiting_for(self._commands, locked, self._remembered) if locked else set()
        self._held = locked | waiting

    def _free(self, commands: Sequence[Command]) -> Sequence[Command]:
        if not self._held:
            return commands
        return [c for c in commands if c.account_id not in self._held]

    async def _commit(self, commands: Sequence[Command]) -> Batch:
        if not self._locked_left:
            for tried in range(TRIES):
                try:
                    return await self._commit_recalled(commands, again=tried > 0)
                except Stale:
                    # This attempt wrote nothing.
                    self._attempts.pop()
                    self.stale += 1
            self._locked_left = LOCKED_BATCHES
        self._locked_left -= 1
        # Taken anew in the batch's transaction, so that no other process can take them away.
        self._leases.forget()
        try:
            batch = await commit_locked(
                commands,
                book=self._book(),
                clock=self._clock,
                decide=self._decided_inside,
                teams=self._needed(commands),
                learn=self._remembered.keep,
            )
        except BaseException:
            # Also after a cancellation: the transaction that took them is gone.
            self._leases.forget()
            raise
        self._leases.keep(batch.leases)
        return batch

    async def _commit_recalled(self, commands: Sequence[Command], *, again: bool) -> Batch:
        """Commit a batch that is decided on remembered accounts, if the states are still the
        same. The others are read."""
        needed = self._needed(commands)
        # After an attempt whose outcome is unknown, only a read finds what it wrote.
        recalled = None if self._attempts else self.recall.accounts(commands, needed)
        if recalled is None:
            read = await self._read(commands, needed)
            return await self._commit_read(commands, needed, read, again=again)
        batch = await self._decided(
            commands, book=self._book(), now=self._clock(), accounts=recalled, known={}
        )
        is_read = not is_plain(batch)
        if is_read:
            # It was not sent yet, and perhaps never is.
            self._attempts.pop()
            read = await self._read(commands, needed)
            if read.known or not is_same(read.accounts, recalled):
                self.recall.wrong(needed)
                # They name the teams that are needed, also if this batch has to wait for a lock.
                self._remembered.keep(read.accounts.values())
                return await self._commit_read(commands, needed, read, again=again)
            self._attempts.append(batch)
        try:
            await self._write(batch, {}, recalled)
        except Locked:
            raise
        except BaseException:
            self.recall.wrong(needed)
            raise
        self.recall.right(CONFIRMED if is_read else WRITTEN)
        return batch

    async def _commit_read(
        self, commands: Sequence[Command], needed: set[str], read: BatchRead, *, again: bool
    ) -> Batch:
        """Commit a batch that is decided on what was just read."""
        accounts, known = read
        # The clock is read after the accounts, as under a lock: their state is not later than
        # `now`.
        now = self._clock()
        # In most batches, no account is missing.
        opened = {} if needed <= accounts.keys() else newcomers(commands, accounts, now)
        batch = await self._decided(
            commands,
            book=self._book(),
            now=now,
            accounts=accounts | opened if opened else accounts,
            known=known,
        )
        if opened and (again or opened.keys() - {one.account_id for one in batch.entries}):
            # Otherwise, an old row of such an id has the key of its first entry.
            await refuse_leaving(opened)
        await self._write(batch, opened, accounts)
        return batch

    async def _write(
        self, batch: Batch, opened: Mapping[str, Account], accounts: Mapping[str, Account]
    ) -> None:
        """Write a batch that was decided on these `accounts`, if it changes something."""
        if not (batch.changed or opened):
            return
        try:
            await self._writer.append(_to_write(batch, opened, accounts))
        except BaseException:
            # Perhaps another process took a lease away, or the outcome is unknown.
            self._leases.forget(change.key for change in batch.leases)
            raise
        if batch.leases:
            self._leases.keep(batch.leases)

    async def _read(self, commands: Sequence[Command], needed: set[str]) -> BatchRead:
        """Read the `needed` accounts, those of the commands and of their teams, in one statement. A
        team that the remembered states did not name takes another one."""
        ids = sorted(needed)
        read = await self._writer.read(ids, keys_of(commands), self._remembered)
        self._remembered.found(ids, read.accounts)
        named = teams_of(commands, read.accounts)
        if named <= needed:
            return read
        more = sorted(named - needed)
        # From now on, they are known also if this batch is stale, or has to wait for a lock.
        self._remembered.keep(one for one in read.accounts.values() if one.membership or one.holds)
        teams = await self._writer.read(more, (), self._remembered)
        self._remembered.found(more, teams.accounts)
        return BatchRead(read.accounts | teams.accounts, read.known)

    async def _decided_inside(self, commands: Sequence[Command], **given: Any) -> Batch:
        return await self._decided(commands, inside=True, **given)

    async def _decided(
        self,
        commands: Sequence[Command],
        *,
        book: PriceBook,
        now: datetime,
        accounts: dict[str, Account],
        known: dict[Key, Entry],
        inside: bool = False,
    ) -> Batch:
        """Decide a batch. Where a pool has too little for it, decide it again with what there
        is."""
        limited = self._leases.exhausted(book)
        while True:
            batch = await decided(
                commands,
                book=book,
                now=now,
                # Decisions change them, and perhaps they have to be made again.
                accounts=dict(accounts),
                known=dict(known),
                pools=PoolTally(dict(limited)),
            )
            if not batch.pools.totals:
                break
            lacking = await self._leases.cover(batch.pools, book, now, inside=inside)
            if not lacking:
                batch = batch._replace(leases=self._leases.changes(batch.pools, now))
                break
            limited |= lacking
        if told := told_by(batch.entries, accounts, batch.accounts):
            batch = batch._replace(deliveries=await deliveries_of(told))
        if self._held:
            batch = batch._replace(outcomes=self._with_held(batch.outcomes))
        self._attempts.append(batch)
        return batch

    def _with_held(self, outcomes: list[CommandOutcome]) -> list[CommandOutcome]:
        """Return the outcomes of all commands; `outcomes` are those of the accounts that are not
        locked."""
        free = iter(outcomes)
        return [
            Unavailable(LOCKED_RETRY_SECONDS) if c.account_id in self._held else next(free)
            for c in self._commands
        ]


def _to_write(
    batch: Batch, opened: Mapping[str, Account], accounts: Mapping[str, Account]
) -> Changes:
    """Return the rows of a batch that was decided on these `accounts`."""
    # In id order, so that two batches rarely wait for each other's row locks in a circle.
    updated = batch.changed
    made = (batch.entries, batch.grants, batch.leases, batch.deliveries)
    names: Sequence[str] = ()
    if opened:
        names = sorted(opened)
        updated = [account for account in updated if account.id not in opened]
    before = [accounts[account.id].digest for account in updated]
    return Changes(updated, before, [batch.accounts[name] for name in names], *made)


def _changed(batch: Batch, earlier: Sequence[Batch]) -> Sequence[Account]:
    """Return the changes of this attempt and of attempts that may have been committed. Announcing
    an unchanged account costs a read; not announcing a changed one leaves old values with its
    listeners."""
    if not earlier:
        return batch.changed
    names = {account.id for attempt in (*earlier, batch) for account in attempt.changed}
    return [batch.accounts[name] for name in sorted(names & batch.accounts.keys())]


def _refused(
    commands: Sequence[Command], outcomes: Sequence[CommandOutcome]
) -> Iterator[RefusalOf]:
    """Yield what was refused, each with its account."""
    for command, outcome in zip(commands, outcomes, strict=True):
        if type(outcome) is not Done:
            yield command.account_id, outcome
