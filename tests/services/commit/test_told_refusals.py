"""A refusal that partners are told of: once, and without a wait for anybody's lock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import SetSpendCap, Touch
from billing.ledger.quota import QuotaPeriod
from billing.ledger.refusals import CapReached
from billing.webhooks.endpoint import Endpoint
from db.commit.writers import open_writer
from db.webhooks import deliveries, endpoints
from services.commit.committer import Committer
from services.commit.outbox import Outbox
from tests.services.commit.test_unknown_outcomes import postgres, side_door
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW, book, done, use

__all__ = ["postgres"]

A_DAY = CapName(CapScope.ACCOUNT, "", QuotaPeriod.DAY)
ENDPOINTS = ("whe_1", "whe_2")


@asynccontextmanager
async def telling(url: str) -> AsyncIterator[Committer]:
    """Yield a committer whose endpoints want everything; alice's cap refuses each use."""
    for name in ENDPOINTS:
        await endpoints.add_endpoint(Endpoint(name, "https://partner.test", None, None, None, NOW))
    outbox, writer, prices = Outbox(), open_writer(url), book()
    await outbox.look()
    one = Committer(writer, lambda: prices, Clock(), lambda _: None, outbox=outbox)
    try:
        await one([Touch("alice", may_open=True), Touch("bob", may_open=True)])
        await one([SetSpendCap("alice", cap=A_DAY, tokens=1)])
        yield one
    finally:
        await writer.close()


async def told() -> int:
    found = [await deliveries.due_deliveries(name, NOW, limit=100) for name in ENDPOINTS]
    assert {one.type for some in found for one in some} <= {"cap.reached"}
    return sum(map(len, found))


async def test_a_refusal_is_told_to_each_endpoint_once(database: str) -> None:
    """Also by two processes: each remembers what it told."""
    async with telling(database) as first:
        outbox, writer, prices = Outbox(), open_writer(database), book()
        await outbox.look()
        other = Committer(writer, lambda: prices, Clock(), lambda _: None, outbox=outbox)
        for one in (first, other, other, first):
            assert isinstance((await one([use()]))[0], CapReached)
            assert await told() == len(ENDPOINTS)
        await writer.close()


@pytest.mark.parametrize("lock", ["FOR UPDATE", "FOR NO KEY UPDATE"])
async def test_nobody_waits_for_a_locked_account_to_tell_its_refusal(
    postgres: str, lock: str
) -> None:
    async with telling(postgres) as one, side_door(postgres) as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute(f"SELECT 1 FROM account WHERE id = 'alice' {lock}")
        async with asyncio.timeout(20):
            refused, recorded = await one([use(), use(account_id="bob")])
        assert isinstance(refused, CapReached)
        assert not done(recorded).replayed
        await transaction.rollback()
        await one([use()])
        assert await told() == len(ENDPOINTS)
