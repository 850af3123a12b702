"""Workers that share their commands: every outcome is as if one of them had decided alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from billing.catalog.catalog import Priority
from billing.ledger.account import Account
from billing.ledger.commands import Command, Touch
from billing.ledger.hold_commands import ExtendHold
from db.commit.journal import read_accounts
from db.engine.config import connect, disconnect
from gateways.commit import link
from gateways.commit.link import Unreachable
from services.catalog import CatalogService
from services.commit.batcher import QUEUE_LENGTH_MAX
from services.commit.capacity import RETRY_SECONDS_MAX, RETRY_SECONDS_MIN
from services.commit.decisions import CommandOutcome
from services.commit.owning.buckets import bucket_of
from services.commit.owning.lane import (
    DECIDED_HERE,
    HANDED_OVER,
    ON_THE_WAY,
    WAITING_MAX,
)
from services.commit.owning.ownership import TAKEN
from services.commit.unavailable import Unavailable
from tests.services.commit.owning.sharing import Worker, acquainted, worker, workers
from tests.services.commit.racer import commit
from tests.services.commit.test_racers import COST, PAYABLE, assert_sound, kinds
from tests.services.commit.test_team_races import MEMBERS, Race, codes
from tests.services.teams.asking import asking
from tests.support.audit.tampering import CATALOG, faults
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment, done, extending, placing, releasing, use
from tests.support.ledger.oracle import answer_of
from tests.support.server.waiting import eventually


@pytest.fixture
async def connected(postgres_url: str):
    await connect(postgres_url)
    try:
        await CatalogService(clock=Clock()).apply(CATALOG, "test")
        yield postgres_url
    finally:
        await disconnect()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the others also on a busy machine."""
    monkeypatch.setattr(link, "PATIENCE_SECONDS", 30)


async def opened(*names: str) -> None:
    await commit([Touch(name, may_open=True) for name in names])


async def account(name: str) -> Account:
    return (await read_accounts([name]))[name]


async def spread(running: list[Worker], commands: list[Command]) -> list[CommandOutcome]:
    """Submit the commands to the workers in turn, all at once."""
    asked = [
        running[number % len(running)].batcher.submit(command)
        for number, command in enumerate(commands)
    ]
    return await asyncio.gather(*asked)


async def test_workers_race_without_a_stale_batch(connected: str, tmp_path: Path) -> None:
    await opened("alice", "bob")
    async with workers(connected, tmp_path, 3) as running:
        names = ["alice", "bob"]
        asked = [use(account_id=names[n % 2], input_tokens=100) for n in range(90)]
        answers = [answer_of(one) for one in await spread(running, asked)]
        assert kinds(answers) == {"DONE": 2 * PAYABLE, "INSUFFICIENT_TOKENS": 90 - 2 * PAYABLE}
        assert [one.committer.stale for one in running] == [0, 0, 0]
        assert running[0].counts == {TAKEN: 60}
        assert [one.counts for one in running[1:]] == [{HANDED_OVER: 30}] * 2
    for name in names:
        await assert_sound(name, spent=PAYABLE * COST)


async def test_a_list_of_uses_has_its_outcomes_in_order(connected: str, tmp_path: Path) -> None:
    names = [f"user-{number}" for number in range(8)]
    await opened(*names)
    async with workers(connected, tmp_path, 5) as running:
        owners = {one.name for one in running if one.ownership.owned}
        assert len(owners) == 2
        for one in running:
            asked = [use(account_id=names[n % 8], input_tokens=1 + n % 3) for n in range(60)]
            outcomes = await one.batcher.submit_all(asked)
            assert [done(found).recorded.idempotency_key for found in outcomes] == [
                command.idempotency_key for command in asked
            ]
    assert await faults() == []


