"""What a worker hands over is bounded, counted, and keeps its priority."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from billing.catalog.catalog import Priority
from services.commit.batcher import QUEUE_LENGTH_MAX, TURN
from services.commit.capacity import RETRY_SECONDS_MAX, RETRY_SECONDS_MIN
from services.commit.owning.lane import HANDED_OVER, ON_THE_WAY_MAX
from services.commit.unavailable import Unavailable
from tests.services.commit.owning.sharing import (
    account,
    opened,
    workers,
)
from tests.services.commit.test_team_races import codes
from tests.support.ledger.factories import done, use
from tests.support.server.waiting import eventually


async def test_a_full_queue_of_the_owner_refuses_and_nothing_is_repeated(
    connected: str, tmp_path: Path
) -> None:
    await opened("alice")
    async with workers(connected, tmp_path, 2) as (owner, other):
        owner.batcher._admit = _refuse  # type: ignore[method-assign]
        with pytest.raises(Unavailable):
            await other.batcher.submit(use())
        assert other.counts == {HANDED_OVER: 1}
    assert (await account("alice")).available == 10_000


def _refuse(_: object) -> None:
    raise Unavailable(7)


async def test_commands_with_priority_are_not_refused_with_others(
    connected: str, tmp_path: Path
) -> None:
    await opened("alice", "bob")

    def priority_of(name: str) -> Priority:
        return Priority.PRIORITY if name == "alice" else Priority.STANDARD

    async with workers(connected, tmp_path, 2, priority_of=priority_of) as (owner, other):
        # The owner's queue is full for STANDARD.
        assert owner.batcher._capacity.take(Priority.STANDARD, QUEUE_LENGTH_MAX * 3 // 4)
        asked = [use(account_id=name) for name in ("bob", "alice")]
        refused, recorded = await asyncio.gather(
            *(other.batcher.submit(one) for one in asked), return_exceptions=True
        )
        assert isinstance(refused, Unavailable)
        assert not done(recorded).replayed
        assert other.counts == {HANDED_OVER: 2}


async def test_a_worker_that_hands_everything_over_knows_the_pace(
    connected: str, tmp_path: Path
) -> None:
    """So those whom its gate refuses do not all come back after a second."""
    await opened("alice")
    async with workers(connected, tmp_path, 2) as (_, other):
        assert other.batcher.retry_after(10**12) == RETRY_SECONDS_MIN
        done(await other.batcher.submit(use()))
        assert other.batcher.retry_after(10**12) == RETRY_SECONDS_MAX


async def test_what_a_full_lane_refuses_is_counted(connected: str, tmp_path: Path) -> None:
    await opened("alice")
    async with workers(connected, tmp_path, 2) as (_, other):
        done(await other.batcher.submit(use()))
        lane = other.ownership.lane_of(use())
        assert lane is not None
        full = QUEUE_LENGTH_MAX * 3 // 4
        assert lane._capacity.take(Priority.STANDARD, full)
        with pytest.raises(Unavailable):
            await lane.submit(use())
        assert other.batcher.refused == {Priority.STANDARD: 1, Priority.PRIORITY: 0}
        lane._capacity.give_back(Priority.STANDARD, full)


async def test_commands_of_other_accounts_stay_when_a_lane_is_long(
    connected: str, tmp_path: Path
) -> None:
    await opened("hot", "cold")
    async with workers(connected, tmp_path, 2) as (owner, other):
        answer, goes_on = owner.ownership._neighbours._answer, asyncio.Event()

        async def slow(content: bytes) -> bytes:
            await goes_on.wait()
            return await answer(content)

        owner.ownership._neighbours._answer = slow
        cold, hot = use(account_id="cold"), use(account_id="hot")
        many = [use(account_id="hot") for _ in range(ON_THE_WAY_MAX - 1)]
        waiting = asyncio.ensure_future(other.batcher.submit_all(many))
        await eventually(lambda: other.ownership.on_the_way == ON_THE_WAY_MAX - 1)
        assert other.ownership.lane_of(cold) is other.ownership.lane_of(hot) is not None
        last = asyncio.ensure_future(other.batcher.submit(hot))
        await eventually(lambda: other.ownership.on_the_way == ON_THE_WAY_MAX)
        assert other.ownership.lane_of(hot) is not None
        assert other.ownership.lane_of(cold) is None
        assert not done(await other.batcher.submit(cold)).replayed
        goes_on.set()
        assert codes([*await waiting, await last]) == {"DONE": ON_THE_WAY_MAX}
        assert other.counts == {HANDED_OVER: ON_THE_WAY_MAX}
        assert other.ownership.on_the_way == 0
        assert other.ownership.lane_of(cold) is not None


async def test_a_long_list_of_both_priorities_has_its_outcomes_in_order(
    connected: str, tmp_path: Path
) -> None:
    """It leaves in several parts."""
    await opened("alice", "bob")

    def priority_of(name: str) -> Priority:
        return Priority.PRIORITY if name == "alice" else Priority.STANDARD

    async with workers(connected, tmp_path, 2, priority_of=priority_of) as (_, other):
        names = ["alice", "bob", "bob"]
        asked = [use(account_id=names[n % 3], input_tokens=1) for n in range(2 * TURN + 70)]
        outcomes = await other.batcher.submit_all(asked)
        assert [done(found).recorded.idempotency_key for found in outcomes] == [
            command.idempotency_key for command in asked
        ]
        assert other.counts == {HANDED_OVER: len(asked)}
