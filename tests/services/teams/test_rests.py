"""Tokens that come back to a closed team go to its owner by themselves. Billing rule 13."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from billing.ledger.teams.membership import PayFrom
from billing.ledger.top_ups.commands import SetAutoTopUp
from db.commit.journal import read_accounts
from db.models import TeamHandle
from services.catalog import CatalogService
from services.ledger.accounts import Accounts
from services.ledger.alert_sweep import AlertSweep
from services.teams.rests import Rests
from tests.services.ledger.hold_desks import BOOK, desks
from tests.services.teams.asking import asking
from tests.support.audit.tampering import CATALOG, faults
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment, done, placing, releasing, settling

OWNER, MEMBER = "olga", "mia"
TOKENS, HELD = 10_000, 800


class Closing:
    """A closed team with an open hold of a member, and two processes that sweep."""

    def __init__(self, team: str, hold: int, batchers: list, clock: Clock) -> None:
        self.team, self.hold, self.batcher, self.clock = team, hold, batchers[0], clock
        self.rests = [
            Rests(plans=lambda: BOOK.plans, clock=clock, publish=lambda _: None) for _ in batchers
        ]
        self.sweeps = [
            AlertSweep(
                batcher, Accounts(batcher, clock).present, lambda: BOOK, clock, found=rests.offer
            )
            for batcher, rests in zip(batchers, self.rests, strict=True)
        ]

    async def sweep(self) -> None:
        """Let each process find the team, and then all pass on at once."""
        for one in self.sweeps:
            await one.step()
        await asyncio.gather(*(one.step() for one in self.rests))

    async def left(self) -> tuple[int, int, int]:
        """Return what the owner, and what the team has, and what is held there."""
        found = await read_accounts([OWNER, self.team])
        team = found[self.team]
        return found[OWNER].available, team.available, team.held


@pytest.fixture
async def closing(database: str) -> AsyncIterator[Closing]:
    clock = Clock()
    await CatalogService(clock=clock).apply(CATALOG, "test")
    async with asking(database, clock) as asker, desks(database, clock, 3) as batchers:
        team = await asker.team(OWNER)
        await asker.join(team, MEMBER)
        await asker.change(team, MEMBER, pay_from=PayFrom.TEAM_ONLY)
        await batchers[0].submit(adjustment(account_id=team, tokens=TOKENS))
        asked = placing(account_id=MEMBER, input_tokens=100, ttl_seconds=600)
        held = done(await batchers[0].submit(asked))
        await asker.close(team)
        yield Closing(team, held.entry.revision, batchers, clock)
    assert await faults() == []


async def test_an_open_hold_stays_with_the_team(closing: Closing) -> None:
    await closing.sweep()
    assert await closing.left() == (20_000 - HELD, 0, HELD)


async def test_what_a_hold_leaves_goes_to_the_owner_once(closing: Closing) -> None:
    used = settling(closing.hold, account_id=MEMBER, input_tokens=40)
    done(await closing.batcher.submit(used))
    assert await closing.left() == (20_000 - HELD, 480, 0)
    for _ in range(2):
        await closing.sweep()
        assert await closing.left() == (20_000 - HELD + 480, 0, 0)


async def test_what_a_released_hold_leaves_goes_to_the_owner(closing: Closing) -> None:
    await closing.batcher.submit(releasing(closing.hold, account_id=MEMBER))
    await closing.sweep()
    assert await closing.left() == (20_000, 0, 0)


async def test_a_hold_that_expires_needs_nobody(closing: Closing) -> None:
    closing.clock.advance(minutes=11)
    await closing.sweep()
    assert await closing.left() == (20_000, 0, 0)


async def test_without_its_owner_the_team_keeps_it(closing: Closing) -> None:
    await TeamHandle.filter(team_id=closing.team, account_id=OWNER).delete()
    await closing.batcher.submit(releasing(closing.hold, account_id=MEMBER))
    await closing.sweep()
    assert await closing.left() == (20_000 - HELD, HELD, 0)


async def test_the_top_up_of_a_closed_team_opens_no_need(closing: Closing) -> None:
    wanted = SetAutoTopUp(closing.team, pack="starter", below=5_000, max_per_month=3)
    done(await closing.batcher.submit(wanted))
    await closing.batcher.submit(releasing(closing.hold, account_id=MEMBER))
    closing.clock.advance(days=1)
    await closing.sweep()
    assert await closing.left() == (20_000, 0, 0)
    team = (await read_accounts([closing.team]))[closing.team]
    assert team.top_up is not None
    assert (team.top_up.used, team.top_up.need) == (0, 0)