async def test_a_key_has_one_effect_whoever_is_asked(connected: str, tmp_path: Path) -> None:
    await opened("alice")
    async with workers(connected, tmp_path, 2) as running:
        asked = [use(key="same", input_tokens=1 + n // 2 % 2) for n in range(24)]
        answers = [answer_of(one) for one in await spread(running, asked)]
        assert kinds(answers) == {"DONE": 1, "REPLAYED": 11, "IDEMPOTENCY_CONFLICT": 12}


async def test_a_hold_is_placed_extended_and_closed_once(connected: str, tmp_path: Path) -> None:
    await opened("alice")
    async with workers(connected, tmp_path, 2) as (owner, other):
        placed = done(await other.batcher.submit(placing(input_tokens=10)))
        assert placed.hold is not None
        hold = placed.hold
        longer = extending(hold.number, ttl_seconds=3_600)
        assert isinstance(longer, ExtendHold)
        given = [releasing(hold.number)] * 6
        answers = [answer_of(one) for one in await spread([owner, other], given)]
        assert kinds(answers) == {"DONE": 1, "REPLAYED": 5}
    assert (await account("alice")).available == 10_000


async def test_commands_without_a_key_stay_with_the_worker_that_was_asked(
    connected: str, tmp_path: Path
) -> None:
    await opened("alice")
    async with workers(connected, tmp_path, 2) as (_, other):
        await other.batcher.submit(Touch("alice"))
        await other.batcher.submit(adjustment(tokens=5))
        assert other.counts == {}


async def test_a_worker_remembers_the_accounts_that_another_one_changed(
    connected: str, tmp_path: Path
) -> None:
    await opened("alice")
    async with workers(connected, tmp_path, 2) as (_, other):
        found = done(await other.batcher.submit(use()))
        assert other.remembered["alice"] == found.account == await account("alice")


async def test_the_owner_of_a_team_decides_for_all_members(
    postgres_url: str, tmp_path: Path
) -> None:
    clock = Clock()
    await connect(postgres_url)
    try:
        async with (
            asking(postgres_url, clock, 2) as asker,
            workers(postgres_url, tmp_path, 5, clock=clock) as running,
        ):
            race = Race(asker, [one.batcher for one in running], clock)
            await race.begin(30 * COST)
            # A worker learns from the first answer who is a member.
            for one in running:
                for name in MEMBERS:
                    done(await one.batcher.submit(use(account_id=name, input_tokens=100)))
            before = [one.committer.stale for one in running]
            asked = [use(account_id=MEMBERS[n % 5], input_tokens=100) for n in range(40)]
            assert codes(await race.do(*asked)) == {"DONE": 5, "INSUFFICIENT_TOKENS": 35}
            assert [one.committer.stale for one in running] == before
            # A lane has several queues; which one is next depends on what is on its way.
            for one in running:
                lanes = one.ownership._by_bucket
                owner = lanes[bucket_of(race.team)]
                for name in MEMBERS:
                    assert lanes[bucket_of(one.remembered.payer(name))] is owner
            await race.check()
    finally:
        await disconnect()


async def test_a_refused_use_says_why_as_the_owner_did(connected: str, tmp_path: Path) -> None:
    await opened("alice")
    async with workers(connected, tmp_path, 2) as (owner, other):
        for asked in (use(input_tokens=9_999), use(model="none"), use(account_id="nobody")):
            first, second = [await one.batcher.submit(asked) for one in (owner, other)]
            assert type(first) is type(second)
            assert first == second
        assert other.counts == {HANDED_OVER: 3}


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
            await other.batcher.submit(use())
        assert other.batcher.refused == {Priority.STANDARD: 1, Priority.PRIORITY: 0}
        lane._capacity.give_back(Priority.STANDARD, full)


async def test_commands_of_other_accounts_stay_when_a_lane_is_long(
    connected: str, tmp_path: Path
) -> None:
    await opened("hot", "cold")
    async with workers(connected, tmp_path, 2) as (_, other):
        (lane,) = other.ownership._lanes.values()
        asked, goes_on = asyncio.Semaphore(0), asyncio.Event()
        ask = lane.link.ask

        async def slow(content: bytes) -> bytes:
            asked.release()
            await goes_on.wait()
            return await ask(content)

        lane.link.ask = slow  # type: ignore[method-assign]
        cold, hot = use(account_id="cold"), use(account_id="hot")
        assert other.ownership.lane_of(cold) is other.ownership.lane_of(hot) is not None
        waiting = []
        for _ in range(ON_THE_WAY):
            waiting.append(asyncio.ensure_future(other.batcher.submit(use(account_id="hot"))))
            await asked.acquire()
        for number in range(WAITING_MAX):
            assert other.ownership.lane_of(cold) is not None
            waiting.append(asyncio.ensure_future(other.batcher.submit(use(account_id="hot"))))
            await eventually(lambda: lane.waiting == number + 1)  # noqa: B023 - awaited at once
        assert other.ownership.lane_of(hot) is not None
        assert other.ownership.lane_of(cold) is None
        seen = other.batcher.waiting, other.batcher.waiting_by_priority[Priority.STANDARD]
        assert not done(await other.batcher.submit(cold)).replayed
        goes_on.set()
        outcomes = await asyncio.gather(*waiting)
        # An operator sees them.
        assert seen == (WAITING_MAX, WAITING_MAX)
        assert codes(outcomes) == {"DONE": WAITING_MAX + ON_THE_WAY}
        assert other.counts == {HANDED_OVER: WAITING_MAX + ON_THE_WAY}


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


async def test_what_waits_for_a_stopping_owner_is_decided_here(
    connected: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await opened("alice")
    async with worker(connected, tmp_path, "w2") as last:
        async with worker(connected, tmp_path, "w1") as first:
            await acquainted([first, last])
            (lane,) = last.ownership._lanes.values()
            answer = first.ownership._neighbours._answer
            taken, goes_on = asyncio.Semaphore(0), asyncio.Event()

            async def slow(content: bytes) -> bytes:
                taken.release()
                await goes_on.wait()
                return await answer(content)

            first.ownership._neighbours._answer = slow
            asked = []
            for _ in range(ON_THE_WAY):
                asked.append(asyncio.ensure_future(last.batcher.submit(use())))
                await taken.acquire()
            asked.append(asyncio.ensure_future(last.batcher.submit(use())))
            await eventually(lambda: lane.waiting == 1)
            stops = asyncio.ensure_future(eventually(lambda: not last.ownership.others))
            stops.add_done_callback(lambda _: goes_on.set())
        assert codes(await asyncio.gather(*asked)) == {"DONE": ON_THE_WAY + 1}
        await stops
        assert last.counts == {HANDED_OVER: ON_THE_WAY, DECIDED_HERE: 1}
    # The owner said that it stops.
    assert "did not answer" not in caplog.text
    await assert_sound("alice", spent=8 * (ON_THE_WAY + 1))


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
            lane = last.ownership.lane_of(use())
            assert lane is not None
            await eventually(lambda: bool(lane.busy_seconds))
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

        lane.link.ask = lost  # type: ignore[method-assign]
        asked = [use(key="mine"), use(key="earlier")]
        outcomes = await asyncio.gather(*(other.batcher.submit(one) for one in asked))
        assert [done(one).replayed for one in outcomes] == [False, True]
        assert other.counts == {DECIDED_HERE: 2}
        clock.advance(seconds=1)
        assert done(await other.batcher.submit(use(key="mine"))).replayed
    await assert_sound("alice", spent=2 * 8)
