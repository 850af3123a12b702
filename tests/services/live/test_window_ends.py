"""Listeners are told the end of a window, although nobody writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from billing.catalog.catalog import QuotaUnit
from billing.ledger.account import QuotaUse
from services.live import accounts as module
from tests.support.clocks import Clock, HeldClock
from tests.support.ledger.factories import NOW, account, use
from tests.support.live.following import MONTH_END, SOON, Listener, Memory, following, service


async def test_the_end_of_an_allowance_is_told_by_the_clock() -> None:
    state = account()
    memory = Memory(state)
    clock = HeldClock(MONTH_END - SOON)
    async with following(memory, clock) as live:
        listener = Listener(live)
        await listener.next()
        memory.kept["alice"] = account(now=MONTH_END)
        clock.let_go()
        assert (await listener.next()).next_reset > MONTH_END
        await listener.leave()


async def test_the_end_of_a_quota_window_is_told_though_nothing_was_written() -> None:
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    used = QuotaUse(QuotaUnit.REQUESTS, midnight - timedelta(days=1), midnight, 2)
    memory = Memory(account()._replace(quotas={"calls": used}))
    clock = HeldClock(midnight - SOON)
    async with following(memory, clock) as live:
        listener = Listener(live)
        first = await listener.next()
        clock.let_go()
        assert await listener.next() == first
        assert clock() >= midnight
        await listener.leave()


async def test_a_wait_in_pieces_ends_with_the_window_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS_MAX", 0.02)
    memory = Memory(account())
    clock = HeldClock(MONTH_END - SOON)
    async with following(memory, clock) as live:
        listener = Listener(live)
        await listener.next()
        memory.kept["alice"] = account(now=MONTH_END)
        clock.let_go()
        assert (await listener.next()).next_reset > MONTH_END
        assert memory.reads == ["alice"] * 2
        await listener.leave()


@pytest.mark.usefixtures("database")
async def test_a_window_that_ends_is_renewed_for_who_listens() -> None:
    async with service(Clock(now=NOW)) as earlier:
        await earlier.accounts.open("alice")
        await earlier.batcher.submit(use(input_tokens=1_000))
    clock = HeldClock(MONTH_END - SOON)
    async with service(clock) as real, following(real.accounts, clock) as live:
        listener = Listener(live)
        assert (await listener.next()).available == 2_000
        clock.let_go()
        renewed = await listener.next()
        assert (renewed.available, renewed.revision) == (10_000, 4)
        assert renewed.touched_at >= MONTH_END
        await listener.leave()
