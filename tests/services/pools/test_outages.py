"""A connection that breaks while leases are taken or returned: exactly the pool is let through, and
nothing of it is lost. Billing rule 11."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from billing.ledger.commands import RecordUsage
from db.engine.config import connect, disconnect
from db.errors import is_transient
from services.commit.batcher import Batcher
from tests.services.pools.pooling import Process, Processes, accepted, pooled_book, processes, used
from tests.support.engine.relay import Place, Relay, relay_to
from tests.support.ledger.factories import use

POOL = 9
STATEMENT_SECONDS = 0.3
"""How long a request that is lost waits for its answer."""
MESSAGES_MIN = 6
"""Each story has at least so many messages in each direction."""

Story = Callable[[Process], Awaitable[object]]


class Told:
    """Two processes that take and return their leases through a relay, and a story to tell."""

    def __init__(self, relay: Relay, made: Processes) -> None:
        self.relay = relay
        self.made = made

    async def with_cuts(self, place: Place, *, begin: Story, story: Story) -> int:
        """Tell the story with a cut at its first message; again, with another pool, with a cut at
        its second message, and so on until the story ends before the cut. Return the number of
        that message."""
        number = 0
        while True:
            number += 1
            name = f"provider:p{number}"
            self.made.book = pooled_book(POOL, name=name)
            await begin(self.made[0])
            self.relay.cut_at(place, number)
            await story(self.made[0])
            ended = self.relay.spare()
            await self._use_up(f"REQUESTS-DAY-{self.made.clock():%Y-%m-%d}-{name}")
            if ended:
                return number

    async def _use_up(self, key: str) -> None:
        """Let through what is left of the pool by the other process, and no more by either."""
        left = POOL - (await used()).get(key, 0)
        assert await let_through(self.made[1], POOL + 1) == left
        for process in self.made:
            assert await let_through(process, 1) == 0
        assert (await used())[key] == POOL


@pytest.fixture
async def told(postgres_url: str) -> AsyncIterator[Told]:
    async with relayed(postgres_url) as one:
        yield one


@asynccontextmanager
async def relayed(url: str) -> AsyncIterator[Told]:
    async with relay_to(url) as relay:
        await connect(relay.url, statement_seconds=STATEMENT_SECONDS)
        try:
            async with processes(url, 2) as made:
                yield Told(relay, made)
        finally:
            await disconnect()


def uses(number: int) -> list[RecordUsage]:
    return [use(account_id=f"u{n}", model="gift", may_open=True) for n in range(number)]


async def let_through(process: Process, number: int) -> int:
    """Record uses as a server does: what fails for a moment is repeated."""
    batcher = Batcher(process.committer, is_transient)
    batcher.start()
    try:
        return accepted(await batcher.submit_all(uses(number)))
    finally:
        await batcher.close()


async def nothing(_: Process) -> None:
    pass


async def two_uses(process: Process) -> None:
    assert await let_through(process, 2) == 2


@pytest.mark.parametrize("place", Place)
async def test_wherever_taking_a_lease_breaks_the_uses_are_let_through_once(
    told: Told, place: Place
) -> None:
    messages = await told.with_cuts(place, begin=nothing, story=two_uses)
    assert messages > MESSAGES_MIN


@pytest.mark.parametrize("place", Place)
async def test_wherever_a_commit_under_locks_breaks_the_uses_are_let_through_once(
    told: Told, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.commit.committer.TRIES", 0)
    messages = await told.with_cuts(place, begin=nothing, story=two_uses)
    assert messages > MESSAGES_MIN


@pytest.mark.parametrize("place", Place)
async def test_wherever_returning_the_leases_breaks_nothing_of_the_pool_is_lost(
    told: Told, place: Place
) -> None:
    messages = await told.with_cuts(place, begin=two_uses, story=Process.stop)
    assert messages > MESSAGES_MIN


@pytest.mark.parametrize("place", Place)
async def test_wherever_taking_the_lease_of_another_breaks_it_is_taken_once(
    told: Told, place: Place
) -> None:
    async def all_of_it(_: Process) -> None:
        assert await let_through(told.made[1], POOL - 2) == POOL - 2

    messages = await told.with_cuts(place, begin=two_uses, story=all_of_it)
    assert messages > MESSAGES_MIN
