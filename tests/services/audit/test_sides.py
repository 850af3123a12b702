"""Both entries of a use that a team paid: the audit finds each that has no fitting other side."""

from __future__ import annotations

import pytest

from billing.ledger.teams.membership import PayFrom, TeamKind
from db.audit.sides import one_sided
from services.catalog import CatalogService
from tests.services.commit.committing import commit_batch
from tests.services.teams.asking import asking
from tests.support.audit.tampering import CATALOG, faults, tampering, write
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment, book, done, use

CHANGES = [
    "DELETE FROM entry WHERE account_id = ? AND kind = 'USAGE'",
    "UPDATE entry SET tokens = tokens - 1 WHERE account_id = ? AND kind = 'USAGE'",
    "UPDATE entry SET model = 'other' WHERE account_id = ? AND kind = 'USAGE'",
    "UPDATE entry SET input_tokens = 7 WHERE account_id = ? AND kind = 'USAGE'",
    "UPDATE entry SET reason = substr(reason, 1, 23) || ', entry 99' "
    "WHERE account_id = ? AND kind = 'USAGE'",
    "UPDATE entry SET reason = NULL WHERE account_id = ? AND kind = 'USAGE'",
]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_side_that_does_not_fit_is_found(database: str, change: str) -> None:
    clock = Clock()
    await CatalogService(clock=clock).apply(CATALOG, "test")
    async with asking(database, clock) as asker:
        team = await asker.team("olga", TeamKind.FAMILY)
        await asker.change(team, "olga", pay_from=PayFrom.TEAM_ONLY)
    asked = [adjustment(account_id=team), use(account_id="olga"), use(account_id="olga")]
    outcomes, _ = await commit_batch(asked, book=book(), clock=clock)
    told = [done(one).recorded for one in outcomes[1:]]
    assert await one_sided() == []
    assert await faults() == []
    for side in (team, "olga"):
        async with tampering() as db:
            await write(db, change, side)
            found = {(one.account_id, one.revision) for one in await one_sided()}
            own = {("olga", entry.revision) for entry in told}
            theirs = {(team, number) for number in (3, 4)}
            if side == "olga" and "tokens - 1" in change:
                # The replay finds a use that the team paid and that took tokens.
                assert found == set()
            else:
                assert found & (own | theirs)
                assert any("does not fit" in what for what in await faults())


MOVES = [
    "DELETE FROM entry WHERE account_id = ? AND kind = 'TRANSFER'",
    "UPDATE entry SET tokens = tokens + 1 WHERE account_id = ? AND kind = 'TRANSFER'",
    "UPDATE entry SET recorded_at = occurred_at, reason = replace(reason, ', entry ', ', entry 9') "
    "WHERE account_id = ? AND kind = 'TRANSFER'",
    "UPDATE entry SET reason = replace(reason, ' ADJUSTMENT', ' PACK'), "
    "charges = replace(charges, 'ADJUSTMENT', 'PACK') WHERE account_id = ? AND kind = 'TRANSFER'",
    "UPDATE entry SET reason = NULL WHERE account_id = ? AND kind = 'TRANSFER'",
    "UPDATE entry SET account_id = 'mia' WHERE account_id = ? AND kind = 'TRANSFER'",
]


@pytest.mark.parametrize("change", MOVES)
@pytest.mark.parametrize("side", ["team", "olga"])
async def test_a_transfer_that_does_not_fit_is_found(database: str, change: str, side: str) -> None:
    clock = Clock()
    await CatalogService(clock=clock).apply(CATALOG, "test")
    async with asking(database, clock) as asker:
        team = await asker.team("olga", TeamKind.FAMILY)
        await commit_batch([adjustment(account_id=team)], book=book(), clock=clock)
        await asker.close(team)
    assert await one_sided() == []
    assert await faults() == []
    tampered = team if side == "team" else side
    async with tampering() as db:
        await write(db, change, tampered)
        assert {one.account_id for one in await one_sided()} & {team, "olga", "mia"}
        assert any("does not fit" in what for what in await faults())


async def test_a_transfer_that_another_account_took_is_found(database: str) -> None:
    clock = Clock()
    await CatalogService(clock=clock).apply(CATALOG, "test")
    async with asking(database, clock) as asker:
        team = await asker.team("olga", TeamKind.FAMILY)
        await commit_batch([adjustment(account_id=team)], book=book(), clock=clock)
        await asker.close(team)
        async with tampering() as db:
            await write(db, "UPDATE team_handle SET account_id = 'mia' WHERE account_id = 'olga'")
            assert [one.account_id for one in await one_sided()] == [team]
            # Nothing tells whose the handle was after an erasure.
            await write(db, "DELETE FROM team_handle")
            assert await one_sided() == []
