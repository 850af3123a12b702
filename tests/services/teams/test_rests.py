"""Tokens that come back to a closed team go to its owner by themselves. Billing rule 13."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from billing.ledger.account import Account
from billing.ledger.hold import hold_of
from billing.ledger.teams.membership import PayFrom
from billing.ledger.top_ups.commands import SetAutoTopUp
from db.audit.sides import one_sided
from db.commit.journal import read_accounts
from db.ledger.alerts import BEGINNING, due_accounts
from db.ledger.rows import entry_from
from db.models import Entry as EntryRow
from db.models import TeamHandle, TokenDay
from services.catalog import CatalogService
from services.ledger.accounts import Accounts
from services.ledger.alert_sweep import AlertSweep
from services.teams.rests import Rests
from tests.services.ledger.hold_desks import BOOK, desks
from tests.services.teams.asking import asking
from tests.support.analytics.folding import faults as rollup_faults
from tests.support.analytics.folding import fold_all
from tests.support.audit.tampering import CATALOG, faults, tampering, write
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

    async def check_figures(self) -> None:
        """Check that the figures of the service have all tokens that its accounts have."""
        names = (OWNER, MEMBER, self.team)
        await fold_all(*names)
        assert await rollup_faults() == []
        rows = await TokenDay.all().values()
        left = sum(row["granted"] - row["spent"] - row["lapsed"] - row["reversed"] for row in rows)
        assert left == sum(one.balance for one in (await read_accounts(names)).values())

    async def accounts(self) -> dict[str, Account]:
        return await read_accounts([OWNER, self.team])

    async def due(self) -> list[str]:
        """Return the accounts that the next sweep looks at."""
        found = await due_accounts(self.clock(), after=BEGINNING, limit=9)
        return [one.account_id for one in found]


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


async def test_a_team_without_an_owner_is_looked_at_once(closing: Closing) -> None:
    await TeamHandle.filter(team_id=closing.team, account_id=OWNER).delete()
    await closing.batcher.submit(releasing(closing.hold, account_id=MEMBER))
    assert await closing.due() == [closing.team]
    await closing.sweep()
    assert await closing.due() == []
    assert await faults() == []


async def settled_late(closing: Closing, tokens: int) -> None:
    """Settle the hold with a cost of `tokens` after it has expired, and sweep in between."""
    closing.clock.advance(minutes=11)
    await closing.sweep()
    [placed] = await EntryRow.filter(account_id=MEMBER, revision=closing.hold).values()
    used = settling(
        closing.hold,
        account_id=MEMBER,
        input_tokens=tokens // 8,
        placed=hold_of(entry_from(placed)),
    )
    done(await closing.batcher.submit(used))


@pytest.mark.parametrize("tokens", [800, 4_000])
async def test_an_expired_hold_that_settles_late_costs_the_owner(
    closing: Closing, tokens: int
) -> None:
    await settled_late(closing, tokens)
    assert (await closing.accounts())[closing.team].debt == tokens
    for _ in range(2):
        await closing.sweep()
        found = await closing.accounts()
        assert (found[closing.team].available, found[closing.team].debt) == (0, 0)
        assert (found[OWNER].available, found[OWNER].debt) == (20_000 - tokens, 0)
    assert await closing.due() == []
    await closing.check_figures()


async def test_what_the_owner_has_spent_meanwhile_is_its_debt(closing: Closing) -> None:
    closing.clock.advance(minutes=11)
    await closing.sweep()
    await closing.batcher.submit(adjustment(account_id=OWNER, tokens=-19_900, key="spent"))
    await settled_late(closing, 800)
    await closing.sweep()
    found = await closing.accounts()
    assert (found[OWNER].available, found[OWNER].debt, found[closing.team].debt) == (0, 700, 0)
    await closing.check_figures()


async def test_the_owner_owes_at_most_what_it_got(closing: Closing) -> None:
    await settled_late(closing, 12_000)
    await closing.sweep()
    found = await closing.accounts()
    assert (found[OWNER].available, found[OWNER].debt) == (10_000, 0)
    assert found[closing.team].debt == 12_000 - TOKENS
    assert await closing.due() == []


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM entry WHERE account_id = ? AND reason LIKE 'debt %'",
        "UPDATE entry SET tokens = tokens + 1 WHERE account_id = ? AND reason LIKE 'debt %'",
        "UPDATE entry SET reason = reason || '9' WHERE account_id = ? AND reason LIKE 'debt %'",
    ],
)
async def test_a_debt_that_only_one_side_has_is_found(closing: Closing, change: str) -> None:
    await settled_late(closing, 800)
    await closing.sweep()
    assert await one_sided() == []
    for side in (closing.team, OWNER):
        async with tampering() as db:
            await write(db, change, side)
            assert {one.account_id for one in await one_sided()} & {closing.team, OWNER}


async def test_a_closed_team_that_no_sweep_looks_at_is_found(closing: Closing) -> None:
    await closing.batcher.submit(releasing(closing.hold, account_id=MEMBER))
    async with tampering() as db:
        await write(db, "UPDATE account SET sweep_at = NULL WHERE id = ?", closing.team)
        assert any("no sweep" in what for what in await faults())


async def test_closing_removes_the_top_up(database: str) -> None:
    clock = Clock()
    await CatalogService(clock=clock).apply(CATALOG, "test")
    async with asking(database, clock) as asker, desks(database, clock, 1) as [batcher]:
        team = await asker.team(OWNER)
        wanted = SetAutoTopUp(team, pack="starter", below=5_000, max_per_month=3)
        assert done(await batcher.submit(wanted)).account.top_up is not None
        await asker.close(team)
        assert (await read_accounts([team]))[team].top_up is None
    assert await faults() == []


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
