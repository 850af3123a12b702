"""A long batch is decided in parts, so that others are served meanwhile."""

from __future__ import annotations

import asyncio

from billing.ledger.account import open_account
from billing.ledger.commands import RecordUsage
from services.commit.batch import DECIDED_AT_ONCE, decided
from services.commit.decisions import Decisions
from tests.support.clocks import Clock
from tests.support.ledger.factories import book, premium_model


def used(number: int) -> RecordUsage:
    """Return a use; a few of them are more than an account has."""
    return RecordUsage(
        account_id="alice",
        model="gpt-4o",
        input_tokens=1 + number % 7 * number,
        output_tokens=1,
        idempotency_key=f"key {number % 900}",
    )


async def test_a_long_batch_lets_others_work_and_is_decided_as_at_once() -> None:
    now, prices = Clock()(), book(models=[premium_model(name="gpt-4o")])
    commands = [used(number) for number in range(4 * DECIDED_AT_ONCE)]
    accounts = {"alice": open_account("alice", plan="FREE", now=now)}
    at_once = Decisions(prices, now, dict(accounts), {})
    outcomes = [at_once.decide(command) for command in commands]
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    batch = await decided(commands, book=prices, now=now, accounts=accounts, known={})
    task.cancel()
    assert turns == 3
    assert batch.outcomes == outcomes
    assert batch.entries == at_once.entries
    assert len({type(outcome) for outcome in outcomes}) > 1
