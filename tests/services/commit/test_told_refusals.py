"""A refusal that partners are told of: once, without a wait for anybody's lock, and whatever this
process knew of their endpoints."""

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
TOLD = ["cap.reached"] * len(ENDPOINTS)


@asynccontextmanager
async def telling(url: str) -> AsyncIterator[Committer]:
    """Yield a committer whose endpoints want everything; alice's cap refuses each use."""
    for name in ENDPOINTS:
        await add(name)
    writer, prices = open_writer(url), book()
    one = Committer(writer, lambda: prices, Clock(), lambda _: None, outbox=Outbox())
    try:
        await one([Touch("alice", may_open=True), Touch("bob", may_open=True)])
        await one([SetSpendCap("alice", cap=A_DAY, tokens=1)])
        yield one
    finally:
        await writer.close()


async def add(name: str) -> None:
    await endpoints.add_endpoint(Endpoint(name, "https://partner.test", None, None, None, NOW))


async def told(*names: str) -> list[str]:
    """Return the types of what waits for endpoints."""
    found = [await deliveries.due_deliveries(name, NOW, limit=100) for name in names or ENDPOINTS]
    return [one.type for some in found for one in some]


async def test_a_refusal_is_told_to_each_endpoint_once(database: str) -> None:
    """Also by two processes: each remembers what it told."""
    async with telling(database) as first:
        writer, prices = open_writer(database), book()
        other = Committer(writer, lambda: prices, Clock(), lambda _: None, outbox=Outbox())
        for one in (first, other, other, first):
            assert isinstance((await one([use()]))[0], CapReached)
            assert await told() == TOLD
        await writer.close()


@pytest.mark.parametrize("lock", ["FOR UPDATE", "FOR NO KEY UPDATE"])
async def test_nobody_waits_for_a_locked_account_to_tell_its_refusal(
    postgres: str, lock: str
) -> None:
    async with telling(postgres) as one, side_door(postgres) as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute(f"SELECT 1 FROM account WHERE id = 'alice' {lock}")
        async with asyncio.timeout(180):
            refused, recorded = await one([use(), use(account_id="bob")])
        assert isinstance(refused, CapReached)
        assert not done(recorded).replayed
        await transaction.rollback()
        await one([use()])
        assert await told() == TOLD


async def test_an_endpoint_that_another_process_made_misses_no_refusal(database: str) -> None:
    """Also one that this process told others of before."""
    async with telling(database) as one:
        for name in (None, "whe_3", "whe_4"):
            if name is not None:
                await add(name)
            assert isinstance((await one([use()]))[0], CapReached)
        assert await told() == TOLD
        assert await told("whe_3", "whe_4") == ["cap.reached"] * 2


async def test_the_first_endpoint_of_another_process_misses_no_event(database: str) -> None:
    """This process has looked, and knows of none."""
    writer, prices, outbox = open_writer(database), book(), Outbox()
    await outbox.look()
    one = Committer(writer, lambda: prices, Clock(), lambda _: None, outbox=outbox)
    await one([Touch("alice", may_open=True)])
    await add("whe_3")
    done((await one([use(input_tokens=1_250)]))[0])
    await writer.close()
    assert not outbox.is_on
    assert await told("whe_3") == ["balance.depleted"]
