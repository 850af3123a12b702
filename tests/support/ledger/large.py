"""Large accounts, made of random uses: not of decisions, which would take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from billing.ledger.account import open_account
from billing.ledger.entry import Entry, EntryKind, Use
from billing.ledger.grant import Charge, GrantSource
from db.commit.journal import journal, read_accounts
from tests.support.ledger.factories import NOW

MODELS = ("paid", "fine", "gift")
_TERMS = (
    "8/8/8",
    "8/8/8",
    "1000 TOKENS/MONTH",
    "failed",
    "8/8/8;FLEX",
    "3/15/0.3;SEARCHES=2;IMAGES=5@2",
)
_TERMS += ("failed;SEARCHES=3", "8/8/8;FLEX;SEARCHES=1;SECONDS=7@1")


def large_ledger(random: Random, *, entries: int, days: int, late: float) -> list[Entry]:
    """Return entries of one account, in equal steps of time until NOW. A part of them, `late`,
    occurred up to a week before, or five minutes later."""
    step = timedelta(days=days) / entries
    start = NOW - entries * step
    return [
        _entry(random, number, start + number * step, random.random() < late)
        for number in range(1, entries + 1)
    ]


def _entry(random: Random, revision: int, at: datetime, late: bool) -> Entry:
    recorded = at.replace(microsecond=at.microsecond // 10 * 10)
    if random.random() < 0.02:
        given = (revision, EntryKind.ADJUSTMENT, 5, 0, (), recorded, recorded)
        return Entry("alice", *given, f"key-{revision}", bytes(16), "gift")
    occurred = recorded
    if late:
        occurred -= timedelta(minutes=random.choice([-5, 1, 14, 61, 24 * 60, 7 * 24 * 60]))
    size = random.choice([0, 7, 100, 100, 101, 5_000, 200_001])
    cost = random.choice([0, 0, 8, 1_000])
    charges = [Charge(1, GrantSource.ALLOWANCE, cost // 3), Charge(2, GrantSource.PACK, cost // 2)]
    use = Use(
        random.choice(MODELS), size, 1 + random.randrange(9), size // 2, random.choice(_TERMS), None
    )
    paid = tuple(charge for charge in charges if charge.tokens)
    return Entry(
        "alice",
        revision,
        EntryKind.USAGE,
        -cost,
        0,
        paid,
        recorded,
        occurred,
        f"key-{revision}",
        bytes(16),
        None,
        use,
    )


async def keep(account_id: str, entries: Sequence[Entry]) -> None:
    """Write entries after those that the account has."""
    account = (await read_accounts([account_id])).get(account_id)
    async with journal() as ledger:
        if account is None:
            opened_at = entries[0].recorded_at
            account = open_account(account_id, plan="FREE", now=opened_at)
            await ledger.open([account])
        account = account._replace(revision=entries[-1].revision)
        named = [entry._replace(account_id=account_id) for entry in entries]
        await ledger.write([account], named, [])
