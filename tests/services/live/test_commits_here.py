"""States that this process committed are told without a read."""

from __future__ import annotations

from tests.support.ledger.factories import account
from tests.support.live.following import Listener, Memory, everything_done, following


async def test_what_was_committed_here_is_told_without_a_read() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        for _ in range(3):
            memory.change()
            live.offer([memory.kept["alice"], account(account_id="nobody listens")])
            assert await listener.next() == memory.kept["alice"]
        live.signal("alice", memory.kept["alice"].revision)
        await everything_done()
        assert memory.reads == ["alice"]
        assert live.watched == 1
        await listener.leave()


async def test_a_commit_overtakes_the_first_read() -> None:
    memory = Memory(account())
    memory.gate.clear()
    async with following(memory) as live:
        listener = Listener(live)
        await memory.reading.wait()
        memory.change()
        live.offer([memory.kept["alice"]])
        assert (await listener.next()).revision == 2
        memory.gate.set()
        live.signal("alice", memory.change())
        assert (await listener.next()).revision == 3, "the read's older state was told"
        await listener.leave()


async def test_an_older_state_is_ignored() -> None:
    memory = Memory(account()._replace(revision=7))
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        live.offer([account()._replace(revision=revision) for revision in (6, 7)])
        live.offer([account()._replace(revision=8)])
        assert (await listener.next()).revision == 8
        # The database has an older state than this process.
        live.wake()
        await everything_done()
        memory.kept["alice"] = account()._replace(revision=9)
        live.signal("alice", 9)
        assert (await listener.next()).revision == 9
        await listener.leave()
