"""One batch of commands, decided by `billing` and committed completely or not at all, under
locks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from billing.catalog.catalog import FREE_PLAN, PriceBook
from billing.ledger.account import Account, open_account
from billing.ledger.commands import Command
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from db.commit.journal import Journal, Key, journal
from services.commit.decisions import CommandOutcome, Decisions, key_of


class Batch(NamedTuple):
    """The outcome of a batch. `accounts` are all existing accounts of it, in their state
    afterwards."""

    outcomes: list[CommandOutcome]
    accounts: Mapping[str, Account]
    changed: Sequence[Account]
    entries: Sequence[Entry]
    grants: Sequence[tuple[str, Grant]]


def decided(
    commands: Iterable[Command],
    *,
    book: PriceBook,
    now: datetime,
    accounts: dict[str, Account],
    known: dict[Key, Entry],
) -> Batch:
    """Decide the commands in order, without writing. Update `accounts` in place."""
    decisions = Decisions(book, now, accounts, known)
    outcomes = [decisions.decide(command) for command in commands]
    return Batch(outcomes, accounts, decisions.changed(), decisions.entries, decisions.grants)


def keys_of(commands: Iterable[Command]) -> list[Key]:
    """Return each id once, in order."""
    return list(dict.fromkeys(key for command in commands if (key := key_of(command))))


def newcomers(
    commands: Iterable[Command], accounts: Mapping[str, Account], now: datetime
) -> dict[str, Account]:
    """Return new accounts, opened at `now`, for the missing ones that may be opened."""
    missing = {c.account_id for c in commands if c.may_open} - accounts.keys()
    return {name: open_account(name, plan=FREE_PLAN, now=now) for name in missing}


async def commit_locked(
    commands: Sequence[Command],
    *,
    book: PriceBook,
    clock: Callable[[], datetime],
    decide: Callable[..., Batch] = decided,
) -> Batch:
    """Decide and commit while nobody else can write the accounts, so that the batch is never stale.

    Raises Locked and the database's errors. Then nothing of the batch is committed, unless the
    connection broke during the commit. A repetition of the batch detects that by its keys.
    """
    async with journal() as ledger:
        accounts = await _lock_or_open(ledger, commands, clock)
        known = await ledger.find(keys_of(commands))
        # The clock is read under the lock, so that the times of an account's entries never
        # decrease.
        batch = decide(commands, book=book, now=clock(), accounts=accounts, known=known)
        await ledger.write(batch.changed, batch.entries, batch.grants)
    return batch


async def _lock_or_open(
    ledger: Journal, commands: Sequence[Command], clock: Callable[[], datetime]
) -> dict[str, Account]:
    accounts = await ledger.lock((command.account_id for command in commands), briefly=True)
    # Repeated where another process opened an account and erased it before it was locked.
    while opened := newcomers(commands, accounts, clock()):
        await ledger.open(list(opened.values()))
        accounts |= await ledger.lock(opened)
    return accounts
