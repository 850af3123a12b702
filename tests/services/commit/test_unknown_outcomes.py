"""If the connection breaks during a commit, the batch gets the same answers as without the
failure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import pytest
from asyncpg.transaction import Transaction

from billing.ledger.commands import RecordUsage, Touch
from billing.ledger.hold_commands import ReleaseHold, SettleHold
from db.commit import postgres_writer
from db.commit.journal import read_accounts
from db.commit.postgres_writer import PostgresWriter
from db.commit.writer import Changes
from db.engine.config import asyncpg_credentials, connect, disconnect
from db.errors import is_transient
from db.ledger.history import read_entries
from services.commit.batcher import Batcher
from services.commit.unavailable import Unavailable
from services.ledger.holds import Holds
from tests.services.commit.committing import Committing, committing
from tests.services.ledger.hold_desks import placed as place_one
from tests.support.clocks import ticking
from tests.support.engine.relay import Place, Relay, relay_to
from tests.support.ledger.factories import NOW, adjustment, done, placing, releasing, settling, use

READ, WRITE = 1, 2
"""The number of a message of a batch that reads."""


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[str]:
    await connect(postgres_url)
    async with asyncio.timeout(180):
        yield postgres_url
    await disconnect()


@asynccontextmanager
async def side_door(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(**asyncpg_credentials(url) or {})
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def relayed(url: str, *, remembers: bool = False) -> AsyncIterator[tuple[Relay, Committing]]:
    """Yield a relay and a committer whose statements are prepared.

    A batch is two requests and two answers; the next one is one of each, if the committer
    `remembers` the account. The clock runs, so that no attempt decides like another.
    """
    async with relay_to(url) as relay, committing(relay.url) as one:
        one.clock = ticking(NOW)
        await one.commit(Touch("alice", may_open=True))
        await one.commit(use(key="first"), adjustment())
        await one.commit(use(key="second"))
        one.published.clear()
        if not remembers:
            one.committer.recall.wrong(["alice"])
        yield relay, one


@asynccontextmanager
async def batching(one: Committing) -> AsyncIterator[Batcher]:
    batcher = Batcher(one.committer, is_transient)
    batcher.start()
    try:
        yield batcher
    finally:
        await batcher.close()


async def uses_of(name: str) -> list[str | None]:
    return [e.idempotency_key for e in await read_entries(name, limit=99, uses_only=True)][::-1]


async def assert_sound(name: str) -> None:
    account = (await read_accounts([name]))[name]
    entries = await read_entries(name, limit=99)
    assert account.available == sum(entry.tokens for entry in entries)
    assert [entry.revision for entry in entries] == [*range(account.revision, 0, -1)]


@pytest.mark.parametrize("number", [READ, WRITE])
@pytest.mark.parametrize("place", Place)
async def test_wherever_the_connection_breaks_the_batch_is_answered_as_if_it_had_not(
    postgres: str, place: Place, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place is Place.REQUEST_SWALLOWED:
        monkeypatch.setattr(postgres_writer, "STATEMENT_SECONDS", 0.5)
    async with relayed(postgres) as (relay, one), batching(one) as batcher:
        asked = [use(key="a"), use(key="a"), use(key="b", input_tokens=5)]
        relay.cut_at(place, number)
        outcomes = [done(outcome) for outcome in await batcher.submit_all(asked)]
        assert [outcome.replayed for outcome in outcomes] == [False, True, False]
        assert outcomes[2].account.available == 10_100 - 4 * 8 - 4 * 8
        assert ("alice", outcomes[2].account.revision) in one.published
        assert await uses_of("alice") == ["first", "second", "a", "b"]
    await assert_sound("alice")


@pytest.mark.parametrize("place", Place)
async def test_wherever_the_connection_breaks_a_batch_from_memory_has_one_effect(
    postgres: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place is Place.REQUEST_SWALLOWED:
        monkeypatch.setattr(postgres_writer, "STATEMENT_SECONDS", 0.5)
    async with relayed(postgres, remembers=True) as (relay, one), batching(one) as batcher:
        relay.cut_at(place, 1)
        asked = [use(key="a"), use(key="b", input_tokens=5)]
        outcomes = [done(outcome) for outcome in await batcher.submit_all(asked)]
        assert not relay.spare()
        assert [outcome.replayed for outcome in outcomes] == [False, False]
        assert outcomes[1].account.available == 10_100 - 3 * 8 - 5 * 8
        assert await uses_of("alice") == ["first", "second", "a", "b"]
    await assert_sound("alice")


async def test_a_grant_whose_answer_was_lost_is_answered_with_the_grant(postgres: str) -> None:
    async with relayed(postgres, remembers=True) as (relay, one), batching(one) as batcher:
        await one.commit(adjustment(tokens=5))
        relay.cut_at(Place.ANSWER, 1)
        outcome = done(await batcher.submit(adjustment(tokens=70)))
        assert outcome.grant is not None
        assert (outcome.grant.amount, outcome.replayed) == (70, False)


@pytest.mark.parametrize("closing", [settling, releasing])
async def test_a_closing_whose_answer_was_lost_is_answered_as_the_first_one(
    postgres: str, closing: Callable[[int], SettleHold | ReleaseHold]
) -> None:
    async with relayed(postgres) as (relay, one), batching(one) as batcher:
        holds = Holds(batcher)
        placed, _ = await place_one(holds, placing())
        relay.cut_at(Place.ANSWER, WRITE)
        first = done(await holds.close(closing(placed.recorded.revision)))
        assert (first.replayed, first.hold) == (False, placed.hold)
        again = done(await holds.close(closing(placed.recorded.revision)))
        assert again.replayed
        assert again.hold is not None
        assert again.entry == first.entry
    await assert_sound("alice")


async def test_a_touch_whose_answer_was_lost_is_told_to_listeners(postgres: str) -> None:
    async with relayed(postgres) as (relay, one), batching(one) as batcher:
        await one.commit(Touch("bob", may_open=True))
        one.clock = ticking(NOW + timedelta(days=40))
        # The same statement for another account, so that it is already prepared later.
        await one.commit(Touch("bob"))
        one.published.clear()
        relay.cut_at(Place.ANSWER, WRITE)
        outcome = done(await batcher.submit(Touch("alice")))
        assert one.published == [("alice", outcome.account.revision)]
    await assert_sound("alice")


async def test_what_another_wrote_under_the_key_meanwhile_is_a_replay(postgres: str) -> None:
    async with relayed(postgres) as (relay, one), committing(postgres) as other:
        asked = [use(key="k")]
        relay.cut_at(Place.REQUEST, WRITE)
        with pytest.raises(asyncpg.PostgresConnectionError):
            await one.committer(asked)
        theirs = done((await other.commit(*asked))[0])
        outcome = done((await one.committer(asked))[0])
        assert (outcome.replayed, outcome.entry) == (True, theirs.entry)


async def test_an_unknown_outcome_that_was_given_up_is_a_replay_to_the_next_who_asks(
    postgres: str,
) -> None:
    async with relayed(postgres) as (relay, one):
        asked = use(key="k")
        relay.cut_at(Place.ANSWER, WRITE)
        with pytest.raises(asyncpg.PostgresConnectionError):
            await one.committer([asked])
        assert done((await one.committer([asked]))[0]).replayed


async def test_an_attempt_that_still_runs_is_waited_for_and_found(postgres: str) -> None:
    """Its connection is gone but the server still works. What it finally commits counts."""
    async with side_door(postgres) as door, relayed(postgres) as (relay, one):
        async with locked(postgres, "alice") as lock, batching(one) as batcher:
            asked = asyncio.create_task(batcher.submit(use(key="k")))
            await waiting(door, 1)
            await relay.cut()
            await relay.restore()
            await waiting(door, 2)
            await lock.rollback()
            outcome = done(await asked)
        assert (outcome.replayed, outcome.recorded.revision) == (False, 5)
        assert one.published == [("alice", 5)]
        assert await uses_of("alice") == ["first", "second", "k"]
    await assert_sound("alice")


async def test_a_statement_without_an_end_is_given_up_and_written_once_later(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_writer, "STATEMENT_SECONDS", 0.2)
    asked = use(key="k")
    async with relayed(postgres) as (_, one), batching(one) as batcher:
        async with locked(postgres, "alice") as lock:
            with pytest.raises(Unavailable):
                await batcher.submit(asked)
            await lock.rollback()
        await batcher.submit(asked)
        assert await uses_of("alice") == ["first", "second", "k"]
    await assert_sound("alice")


@asynccontextmanager
async def locked(url: str, name: str) -> AsyncIterator[Transaction]:
    """Lock the account in another transaction, which the test rolls back."""
    async with side_door(url) as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute("SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE", name)
        yield transaction


async def waiting(door: asyncpg.Connection, number: int) -> None:
    """Wait until so many wait for a lock."""
    async with asyncio.timeout(180):
        while await door.fetchval(WAITING) < number:
            await asyncio.sleep(0)


class Killed(PostgresWriter):
    """A writer that loses its server process in every third write, just before or just after."""

    def __init__(self, url: str, door: asyncpg.Connection, *, after: bool) -> None:
        super().__init__(asyncpg_credentials(url) or {})
        self._door = door
        self._after = after
        self._writes = 0

    async def append(self, changes: Changes) -> None:
        self._writes += 1
        if self._writes % 3:
            await super().append(changes)
        elif self._after:
            await super().append(changes)
            await self._door.execute(KILL_THE_OTHERS)
            raise asyncpg.ConnectionDoesNotExistError("the answer was lost")
        else:
            await self._door.execute(KILL_THE_OTHERS)
            await super().append(changes)


@pytest.mark.parametrize("after", [False, True])
async def test_killed_server_processes_lose_nothing_and_repeat_nothing(
    postgres: str, after: bool
) -> None:
    async with side_door(postgres) as door:
        writer = Killed(postgres, door, after=after)
        asked: list[RecordUsage] = [use(model="fine", may_open=True) for _ in range(20)]
        async with batching(Committing(writer)) as batcher:
            for one in asked:
                assert not done(await batcher.submit(one)).replayed
        await writer.close()
    # Connect again: a reader may also get a broken connection, and its reads are not repeated.
    await disconnect()
    await connect(postgres)
    assert await uses_of("alice") == [one.idempotency_key for one in asked]
    await assert_sound("alice")


WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
KILL_THE_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""
