"""Pools and leases, with one process and with several. Billing rule 11."""

from __future__ import annotations

import asyncio

import pytest

from billing.ledger.commands import RecordUsage
from billing.ledger.hold import Outcome
from billing.ledger.refusals import QuotaExceeded
from db.commit.writer import Changes
from db.pools import standing
from services.commit.decisions import Done
from services.pools.leases import LEASE_SECONDS
from tests.services.pools.pooling import TOKENS, accepted, pooled_book, processes, used
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import (
    book,
    done,
    extending,
    free_model,
    placing,
    releasing,
    settling,
    use,
)

TODAY = "REQUESTS-DAY-2026-11-23-provider:acme"
TOMORROW = "REQUESTS-DAY-2026-11-24-provider:acme"
TOKENS_TODAY = "TOKENS-DAY-2026-11-23-provider:acme"


def uses(number: int, model: str = "gift", name: str = "u") -> list[RecordUsage]:
    """Return uses of as many accounts."""
    return [
        use(account_id=f"{name}{n}", model=model, may_open=True, key=f"{name}{n}")
        for n in range(number)
    ]


async def test_accounts_share_a_pool_and_the_next_use_is_refused(database: str) -> None:
    async with processes(database) as (one,):
        outcomes = await one.commit(*uses(2), *uses(2, "open", "v"), *uses(1, "paid", "w"))
        assert accepted(outcomes) == 3
        refused = outcomes[3]
        assert isinstance(refused, QuotaExceeded)
        quota = refused.quota
        assert (quota.used, quota.limit.amount, quota.remaining) == (3, 3, 0)
        assert quota.resets_at.isoformat() == "2026-11-24T00:00:00+00:00"
        assert "for all accounts together" in refused.message
        assert refused.alternatives == ("alone",)
        assert await used() == {TODAY: 3}


async def test_a_model_without_a_pool_needs_no_lease(database: str) -> None:
    async with processes(database) as (one,):
        await one.commit(*uses(5, "alone"))
        assert await used() == {}


async def test_a_repetition_consumes_nothing(database: str) -> None:
    async with processes(database) as (one,):
        first, second = uses(2)
        assert accepted(await one.commit(first, first, second)) == 3
        assert accepted(await one.commit(first, second)) == 2
        assert await used() == {TODAY: 2}


async def test_the_next_window_starts_at_zero(database: str) -> None:
    async with processes(database) as made:
        (one,) = made
        assert accepted(await one.commit(*uses(4))) == 3
        made.clock.advance(hours=12)
        assert accepted(await one.commit(*uses(4, name="v"))) == 3
        assert await used() == {TODAY: 3, TOMORROW: 3}


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_the_last_units_are_let_through_exactly_once(database: str, number: int) -> None:
    async with processes(database, number, amount=40) as made:

        async def run(lane: int) -> int:
            total = 0
            for turn in range(15):
                total += accepted(await made[lane].commit(*uses(2, name=f"l{lane}t{turn}")))
            return total

        totals = await asyncio.gather(*(run(lane) for lane in range(number)))
        assert sum(totals) == min(40, 30 * number)
        assert await used() == {TODAY: min(40, 30 * number)}


async def test_what_another_process_leased_but_did_not_use_is_taken_back(database: str) -> None:
    async with processes(database, 2, amount=10) as (one, two):
        assert accepted(await one.commit(*uses(1))) == 1
        assert accepted(await two.commit(*uses(9, name="v"))) == 9
        # The first process still believes that it has a lease.
        assert accepted(await one.commit(*uses(1, name="w"))) == 0
        assert await used() == {TODAY: 10}


async def test_a_process_that_was_frozen_lets_nothing_more_through(database: str) -> None:
    async with processes(database, 2, amount=8) as made:
        frozen, other = made
        await frozen.commit(*uses(1))
        made.clock.advance(seconds=LEASE_SECONDS + 1)
        await other.leases.refresh(made.book, made.clock())
        assert accepted(await other.commit(*uses(8, name="v"))) == 7
        assert accepted(await frozen.commit(*uses(2, name="w"))) == 0
        assert await used() == {TODAY: 8}


