"""The heartbeat finds changes whose signal was lost, and continues after failures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from db.commit.journal import read_revisions
from services.live import accounts as module
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW, account, use
from tests.support.live.following import Listener, Memory, following, service


@pytest.mark.usefixtures("quick_heart")
async def test_a_heartbeat_finds_accounts_that_were_erased_or_opened_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory = Memory(account()._replace(revision=3), account(account_id="bob"))

    async def revisions(ids: Sequence[str]) -> list[tuple[str, int]]:
        return [(name, memory.kept[name].revision) for name in ids if name in memory.kept]

    monkeypatch.setattr(module, "read_revisions", revisions)
    async with following(memory) as live:
        alice, bob = Listener(live), Listener(live, "bob")
        assert [(await one.next()).revision for one in (alice, bob)] == [3, 1]
        again = account()._replace(opened_at=NOW + timedelta(seconds=1))
        memory.kept = {"alice": again}
        assert await alice.next() == again
        with pytest.raises(StopAsyncIteration):
            await bob.next()
        await alice.leave()


@pytest.mark.usefixtures("database", "quick_heart")
async def test_a_heartbeat_confirms_what_is_unchanged() -> None:
    async with service(Clock()) as real, following(real.accounts) as live:
        await real.accounts.open("alice")
        listener = Listener(live)
        await listener.next()
        confirmed = live._watches["alice"].confirmed_at
        async with asyncio.timeout(180):
            while live._watches["alice"].confirmed_at == confirmed:
                await asyncio.sleep(0.001)
        assert live.behind_seconds == pytest.approx(0, abs=5)
        await listener.leave()


@pytest.mark.usefixtures("quick_heart")
async def test_a_failure_while_following_is_waited_out() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        memory.failures = [OSError("away"), OSError("still away")]
        live.signal("alice", memory.change())
        assert (await listener.next()).revision == 2
        assert memory.failures == []
        await listener.leave()


@pytest.mark.usefixtures("database", "quick_heart")
async def test_a_lost_signal_is_healed_by_the_heartbeat() -> None:
    async with service(Clock()) as real, following(real.accounts) as live:
        await real.accounts.open("alice")
        listener = Listener(live)
        await listener.next()
        await real.batcher.submit(use())
        assert (await listener.next()).available == 9_992
        await listener.leave()


@pytest.mark.usefixtures("database", "quick_heart")
async def test_the_heartbeat_outlives_a_failing_database(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [OSError("away"), OSError("still away")]
    read = read_revisions

    async def failing_first(ids: Sequence[str]) -> list[tuple[str, int]]:
        if failures:
            raise failures.pop()
        return await read(ids)

    monkeypatch.setattr(module, "read_revisions", failing_first)
    async with service(Clock()) as real, following(real.accounts) as live:
        await real.accounts.open("alice")
        listener = Listener(live)
        await listener.next()
        await real.batcher.submit(use())
        assert (await listener.next()).revision == 2
        assert failures == []
        await listener.leave()
