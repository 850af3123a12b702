"""Workers that share their commands: every outcome is as if one of them had decided alone."""

from __future__ import annotations

from pathlib import Path

from billing.ledger.commands import Touch
from billing.ledger.hold_commands import ExtendHold
from db.engine.config import connect, disconnect
from services.commit.owning.buckets import bucket_of
from services.commit.owning.lane import HANDED_OVER
from services.commit.owning.ownership import TAKEN
from tests.services.commit.owning.sharing import (
    account,
    opened,
    spread,
    workers,
)
from tests.services.commit.test_racers import COST, PAYABLE, assert_sound, kinds
from tests.services.commit.test_team_races import MEMBERS, Race, codes
from tests.services.teams.asking import asking
from tests.support.audit.tampering import faults
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment, done, extending, placing, releasing, use
from tests.support.ledger.oracle import answer_of


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
