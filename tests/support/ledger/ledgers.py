"""Ledgers written as the service writes them, for tests that read."""

from __future__ import annotations

from datetime import datetime

from billing.ledger.commands import Command
from billing.ledger.entry import Entry
from db.commit.journal import journal
from db.models import PastUse
from tests.support.ledger.factories import NOW
from tests.support.ledger.histories import Batch, fold


async def recorded(*commands: Command, at: datetime = NOW) -> list[Entry]:
    """Record the commands at one time; return the entries of their accounts, the oldest first."""
    return await recorded_in(Batch(at, list(commands)))


async def recorded_in(*batches: Batch) -> list[Entry]:
    """Record one batch after the other; return the entries in the same order."""
    folded = fold(batches)
    async with journal() as ledger:
        await ledger.open(list(folded.accounts.values()))
        await ledger.write(list(folded.accounts.values()), folded.entries, folded.grants)
    return folded.entries


async def imported(
    *,
    number: int,
    account_id: str = "alice",
    model: str = "old",
    tokens: int = 10,
    at: datetime = NOW,
) -> None:
    """Record a use of an older system."""
    await PastUse.create(
        account_id=account_id, id=str(number), model=model, tokens=tokens, used_at=at
    )