async def test_an_expired_lease_gives_back_what_it_did_not_use(database: str) -> None:
    async with processes(database, 2, amount=8) as made:
        dead, other = made
        await dead.commit(*uses(2))
        made.clock.advance(seconds=LEASE_SECONDS + 1)
        await other.leases.refresh(made.book, made.clock())
        assert other.leases.used(TODAY) == 2
        assert accepted(await other.commit(*uses(7, name="v"))) == 6


async def test_a_stopped_process_returns_its_lease(database: str) -> None:
    async with processes(database, 2, amount=100) as made:
        await made[0].commit(*uses(2))
        await made[1].leases.refresh(made.book, made.clock())
        assert made[1].leases.figures(TODAY, 100).leased > 0
        await made[0].stop()
        await made[1].leases.refresh(made.book, made.clock())
        assert made[1].leases.figures(TODAY, 100) == (2, 100, 0)
        assert await used() == {TODAY: 2}


async def test_only_present_windows_are_read_however_many_have_passed(database: str) -> None:
    async with processes(database, 2) as made:
        one, other = made
        await one.commit(*uses(1))
        await other.leases.refresh(made.book, made.clock())
        assert (other.leases.used(TODAY), other.leases.used(TOMORROW)) == (1, 0)
        made.clock.advance(hours=12)
        await one.commit(*uses(2, name="v"))
        await one.leases.refresh(made.book, made.clock())
        await other.leases.refresh(made.book, made.clock())
        assert (other.leases.used(TODAY), other.leases.used(TOMORROW)) == (0, 2)
        assert {row.key for row in await standing([TOMORROW])} == {TOMORROW}
        assert {row.key for row in await standing()} == {TODAY, TOMORROW}


async def test_a_commit_within_a_lease_takes_no_more_statements(database: str) -> None:
    async with processes(database, amount=100) as (one,):
        for model in ("alone", "gift"):
            await one.commit(*uses(3, model, model))
        counts = []
        for model in ("alone", "gift"):
            with counting_statements() as seen:
                await one.commit(*uses(3, model, f"{model}-again"))
            counts.append(len(seen))
        assert counts[0] == counts[1]


async def test_a_hold_reserves_and_a_settlement_returns_the_rest(database: str) -> None:
    async with processes(database, amount=100, unit=TOKENS) as (one,):
        placed = done(
            (
                await one.commit(
                    placing(model="gift", input_tokens=10, max_output_tokens=70, may_open=True)
                )
            )[0]
        )
        assert placed.hold is not None
        assert await used() == {TOKENS_TODAY: 80}
        assert accepted(await one.commit(use(model="gift", input_tokens=21, may_open=True))) == 0
        settled = settling(placed.hold.number, input_tokens=10, output_tokens=5)
        await one.commit(settled)
        assert await used() == {TOKENS_TODAY: 15}
        assert accepted(await one.commit(use(model="gift", input_tokens=85))) == 1


async def test_extending_a_hold_takes_nothing_from_a_pool_that_is_used_up(database: str) -> None:
    async with processes(database, 2, amount=1) as made:
        one, two = made
        placed = done((await one.commit(placing(model="gift", may_open=True)))[0])
        assert placed.hold is not None
        asked = extending(
            placed.hold.number,
            ttl_seconds=3_600,
            placed=placed.hold,
            placed_at=placed.recorded.recorded_at,
        )
        for process in (two, one):
            made.clock.advance(seconds=60)
            assert done((await process.commit(asked))[0]).hold is not None
            assert await used() == {TODAY: 1}
        await two.commit(releasing(placed.hold.number))
        assert await used() == {TODAY: 0}


@pytest.mark.parametrize("way", ["release", "failed", "expire"])
async def test_a_hold_without_a_use_returns_all(database: str, way: str) -> None:
    async with processes(database, 2, amount=1) as made:
        one, two = made
        placed = done((await one.commit(placing(model="gift", may_open=True)))[0])
        assert placed.hold is not None
        assert accepted(await two.commit(*uses(1))) == 0
        number = placed.hold.number
        if way == "expire":
            made.clock.advance(seconds=601)
            await two.commit(use(account_id="alice", model="alone"))
        elif way == "failed":
            await two.commit(settling(number, outcome=Outcome.FAILED))
        else:
            await two.commit(releasing(number))
        assert await used() == {TODAY: 0}
        assert accepted(await two.commit(*uses(1, name="v"))) == 1
        assert accepted(await one.commit(*uses(1, name="w"))) == 0


