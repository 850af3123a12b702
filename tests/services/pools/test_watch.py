"""What processes do in the background: tell of levels, and return what expired holds reserved.
Billing rule 11."""

from __future__ import annotations

from datetime import datetime

import pytest

from billing.ledger.commands import Touch
from db.pools import overdue
from services.pools import watch
from services.pools.watch import LEVELS, SWEEP
from tests.services.pools.pooling import Process, accepted, processes, used
from tests.support.ledger.factories import done, placing, releasing, use

TODAY = "REQUESTS-DAY-2026-11-23-provider:acme"
TTL_SECONDS = 600
SHORT = 60


async def fill(process: Process, number: int, name: str = "u") -> int:
    """Record uses of as many accounts; return how many were accepted."""
    uses = (use(account_id=f"{name}{n}", model="gift", may_open=True) for n in range(number))
    return accepted(await process.commit(*uses))


async def place(process: Process, account: str = "alice") -> int:
    asked = placing(account_id=account, model="gift", may_open=True, ttl_seconds=TTL_SECONDS)
    hold = done((await process.commit(asked))[0]).hold
    assert hold is not None
    return hold.number


async def test_listeners_are_told_once_when_a_pool_crosses_a_level(database: str) -> None:
    async with processes(database, 2, amount=100) as (one, other):
        await other.watch.step()
        known = other.told
        for percent in range(1, 101):
            assert await fill(one, 1, f"p{percent}-") == 1
            await other.watch.step()
            known += percent in LEVELS
            assert other.told == known, percent
        await other.watch.step()
        assert other.told == known


async def test_listeners_are_told_when_a_pool_falls_below_a_level(database: str) -> None:
    async with processes(database, amount=2) as (one,):
        number = await place(one)
        await one.watch.step()
        known = one.told
        await one.commit(releasing(number))
        await one.watch.step()
        assert one.told == known + 1


async def test_listeners_are_told_of_a_new_window(database: str) -> None:
    async with processes(database, amount=2) as made:
        (one,) = made
        await fill(one, 2)
        await one.watch.step()
        known = one.told
        made.clock.advance(hours=12)
        await one.watch.step()
        assert one.told == known + 1


async def test_an_expired_hold_of_an_untouched_account_is_returned(database: str) -> None:
    async with processes(database, amount=1) as made:
        (one,) = made
        await place(one)
        made.clock.advance(seconds=TTL_SECONDS - 1)
        await one.watch.step()
        assert await fill(one, 1) == 0
        made.clock.advance(seconds=1)
        await one.watch.step()
        assert await used() == {TODAY: 0}
        assert await fill(one, 1) == 1


async def test_each_hold_of_an_account_is_returned_when_it_ends(database: str) -> None:
    async with processes(database, amount=2) as made:
        (one,) = made
        # So that no sweep finds them.
        await one.watch.step()
        for seconds in (60, 500):
            await one.commit(placing(model="gift", may_open=True, ttl_seconds=seconds))
        for seconds, left in ((59, 2), (1, 1), (440, 0)):
            made.clock.advance(seconds=seconds)
            await one.watch.step()
            assert await used() == {TODAY: left}


@pytest.mark.parametrize("stops", [True, False])
async def test_a_process_that_starts_returns_what_an_ended_one_had_reserved(
    database: str, stops: bool
) -> None:
    async with processes(database, 2, amount=3) as made:
        ended, started = made
        for account in ("alice", "bob"):
            await place(ended, account)
        await ended.commit(Touch("carol", may_open=True))
        if stops:
            await ended.stop()
        # From here on it does nothing any more.
        made.clock.advance(seconds=TTL_SECONDS)
        assert await fill(started, 2, "early") == 1
        await started.watch.step()
        assert await used() == {TODAY: 1}
        # It knows of the units at once, because it returned them itself.
        assert await fill(started, 3) == 2


async def test_a_running_process_returns_what_a_crashed_one_had_reserved(database: str) -> None:
    async with processes(database, 2, amount=2) as made:
        crashed, running = made
        await running.watch.step()
        await place(crashed)
        made.clock.advance(seconds=SWEEP.total_seconds())
        await running.watch.step()
        assert await used() == {TODAY: 0}


async def test_many_holds_of_a_crashed_process_are_returned_in_parts(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "TOUCH_MAX", 2)
    async with processes(database, 2, amount=9) as made:
        crashed, running = made
        for number in range(5):
            await place(crashed, f"a{number}")
        made.clock.advance(seconds=TTL_SECONDS)
        for left in (3, 1, 0):
            await running.watch.step()
            assert await used() == {TODAY: left}


async def test_a_hold_that_is_placed_during_a_sweep_is_followed(database: str) -> None:
    """What the sweep read of its account before says nothing of it."""
    async with processes(database, 2, amount=2) as made:
        crashed, running = made
        await place(crashed)
        made.clock.advance(seconds=TTL_SECONDS)

        async def find(now: datetime, *, limit: int) -> list[str]:
            found = await overdue(now, limit=limit)
            done((await running.commit(placing(model="gift", ttl_seconds=SHORT)))[0])
            return found

        running.find = find
        await running.watch.step()
        # Before the next sweep.
        made.clock.advance(seconds=SHORT)
        await running.watch.step()
        assert await used() == {TODAY: 0}
