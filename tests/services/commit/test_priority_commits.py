"""Commands of both priorities, really committed, on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

import pytest

from billing.catalog.catalog import Priority
from db.errors import is_transient
from services.commit import batcher as module
from services.commit.batcher import Batcher
from services.commit.decisions import Done
from tests.services.commit.committing import committing
from tests.services.commit.test_racers import assert_sound
from tests.support.ledger.factories import use

ACCOUNTS = ("p-alice", "p-bob", "s-carol", "s-dave")


def priority_of(account_id: str) -> Priority:
    return Priority.PRIORITY if account_id.startswith("p") else Priority.STANDARD


async def test_every_use_is_recorded_once_in_the_order_of_its_call(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_SIZE_MAX", 16)
    monkeypatch.setattr(module, "TURN", 3)
    random = Random(7)
    calls = [
        [
            use(account_id=random.choice(ACCOUNTS), key=f"{call}-{place}", may_open=True)
            for place in range(random.randint(1, 12))
        ]
        for call in range(24)
    ]
    async with committing(database) as one:
        batcher = Batcher(one.committer, is_transient, priority_of=priority_of)
        batcher.start()
        answers = await asyncio.gather(*(batcher.submit_all(call) for call in calls * 2))
        await batcher.close()
    for call, first, again in zip(calls, answers, answers[len(calls) :], strict=False):
        last: dict[str, int] = {}
        for command, outcome, repeated in zip(call, first, again, strict=True):
            assert isinstance(outcome, Done)
            assert isinstance(repeated, Done)
            assert outcome.recorded == repeated.recorded
            assert {outcome.replayed, repeated.replayed} == {False, True}
            assert outcome.recorded.idempotency_key == command.idempotency_key
            # Either of the two may be first; the commands of each are in order.
            assert outcome.recorded.revision > last.get(command.account_id, 0)
            last[command.account_id] = outcome.recorded.revision
    uses = Counter(command.account_id for call in calls for command in call)
    for account_id, many in uses.items():
        await assert_sound(account_id, spent=8 * many)
