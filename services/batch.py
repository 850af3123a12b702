"""One batch of commands: one transaction, decided by `billing`, told to the world afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.account import Account, open_account
from billing.catalog import FREE_PLAN, PriceBook
from billing.commands import Command
from db.journal import Journal, journal
from services.decisions import Decisions, Outcome, key_of


@dataclass(frozen=True, slots=True)
class Change:
    """An account that changed, and the revision it reached. Never a balance."""

    account_id: str
    revision: int


async def commit_batch(
    commands: Sequence[Command], *, book: PriceBook, clock: Callable[[], datetime]
) -> tuple[list[Outcome], list[Change]]:
    """Decides and commits `commands` in order; the outcomes stand in the same order.

    Raises only what the database raises. Then nothing of the batch has happened, unless the
    connection broke during the commit: repeating the batch finds that out by its keys.
    """
    async with journal() as ledger:
        accounts = await _lock_or_open(ledger, commands, clock)
        known = await ledger.find([key for command in commands if (key := key_of(command))])
        # The clock is read under the lock, so that an account's entries follow each other in time.
        batch = Decisions(book, clock(), accounts, known)
        outcomes = [batch.decide(command) for command in commands]
        changed = batch.changed()
        await ledger.write(changed, batch.entries, batch.grants)
    return outcomes, [Change(account.id, account.revision) for account in changed]


async def _lock_or_open(
    ledger: Journal, commands: Sequence[Command], clock: Callable[[], datetime]
) -> dict[str, Account]:
    accounts = await ledger.lock(command.account_id for command in commands)
    missing = {c.account_id for c in commands if c.may_open} - accounts.keys()
    if missing:
        now = clock()
        await ledger.open([open_account(name, plan=FREE_PLAN, now=now) for name in missing])
        accounts |= await ledger.lock(missing)
    return accounts
