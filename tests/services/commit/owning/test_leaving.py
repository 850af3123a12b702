"""A worker that stops, is of another release or is lost: nothing is lost or doubled with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateways.commit.frames import Kind
from gateways.commit.link import Unreachable
from services.commit.owning.lane import DECIDED_HERE, HANDED_OVER
from services.commit.owning.ownership import TAKEN
from tests.services.commit.owning.sharing import (
    acquainted,
    opened,
    spread,
    worker,
    workers,
)
from tests.services.commit.test_racers import assert_sound
from tests.services.commit.test_team_races import codes
from tests.support.clocks import Clock
from tests.support.ledger.factories import done, use
from tests.support.server.waiting import eventually


async def test_the_last_worker_decides_alone(connected: str, tmp_path: Path) -> None:
    await opened("alice")
    async with worker(connected, tmp_path, "w2") as last:
        async with worker(connected, tmp_path, "w1") as first:
            await acquainted([first, last])
            done(await last.batcher.submit(use()))
        await eventually(lambda: last.ownership.owned == 1_024)
        done(await last.batcher.submit(use()))
        assert last.counts == {HANDED_OVER: 1}


async def test_what_a_stopping_owner_has_taken_is_answered(connected: str, tmp_path: Path) -> None:
    await opened("alice")
    async with worker(connected, tmp_path, "w2") as last:
        async with worker(connected, tmp_path, "w1") as first:
            await acquainted([first, last])
            asked = [asyncio.ensure_future(last.batcher.submit(use())) for _ in range(30)]
            await eventually(lambda: first.counts.get(TAKEN, 0) > 0)
        outcomes = await asyncio.gather(*asked)
        assert codes(outcomes) == {"DONE": 30}
        # The owner said that it stops, so nothing had to be decided twice.
        assert DECIDED_HERE not in last.counts
    await assert_sound("alice", spent=30 * 8)


async def test_what_was_not_sent_to_a_stopping_owner_is_decided_here(
    connected: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await opened("alice")
    async with (
        worker(connected, tmp_path, "w2") as last,
        worker(connected, tmp_path, "w1") as first,
    ):
        await acquainted([first, last])
        done(await last.batcher.submit(use()))
        (lane,) = last.ownership._lanes.values()
        # The owner stops after a command has come to the lane, and before it leaves.
        asked = asyncio.ensure_future(last.batcher.submit(use()))
        lane._loop.call_soon(lane.link.heard, Kind.LEAVING, b"", 0, 0)
        assert not done(await asked).replayed
        assert last.counts == {HANDED_OVER: 1, DECIDED_HERE: 1}
    # The owner said that it stops.
    assert "did not answer" not in caplog.text
    await assert_sound("alice", spent=8 * 2)


async def test_a_stopping_worker_waits_for_what_it_has_handed_over(
    connected: str, tmp_path: Path
) -> None:
    await opened("alice")
    async with worker(connected, tmp_path, "w1") as first:
        answer, goes_on = first.ownership._neighbours._answer, asyncio.Event()

        async def slow(content: bytes) -> bytes:
            await goes_on.wait()
            return await answer(content)

        first.ownership._neighbours._answer = slow
        async with worker(connected, tmp_path, "w2") as last:
            await acquainted([first, last])
            asked = asyncio.ensure_future(last.batcher.submit(use()))
            await eventually(lambda: last.ownership.on_the_way == 1)
            stops = asyncio.ensure_future(eventually(lambda: last.batcher.routes is None))
            stops.add_done_callback(lambda _: goes_on.set())
        assert not done(await asked).replayed
        await stops
        assert last.counts == {HANDED_OVER: 1}
    await assert_sound("alice", spent=8)


async def test_workers_of_another_release_decide_themselves(connected: str, tmp_path: Path) -> None:
    await opened("alice")
    async with (
        worker(connected, tmp_path, "w1", release="1.0.0") as old,
        worker(connected, tmp_path, "w2", release="2.0.0") as new,
        worker(connected, tmp_path, "w3", release="2.0.0") as newer,
    ):
        await eventually(lambda: newer.ownership.owned == 0)
        assert (old.ownership.owned, new.ownership.owned) == (1_024, 1_024)
        assert codes(await spread([old, new, newer], [use() for _ in range(30)])) == {"DONE": 30}
    await assert_sound("alice", spent=30 * 8)


async def test_a_lost_answer_is_no_replay_and_no_second_use(connected: str, tmp_path: Path) -> None:
    """The owner commits, but its answer never arrives."""
    await opened("alice")
    clock = Clock()
    async with workers(connected, tmp_path, 2, clock=clock) as (owner, other):
        await owner.batcher.submit(use(key="earlier"))
        clock.advance(seconds=1)
        (lane,) = other.ownership._lanes.values()
        ask = lane.link.ask

        async def lost(content: bytes) -> bytes:
            await ask(content)
            raise Unreachable("w0")

        lane.link.ask = lambda content: asyncio.ensure_future(lost(content))  # type: ignore[method-assign, assignment, return-value]
        asked = [use(key="mine"), use(key="earlier")]
        outcomes = await asyncio.gather(*(other.batcher.submit(one) for one in asked))
        assert [done(one).replayed for one in outcomes] == [False, True]
        assert other.counts == {DECIDED_HERE: 2}
        clock.advance(seconds=1)
        assert done(await other.batcher.submit(use(key="mine"))).replayed
    await assert_sound("alice", spent=2 * 8)