async def test_a_late_settlement_counts_in_the_window_of_its_time(database: str) -> None:
    async with processes(database, amount=1) as made:
        (one,) = made
        asked = placing(model="gift", may_open=True, ttl_seconds=86_400)
        placed = done((await one.commit(asked))[0])
        assert placed.hold is not None
        made.clock.advance(hours=12)
        assert accepted(await one.commit(*uses(1))) == 1
        await one.commit(settling(placed.hold.number))
        # The provider has charged for it: it is counted although the pool has no room.
        assert await used() == {TODAY: 0, TOMORROW: 2}
        assert accepted(await one.commit(*uses(1, name="v"))) == 0


async def test_a_partial_hold_shrinks_to_the_rest_of_the_pool(database: str) -> None:
    async with processes(database, amount=100, unit=TOKENS) as (one,):
        asked = placing(
            model="gift", input_tokens=30, max_output_tokens=200, allow_partial=True, may_open=True
        )
        placed = done((await one.commit(asked))[0])
        assert placed.hold is not None
        assert placed.hold.max_output_tokens == 70
        assert await used() == {TOKENS_TODAY: 100}


async def test_a_larger_and_a_smaller_limit_take_effect_at_once(database: str) -> None:
    async with processes(database, amount=4) as made:
        (one,) = made
        assert accepted(await one.commit(*uses(5))) == 4
        made.book = pooled_book(6)
        assert accepted(await one.commit(*uses(3, name="v"))) == 2
        made.book = pooled_book(3)
        assert accepted(await one.commit(*uses(1, name="w"))) == 0
        made.book = pooled_book(7)
        assert accepted(await one.commit(*uses(2, name="x"))) == 1
        assert await used() == {TODAY: 7}


async def test_a_smaller_limit_counts_for_what_is_leased_already(database: str) -> None:
    async with processes(database, amount=100) as made:
        (one,) = made
        assert accepted(await one.commit(*uses(2))) == 2
        made.book = pooled_book(3)
        assert accepted(await one.commit(*uses(3, name="v"))) == 1
        assert await used() == {TODAY: 3}


async def test_a_pool_that_counts_another_unit_starts_at_zero(database: str) -> None:
    async with processes(database, amount=1) as made:
        (one,) = made
        assert accepted(await one.commit(*uses(2))) == 1
        made.book = pooled_book(1, TOKENS)
        assert accepted(await one.commit(*uses(2, name="v"))) == 1
        assert await used() == {TODAY: 1, TOKENS_TODAY: 1}


async def test_a_hold_of_a_pool_that_is_gone_is_returned(database: str) -> None:
    async with processes(database, amount=5) as made:
        (one,) = made
        placed = done((await one.commit(placing(model="gift", may_open=True)))[0])
        assert placed.hold is not None
        await one.stop()
        made.book = book(models=[free_model(name="alone")])
        await one.commit(releasing(placed.hold.number))
        assert await used() == {TODAY: 0}


async def test_an_unknown_outcome_is_counted_once(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with processes(database, amount=10) as (one,):
        append = one.writer.append

        async def lost(changes: Changes) -> None:
            monkeypatch.undo()
            await append(changes)
            raise ConnectionResetError

        monkeypatch.setattr(one.writer, "append", lost)
        commands = uses(3)
        with pytest.raises(ConnectionResetError):
            await one.committer(commands)
        outcomes = await one.committer(commands)
        assert all(isinstance(one, Done) and not one.replayed for one in outcomes)
        assert await used() == {TODAY: 3}
        assert accepted(await one.commit(*uses(8, name="v"))) == 7


async def test_under_locks_a_pool_is_shared_as_well(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.commit.committer.TRIES", 0)
    async with processes(database, 2, amount=10) as (one, two):
        assert accepted(await one.commit(*uses(1))) == 1
        assert accepted(await two.commit(*uses(10, name="v"))) == 9
        # The first process still believes that it has a lease.
        assert accepted(await one.commit(*uses(1, name="w"))) == 0
        assert await used() == {TODAY: 10}
