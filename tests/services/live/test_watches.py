"""A watch begins with the first listener, and ends with the last one or with a failure."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from tests.support.ledger.factories import account
from tests.support.live.following import Listener, Memory, following, nobody_watched


async def test_the_last_to_leave_ends_the_watch() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        one, other = Listener(live), Listener(live)
        await one.next()
        await other.next()
        await one.leave()
        live.signal("alice", memory.change())
        assert (await other.next()).revision == 2
        assert live.watched == 1
        await other.leave()
        await nobody_watched(live)
        again = Listener(live)
        assert (await again.next()).revision == 2
        await again.leave()


@pytest.mark.parametrize("steps", range(8))
async def test_leaving_just_after_a_signal_ends_the_watch_too(steps: int) -> None:
    memory = Memory(account())
    async with following(memory) as live, aclosing(live.follow("alice")) as states:
        await anext(states)
        await asyncio.sleep(0)
        live.signal("alice", memory.change())
        for _ in range(steps):
            await asyncio.sleep(0)
        await states.aclose()
        await nobody_watched(live)
        assert live.watched == 0


async def test_who_does_not_exist_is_followed_to_the_end_at_once() -> None:
    memory = Memory()
    async with following(memory) as live:
        with pytest.raises(StopAsyncIteration):
            await Listener(live).next()
        await nobody_watched(live)
        memory.kept["alice"] = account()
        listener = Listener(live)
        assert (await listener.next()).revision == 1
        await listener.leave()


async def test_a_failure_of_the_first_read_is_heard_and_the_next_listener_starts_anew() -> None:
    memory = Memory(account())
    memory.failures = [OSError("no database")]
    async with following(memory) as live:
        one, other = Listener(live), Listener(live)
        for listener in (one, other):
            with pytest.raises(OSError, match="no database"):
                await listener.next()
        again = Listener(live)
        assert (await again.next()).revision == 1
        await again.leave()
