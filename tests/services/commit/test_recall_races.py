"""Processes with memories write the same accounts at once: uses, holds, gifts and reversals, caps
of a key, repeats, another catalog, and a window that turns."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from random import Random

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import Command, SetSpendCap, Touch
from billing.ledger.hold_commands import SettleHold
from db.commit.journal import read_accounts
from db.ledger.history import read_entries
from services.catalog import CatalogService
from services.commit.decisions import CommandOutcome, Done
from tests.services.commit.committing import Committing, committing
from tests.support.audit.tampering import CATALOG, faults
from tests.support.clocks import Clock
from tests.support.ledger.factories import (
    adjustment,
    book,
    default_models,
    placing,
    premium_model,
    settling,
    use,
)

PROCESSES = 4
HOT = "hot"
ACCOUNTS = [HOT, *(f"account-{number}" for number in range(10))]
ROUNDS = 12
KEY = "0123456789abcdef"
CAP = CapName(CapScope.API_KEY, KEY, QuotaPeriod.DAY)
OTHER_BOOK = book(models=[*default_models(), premium_model(rates="9/9/9")])
Told = dict[tuple[str, str], list[CommandOutcome]]
"""The answers to each key of each account."""


class Racer:
    """One process. Its uses of a round have the keys of all others, too, so each is a repeat."""

    def __init__(self, one: Committing, number: int, told: Told) -> None:
        self._one, self._random, self._told = one, Random(number), told
        self._open: list[tuple[str, int]] = []

    async def run(self, number: int) -> None:
        commands = self._commands(number)
        outcomes = await self._one.commit(*commands)
        for command, outcome in zip(commands, outcomes, strict=True):
            if hasattr(command, "idempotency_key") and not isinstance(command, SettleHold):
                self._told[command.account_id, command.idempotency_key].append(outcome)
            if isinstance(outcome, Done) and outcome.hold and not isinstance(command, SettleHold):
                self._open.append((command.account_id, outcome.hold.number))

    def _commands(self, number: int) -> list[Command]:
        random = self._random
        made: list[Command] = [
            use(account_id=HOT, key=f"{number}", input_tokens=1 + number, api_key_id=KEY)
        ]
        for name in random.sample(ACCOUNTS, 4):
            own = random.randrange(10**12)
            made += random.choice(
                [
                    [use(account_id=name, key=f"u{own}", input_tokens=random.randint(1, 90))] * 2,
                    [placing(account_id=name, key=f"h{own}", input_tokens=random.randint(1, 90))],
                    [adjustment(account_id=name, key=f"a{own}", tokens=random.choice([70, -70]))],
                    [SetSpendCap(name, cap=CAP, tokens=random.randint(1, 500))],
                    [use(account_id=name, key=f"f{own}", model="calls"), Touch(name)],
                ]
            )
        if self._open:
            name, hold = self._open.pop()
            made.append(settling(hold, account_id=name, input_tokens=random.randint(1, 90)))
        return made


async def test_processes_with_memories_keep_one_ledger(database: str) -> None:
    clock, told = Clock(), defaultdict[tuple[str, str], list[CommandOutcome]](list)
    await CatalogService(clock=clock).apply(CATALOG, "test")
    async with AsyncExitStack() as stack:
        ones = [await stack.enter_async_context(committing(database)) for _ in range(PROCESSES)]
        racers = [Racer(one, number, told) for number, one in enumerate(ones)]
        for one in ones:
            one.clock = clock
        await ones[0].commit(*(Touch(name, may_open=True) for name in ACCOUNTS))
        for number in range(ROUNDS):
            if number == ROUNDS // 3:
                # Not in all processes: one of them does not know of the new catalog yet.
                for one in ones[1:]:
                    one.book = OTHER_BOOK
            if number == ROUNDS // 2:
                clock.advance(days=40)
            await asyncio.gather(*(racer.run(number) for racer in racers))
        assert {"written", "decided_again"} <= set().union(
            *(one.committer.recall.counts for one in ones)
        )
    await check(told)
    assert await faults() == []


async def check(told: Told) -> None:
    accounts = await read_accounts(ACCOUNTS)
    for name, account in accounts.items():
        entries = await read_entries(name, limit=10_000)
        assert [entry.revision for entry in entries] == [*range(account.revision, 0, -1)]
        assert sum(entry.tokens for entry in entries) == account.balance
        by_key = {e.idempotency_key: e for e in entries if e.idempotency_key is not None}
        for (owner, key), outcomes in told.items():
            if owner == name:
                done = [one for one in outcomes if isinstance(one, Done)]
                _agree(done, by_key.get(key))


def _agree(done: Sequence[Done], entry: object) -> None:
    """Check that one answer is the first, and that all have the entry of the ledger."""
    assert bool(done) == (entry is not None)
    assert all(one.entry == entry for one in done)
    assert sum(not one.replayed for one in done) == min(len(done), 1)
