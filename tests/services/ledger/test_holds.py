"""Holds on real databases: one effect per key, one close per hold. Billing rules 7 and 8."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from billing.ledger.account import Account
from billing.ledger.commands import Touch
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.hold import HoldStatus, Outcome, closing_key
from billing.ledger.refusals import (
    HoldClosed,
    HoldNotFound,
    IdempotencyConflict,
    InsufficientTokens,
)
from db.commit.journal import journal
from db.ledger.history import read_entries
from services.commit.batcher import Batcher
from services.ledger import holds as service
from services.ledger.holds import Holds, holds_of
from tests.services.ledger.hold_desks import alice, closed, desks, number_of, placed
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import NOW, adjustment, done, placing, releasing, settling, use


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=[0, 1], ids=["at once", "under locks"])
async def batcher(
    database: str, clock: Clock, request: pytest.FixtureRequest
) -> AsyncIterator[Batcher]:
    """Yield a batcher. Alice has an account."""
    async with desks(database, clock, 2) as both:
        await both[0].submit(Touch("alice", may_open=True))
        yield both[request.param]


@pytest.fixture
def holds(batcher: Batcher) -> Holds:
    return Holds(batcher)


class TestPlacing:
    async def test_a_repeated_request_answers_the_hold_as_it_stands_by_now(
        self, holds: Holds, clock: Clock
    ) -> None:
        asked = placing(input_tokens=10, key="k")
        first, standing = await placed(holds, asked)
        assert (first.replayed, standing.status) == (False, HoldStatus.OPEN)
        again, same = await placed(holds, asked)
        assert (again.replayed, same.status) == (True, HoldStatus.OPEN)
        assert same.hold._replace(origins=()) == standing.hold._replace(origins=())
        assert again.account.held == 80
        await holds.close(settling(standing.hold.number))
        assert (await placed(holds, asked))[1].status is HoldStatus.SETTLED

    @pytest.mark.parametrize("way", [HoldStatus.RELEASED, HoldStatus.EXPIRED])
    async def test_however_it_was_closed(self, holds: Holds, clock: Clock, way: HoldStatus) -> None:
        asked = placing(input_tokens=10, key="k")
        number = await number_of(holds, asked)
        if way is HoldStatus.RELEASED:
            await holds.close(releasing(number))
        clock.advance(seconds=600)
        again, standing = await placed(holds, asked)
        assert (again.replayed, standing.status, standing.hold.tokens) == (True, way, 80)
        assert again.account.available == 10_000

    async def test_other_content_under_the_same_key_is_a_conflict(self, holds: Holds) -> None:
        await number_of(holds, placing(key="k"))
        for other in (
            placing(key="k", input_tokens=2),
            placing(key="k", max_output_tokens=1),
            placing(key="k", allow_partial=True),
            placing(key="k", ttl_seconds=601),
            placing(key="k", model="gift"),
        ):
            assert await holds.place(other) == IdempotencyConflict("k")

    async def test_a_use_and_a_hold_can_not_share_a_key(
        self, holds: Holds, batcher: Batcher
    ) -> None:
        await number_of(holds, placing(key="k"))
        assert await batcher.submit(use(key="k")) == IdempotencyConflict("k")
        await batcher.submit(use(key="l"))
        assert await holds.place(placing(key="l")) == IdempotencyConflict("l")

    async def test_a_refusal_leaves_nothing_behind(self, holds: Holds, batcher: Batcher) -> None:
        asked = placing(key="k", input_tokens=2_000)
        before = await alice()
        assert isinstance(await holds.place(asked), InsufficientTokens)
        assert await alice() == before
        await batcher.submit(adjustment(tokens=10_000))
        assert not (await placed(holds, asked))[0].replayed


class TestClosing:
    async def test_a_second_settling_hears_the_first_whatever_it_counts(self, holds: Holds) -> None:
        number = await number_of(holds)
        first = closed(await holds.close(settling(number, input_tokens=5)))
        for again in (
            settling(number, input_tokens=5),
            settling(number, input_tokens=9, outcome=Outcome.FAILED, metadata="{}"),
        ):
            repeated = closed(await holds.close(again))
            assert (repeated.replayed, repeated.entry) == (True, first.entry)
        assert (await alice()).available == 10_000 - 40

    async def test_a_second_releasing_hears_the_first(self, holds: Holds) -> None:
        number = await number_of(holds)
        first = closed(await holds.close(releasing(number)))
        again = closed(await holds.close(releasing(number)))
        assert (first.replayed, again.replayed) == (False, True)
        assert again.entry == first.entry

    @pytest.mark.parametrize(
        ("first", "second", "status"),
        [
            (settling, releasing, HoldStatus.SETTLED),
            (releasing, settling, HoldStatus.RELEASED),
        ],
    )
    async def test_it_closes_in_one_way_only(
        self, holds: Holds, first: type, second: type, status: HoldStatus
    ) -> None:
        number = await number_of(holds)
        await holds.close(first(number))
        before = await alice()
        refused = await holds.close(second(number))
        assert isinstance(refused, HoldClosed)
        assert (refused.status, refused.hold.number) == (status, number)
        assert await alice() == before

    async def test_one_that_expired_can_be_settled_once_but_not_released(
        self, holds: Holds, clock: Clock
    ) -> None:
        number = await number_of(holds)
        clock.advance(seconds=600)
        refused = await holds.close(releasing(number))
        assert isinstance(refused, HoldClosed)
        assert refused.status is HoldStatus.EXPIRED
        late = closed(await holds.close(settling(number, input_tokens=3)))
        assert (late.replayed, late.recorded.cost) == (False, 24)
        assert closed(await holds.close(settling(number, input_tokens=3))).replayed
        refused = await holds.close(releasing(number))
        assert isinstance(refused, HoldClosed)
        assert refused.status is HoldStatus.SETTLED

    async def test_what_comes_back_to_a_grant_that_has_ended_lapses_in_the_same_answer(
        self, batcher: Batcher, holds: Holds, clock: Clock
    ) -> None:
        ends = NOW + timedelta(seconds=60)
        await batcher.submit(adjustment(tokens=80, expires_at=ends))
        number = await number_of(holds)
        clock.advance(seconds=120)
        after = closed(await holds.close(releasing(number))).account
        assert (after.available, after.held) == (10_000, 0)
        assert await alice() == after

    async def test_what_is_no_hold_is_not_found(self, holds: Holds, batcher: Batcher) -> None:
        await batcher.submit(use())
        for number in (1, 2, 3, 2**53 - 1):
            for command in (settling(number), releasing(number)):
                assert await holds.close(command) == HoldNotFound(f"alice:{number}")

    async def test_placed_and_closed_in_one_batch(self, batcher: Batcher) -> None:
        outcomes = await batcher.submit_all(
            [placing(input_tokens=10), settling(2, input_tokens=4), use(input_tokens=1)]
        )
        assert [done(outcome).account.available for outcome in outcomes] == [9_920, 9_968, 9_960]
        again = done(await batcher.submit(settling(2)))
        assert (again.replayed, again.entry) == (True, done(outcomes[1]).entry)

    async def test_the_database_itself_refuses_a_second_closing(self, holds: Holds) -> None:
        number = await number_of(holds)
        first = closed(await holds.close(settling(number))).recorded
        assert first.idempotency_key == closing_key(number)
        again = first._replace(revision=first.revision + 1)
        with pytest.raises(IntegrityError):
            await append(again)

    async def test_an_account_read_after_its_time_shows_it_expired(
        self, batcher: Batcher, holds: Holds, clock: Clock
    ) -> None:
        number = await number_of(holds)
        clock.advance(seconds=600)
        after = done(await batcher.submit(Touch("alice"))).account
        assert (after.available, after.held, after.holds) == (10_000, 0, ())
        (made,) = await read_entries("alice", limit=1)
        assert (made.kind, made.reason) == (EntryKind.RELEASE, f"hold {number} EXPIRED")
        assert made.occurred_at == NOW + timedelta(seconds=600)


async def append(*entries: Entry) -> None:
    async with journal() as ledger:
        account = (await ledger.lock(["alice"]))["alice"]
        await ledger.write([account], entries, [])


class TestListing:
    async def test_every_status_has_its_holds_and_the_newest_closed_ones_come_first(
        self, holds: Holds, clock: Clock
    ) -> None:
        numbers = [await number_of(holds, placing(ttl_seconds=60 + n // 6 * 60)) for n in range(9)]
        settled, released, late = numbers[0], numbers[1], numbers[2]
        await holds.close(settling(settled))
        await holds.close(releasing(released))
        clock.advance(seconds=60)
        await holds.close(settling(late))
        expired, running = numbers[3:6], numbers[6:]
        account = await alice()
        found = {status: await listed(account, status) for status in (*HoldStatus, None)}
        assert found == {
            HoldStatus.OPEN: running,
            HoldStatus.SETTLED: [late, settled],
            HoldStatus.RELEASED: [released],
            HoldStatus.EXPIRED: expired[::-1],
            None: [*running, *expired[::-1], late, released, settled],
        }

    async def test_at_most_a_hundred_closed_ones_are_listed(
        self, batcher: Batcher, holds: Holds, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await batcher.submit_all([placing(input_tokens=1) for _ in range(130)])
        await batcher.submit_all([releasing(number) for number in range(2, 125)])
        account = await alice()
        assert await listed(account, HoldStatus.RELEASED) == [*range(124, 24, -1)]
        assert await listed(account, None) == [*range(125, 132), *range(124, 24, -1)]
        monkeypatch.setattr(service, "LOOKED_AT_MAX", 10)
        assert await listed(account, HoldStatus.RELEASED) == [124, 123, 122]

    async def test_a_list_takes_three_statements_however_many_there_are(
        self, batcher: Batcher
    ) -> None:
        for _ in range(2):
            await batcher.submit_all([placing(input_tokens=1) for _ in range(150)])
            account = await alice()
            await batcher.submit_all([releasing(hold.number) for hold in account.holds])
            account = await alice()
            with counting_statements() as seen:
                assert len(await listed(account, None)) == 100
                assert await listed(account, HoldStatus.EXPIRED) == []
            assert len(seen) == 6
            with counting_statements() as seen:
                assert await listed(account, HoldStatus.OPEN) == []
            assert seen == []


async def listed(account: Account, status: HoldStatus | None) -> list[int]:
    return [one.hold.number for one in await holds_of(account, status)]


async def test_a_caller_that_says_what_it_placed_is_believed_only_of_a_closed_hold(
    batcher: Batcher, holds: Holds
) -> None:
    """While the hold is open, the account's own state decides."""
    _, standing = await placed(holds, placing(input_tokens=10))
    lie = replace(settling(standing.hold.number), placed=standing.hold._replace(model="gift"))
    assert closed(await batcher.submit(lie)).recorded.cost == 8
