"""Following accounts: a listener gets the present value and every later state, in order."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.live.accounts import READ_MAX, Live
from tests.support.ledger.factories import account
from tests.support.live.following import Listener, Memory, everything_done, following


async def test_the_present_value_comes_at_once() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        assert await listener.next() == memory.kept["alice"]
        await listener.leave()


async def test_every_change_comes_in_order_of_revision() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        assert (await listener.next()).revision == 1
        for revision in range(2, 6):
            live.signal("alice", memory.change())
            assert (await listener.next()).revision == revision
        await listener.leave()


async def test_a_wake_tells_everyone_anew_though_no_revision_changed() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        live.wake()
        assert (await listener.next()).revision == 1
        await listener.leave()


async def test_a_change_during_a_read_is_read_too() -> None:
    memory = Memory(account())
    memory.gate.clear()
    async with following(memory) as live:
        listener = Listener(live)
        await memory.reading.wait()
        live.signal("alice", memory.change())
        memory.gate.set()
        assert (await listener.until(2)).revision == 2
        await listener.leave()


async def test_a_slow_listener_misses_states_but_not_the_latest() -> None:
    memory = Memory(account())
    async with following(memory) as live, aclosing(live.follow("alice")) as slow:
        assert (await anext(slow)).account.revision == 1
        quick = Listener(live)
        for revision in range(2, 7):
            live.signal("alice", memory.change())
            await quick.until(revision)
        assert (await anext(slow)).account.revision == 6
        await quick.leave()


async def test_listeners_of_one_account_share_its_reads() -> None:
    memory = Memory(account(), account(account_id="bob"))
    async with following(memory) as live:
        crowd = [Listener(live) for _ in range(30)]
        bob = Listener(live, "bob")
        for listener in [*crowd, bob]:
            await listener.next()
        assert sorted(memory.reads) == ["alice", "bob"]
        live.signal("alice", memory.change())
        assert [(await listener.next()).revision for listener in crowd] == [2] * 30
        assert sorted(memory.reads) == ["alice", "alice", "bob"]
        late = Listener(live)
        assert (await late.next()).revision == 2
        assert len(memory.reads) == 3
        for listener in [*crowd, bob, late]:
            await listener.leave()


async def test_signals_that_tell_nothing_new_or_concern_nobody_cause_no_read() -> None:
    memory = Memory(account(), account(account_id="bob"))
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        live.signal("alice", 1)
        live.signal("bob", memory.change("bob"))
        await everything_done()
        assert memory.reads == ["alice"]
        live.signal("alice", memory.change())
        await listener.until(2)
        live.signal("alice", 2)
        await everything_done()
        assert memory.reads == ["alice", "alice"]
        await listener.leave()


async def test_what_others_changed_meanwhile_is_read_in_one_statement() -> None:
    names = [f"user-{number}" for number in range(1_500)]
    memory = Memory(*(account(account_id=name) for name in names), account())
    async with following(memory) as live:
        listeners = [Listener(live, name) for name in names]
        for listener in listeners:
            await listener.next()
        memory.calls.clear()
        memory.gate.clear()
        other = Listener(live)
        memory.reading.clear()
        await memory.reading.wait()
        for name in names:
            live.signal(name, memory.change(name))
        memory.gate.set()
        assert [(await listener.next()).revision for listener in listeners] == [2] * 1_500
        assert memory.calls == [1, READ_MAX, 500]
        for listener in [*listeners, other]:
            await listener.leave()


async def test_one_account_that_cannot_be_read_spoils_no_others_read() -> None:
    memory = Memory(*(account(account_id=name) for name in "abcdefg"))
    memory.broken = {"d"}
    async with following(memory) as live:
        listeners = {name: Listener(live, name) for name in "abcdefg"}
        for name, listener in listeners.items():
            if name == "d":
                with pytest.raises(ValueError, match="broken"):
                    await listener.next()
            else:
                assert (await listener.next()).id == name
                await listener.leave()


@given(
    st.lists(st.sampled_from(["change", "offer", "stale", "signal", "wake", "step"]), max_size=40)
)
async def test_in_any_order_revisions_never_go_back_and_the_latest_arrives(acts) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        quick = Listener(live)
        assert (await quick.next()).revision == 1
        for act in acts:
            await perform(act, memory, live)
        latest = memory.change()
        live.signal("alice", latest)
        seen = [1]
        while seen[-1] < latest:
            seen.append((await quick.next()).revision)
        assert seen == sorted(seen)
        await quick.leave()


async def perform(act: str, memory: Memory, live: Live) -> None:
    known = memory.kept["alice"]
    match act:
        case "change":
            memory.change()
        case "offer":
            live.offer([known])
        case "stale":
            live.offer([known._replace(revision=max(0, known.revision - 2))])
        case "signal":
            live.signal("alice", known.revision)
        case "wake":
            live.wake()
        case _:
            await asyncio.sleep(0)
