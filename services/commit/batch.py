"""One batch of commands, decided by `billing` and committed completely or not at all, under
locks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from billing.catalog.catalog import FREE_PLAN
from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account, open_account
from billing.ledger.commands import Command
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.ledger.quota import PoolTally
from billing.reserved import is_reserved
from billing.webhooks.delivery import NewDelivery
from db.commit.journal import Journal, Key, journal
from db.pools import LeaseChange
from db.privacy.moves import leaving
from services.commit.decisions import CommandOutcome, Decisions, Done, key_of
from services.commit.teams import teams_of

DECIDED_AT_ONCE = 100
"""The commands of a batch that are decided before others get a turn: one that is refused takes up
to 60 µs, because the models that could serve instead are looked for."""


class Batch(NamedTuple):
    """The outcome of a batch. `accounts` are all existing accounts of it, in their state
    afterwards; `changed` are those with new entries, in the order of ids. `is_watched` is False if
    none of them has an alert or a top-up."""

    outcomes: list[CommandOutcome]
    accounts: Mapping[str, Account]
    changed: Sequence[Account]
    entries: Sequence[Entry]
    grants: Sequence[tuple[str, Grant]]
    pools: PoolTally
    is_watched: bool
    leases: Sequence[LeaseChange] = ()
    deliveries: Sequence[NewDelivery] = ()


async def decided(
    commands: Sequence[Command],
    *,
    book: PriceBook,
    now: datetime,
    accounts: dict[str, Account],
    known: dict[Key, Entry],
    pools: PoolTally | None = None,
) -> Batch:
    """Decide the commands in order, without writing. Update `accounts` in place."""
    decisions = Decisions(book, now, accounts, known, pools)
    outcomes = [decisions.decide(command) for command in commands[:DECIDED_AT_ONCE]]
    for start in range(DECIDED_AT_ONCE, len(commands), DECIDED_AT_ONCE):
        await asyncio.sleep(0)
        part = commands[start : start + DECIDED_AT_ONCE]
        outcomes += [decisions.decide(command) for command in part]
    made = (decisions.changed(), decisions.entries, decisions.grants)
    return Batch(outcomes, accounts, *made, decisions.pools, decisions.is_watched)


def keys_of(commands: Iterable[Command]) -> list[Key]:
    """Return each key once, in order."""
    return list(dict.fromkeys(filter(None, map(key_of, commands))))


def newcomers(
    commands: Iterable[Command], accounts: Mapping[str, Account], now: datetime
) -> dict[str, Account]:
    """Return new accounts, opened at `now`, for the missing ones that may be opened. A command
    never opens one whose id is reserved."""
    missing = {c.account_id for c in commands if c.may_open} - accounts.keys()
    if not missing:
        return {}
    opened = (name for name in missing if not is_reserved(name))
    return {name: open_account(name, plan=FREE_PLAN, now=now) for name in opened}


class Leaving(Exception):
    """Accounts of these ids were erased, and their old rows are still being deleted."""

    def __init__(self, ids: set[str]) -> None:
        super().__init__(ids)
        self.ids = ids


async def refuse_leaving(opened: Collection[str]) -> None:
    """Raise Leaving for ids that cannot be opened yet. Takes one statement."""
    if opened and (ids := await leaving(opened)):
        raise Leaving(ids)


def as_first_told(outcomes: list[CommandOutcome], earlier: Sequence[Batch]) -> list[CommandOutcome]:
    """Mark entries that an earlier attempt of the same batch wrote as new: they are not replays."""
    for attempt in earlier:
        pairs = zip(outcomes, attempt.outcomes, strict=True)
        outcomes = [first if _is_same(now, first) else now for now, first in pairs]
    return outcomes


def _is_same(now: CommandOutcome, first: CommandOutcome) -> bool:
    if not (isinstance(now, Done) and now.replayed and now.entry is not None):
        return False
    if not (isinstance(first, Done) and first.entry is not None):
        return False
    return now.entry.digest == first.entry.digest


async def commit_locked(
    commands: Sequence[Command],
    *,
    book: PriceBook,
    clock: Callable[[], datetime],
    decide: Callable[..., Awaitable[Batch]] = decided,
    teams: Collection[str] = (),
    learn: Callable[[Iterable[Account]], None] = lambda _: None,
) -> Batch:
    """Decide and commit while nobody else can write the accounts, so that the batch is never stale.
    `teams` are the accounts that are known to be needed beside those of the commands. If the locked
    states name others, all locks are given back and taken anew; `learn` gets these states.

    Every batch locks existing accounts in id order, and then opens new ones in id order, as one
    that is written at once does. So two batches never wait for each other in a circle.

    Raises Locked, Leaving and the database's errors. Then nothing of the batch is committed, unless
    the connection broke during the commit. A repetition of the batch detects that by its keys.
    """
    locked = {command.account_id for command in commands} | set(teams)
    while True:
        try:
            return await _commit_under(locked, commands, book=book, clock=clock, decide=decide)
        except _Unlocked as found:
            learn(found.members)
            locked |= found.teams
        except _Opened:
            continue


class _Opened(Exception):
    """Another process opened an account after the locks were taken, so it has to be locked, too."""


class _Unlocked(Exception):
    """The states of locked accounts name teams that are not locked."""

    def __init__(self, teams: set[str], members: list[Account]) -> None:
        super().__init__(teams)
        self.teams = teams
        self.members = members


async def _commit_under(
    locked: set[str],
    commands: Sequence[Command],
    *,
    book: PriceBook,
    clock: Callable[[], datetime],
    decide: Callable[..., Awaitable[Batch]],
) -> Batch:
    async with journal() as ledger:
        accounts = await _lock_or_open(ledger, locked, commands, clock)
        if unlocked := teams_of(commands, accounts) - locked:
            members = [one for one in accounts.values() if one.membership or one.holds]
            raise _Unlocked(unlocked, members)
        known = await ledger.find(keys_of(commands))
        # The clock is read under the lock, so that the times of an account's entries never
        # decrease.
        batch = await decide(commands, book=book, now=clock(), accounts=accounts, known=known)
        await ledger.write(
            batch.changed, batch.entries, batch.grants, batch.leases, batch.deliveries
        )
    return batch


async def _lock_or_open(
    ledger: Journal, ids: set[str], commands: Sequence[Command], clock: Callable[[], datetime]
) -> dict[str, Account]:
    accounts = await ledger.lock(ids, briefly=True)
    opened = newcomers(commands, accounts, clock())
    await refuse_leaving(opened)
    if await ledger.open(opened.values()) < len(opened):
        raise _Opened
    return accounts | opened
