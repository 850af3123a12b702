"""A newcomer gets a state that is present, and waits for a read if no such state is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.live import accounts as module
from tests.support.clocks import Clock
from tests.support.ledger.factories import account
from tests.support.live.following import MONTH_END, Listener, Memory, everything_done, following


async def test_who_may_open_an_account_follows_it_from_its_opening() -> None:
    memory = Memory()
    memory.gate.clear()
    async with following(memory) as live:
        stranger = Listener(live)
        await memory.reading.wait()
        owner = Listener(live, may_open=True)
        await everything_done()
        memory.gate.set()
        assert (await owner.next()).id == "alice"
        assert (await stranger.next()).id == "alice"
        for listener in (stranger, owner):
            await listener.leave()


async def test_who_comes_back_during_a_read_gets_one_that_began_later() -> None:
    memory = Memory(account())
    memory.gate.clear()
    async with following(memory) as live:
        first = Listener(live)
        await memory.reading.wait()
        await first.leave()
        memory.change()
        again = Listener(live)
        await everything_done()
        memory.gate.set()
        assert (await again.next()).revision == 2
        await again.leave()


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that makes all known states older than a heartbeat."""

    def age() -> None:
        monkeypatch.setattr(module, "HEARTBEAT_SECONDS", -1)

    return age


async def test_a_newcomer_is_not_told_what_may_be_old(old: Callable[[], None]) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        assert live.is_fresh("alice")
        old()
        # Another process changed it without a signal.
        memory.change()
        assert not live.is_fresh("alice")
        assert (await Listener(live).next()).revision == 2
        assert (await listener.next()).revision == 2


async def test_a_newcomer_waits_for_a_read_and_hears_why_it_failed(
    old: Callable[[], None],
) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        old()
        memory.failures = [OSError("no database")]
        with pytest.raises(OSError, match="no database"):
            await Listener(live).next()
        # An earlier listener waits, and gets the next change.
        live.offer([memory.kept["alice"]._replace(revision=7)])
        assert (await listener.next()).revision == 7


async def test_what_was_committed_here_is_present(old: Callable[[], None]) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        memory.gate.clear()
        old()
        newcomer = Listener(live)
        await everything_done()
        live.offer([memory.kept["alice"]._replace(revision=2)])
        assert (await newcomer.next()).revision == 2
        memory.gate.set()


async def test_a_state_whose_window_has_ended_is_not_present() -> None:
    memory, clock = Memory(account()), Clock()
    async with following(memory, clock) as live:
        listener = Listener(live)
        await listener.next()
        clock.now = MONTH_END
        memory.kept["alice"] = account(now=MONTH_END)
        assert not live.is_fresh("alice")
        assert (await Listener(live).next()).next_reset > MONTH_END


async def test_an_account_that_goes_while_a_newcomer_waits_ends_for_them_too(
    old: Callable[[], None],
) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        old()
        memory.kept.clear()
        with pytest.raises(StopAsyncIteration):
            await Listener(live).next()
        with pytest.raises(StopAsyncIteration):
            await listener.next()
