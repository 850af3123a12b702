"""Pools while an operator moves the clock: windows turn, leases and holds expire, and nothing is
let through twice. Billing rule 11."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.clock import moves
from services.pools.leases import LEASE_SECONDS
from tests.services.pools.pooling import Process, accepted, beside, used
from tests.support.audit.tampering import faults
from tests.support.clocks import Clock
from tests.support.ledger.factories import use
from tests.support.ledger.hold_api import place
from tests.support.ledger.pooled import POOLED, catalog_with
from tests.support.server.api import NOON, Api, running_app

POOL = 8
HALF_A_DAY = 43_200
FIRST = "REQUESTS-DAY-2026-03-10-provider:sharing"
SECOND = "REQUESTS-DAY-2026-03-11-provider:sharing"


@pytest.fixture
async def api(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Api]:
    # The wait for other processes.
    monkeypatch.setattr(moves, "LEASE_SECONDS", 0)
    catalog = str(catalog_with(POOL, tmp_path))
    async with running_app(database_url, clock=Clock(NOON), CATALOG=catalog) as running:
        yield running


@pytest.fixture
async def other(api: Api, database_url: str) -> AsyncIterator[Process]:
    """Yield a process beside that of the API, with the same clock."""
    async with beside(api, database_url) as process:
        yield process


async def let_through(api: Api, number: int, name: str) -> int:
    """Record uses through the API; return how many were let through."""
    results = [await api.user(f"{name}{n}").record(model=POOLED) for n in range(number)]
    kinds = [result["__typename"] for result in results]
    assert {*kinds} <= {"UsageRecorded", "QuotaExceeded"}
    return kinds.count("UsageRecorded")


async def let_through_by(other: Process, number: int, name: str) -> int:
    uses = [use(account_id=f"{name}{n}", model=POOLED, may_open=True) for n in range(number)]
    return accepted(await other.commit(*uses))


async def test_each_window_lets_its_pool_through(api: Api, other: Process) -> None:
    assert await let_through(api, 3, "a") + await let_through_by(other, 9, "b") == POOL
    assert await let_through(api, 1, "c") == 0
    await api.admin.advance(HALF_A_DAY)
    assert await let_through_by(other, 3, "d") + await let_through(api, 9, "e") == POOL
    assert await let_through_by(other, 1, "f") == 0
    assert await used() == {FIRST: POOL, SECOND: POOL}
    assert await faults() == []


async def test_a_lease_that_expired_by_the_move_is_not_used_again(api: Api, other: Process) -> None:
    assert await let_through_by(other, 1, "a") == 1
    await api.admin.advance(LEASE_SECONDS + 1)
    assert api.app is not None
    await api.app.endpoints.process.services.pools.step()
    assert await let_through(api, POOL, "b") == POOL - 1
    assert await let_through_by(other, 1, "c") == 0
    assert await used() == {FIRST: POOL}


async def test_a_hold_that_expired_by_the_move_gives_its_part_back(api: Api) -> None:
    for number in range(POOL):
        await place(api.user(f"h{number}"), model=POOLED)
    assert await let_through(api, 1, "a") == 0
    await api.admin.advance(601)
    assert api.app is not None
    await api.app.endpoints.process.services.pools.step()
    assert await used() == {FIRST: 0}
    assert await let_through(api, POOL + 1, "b") == POOL
    assert await faults() == []


async def test_an_expired_hold_of_the_last_window_gives_nothing_to_this_one(api: Api) -> None:
    await place(api.user("holder"), model=POOLED, ttlSeconds=86_400)
    await api.admin.advance(HALF_A_DAY)
    assert await let_through(api, POOL, "a") == POOL
    await api.admin.advance(HALF_A_DAY)
    assert api.app is not None
    await api.app.endpoints.process.services.pools.step()
    assert await used() == {FIRST: 0, SECOND: POOL}
