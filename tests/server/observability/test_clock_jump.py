"""The machine's clock jumps: the service writes nothing, and every caller gets an error."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import asyncpg
import pytest

from db.engine.config import asyncpg_credentials
from db.migrate import upgrade
from server.settings import read_settings
from server.wiring import running
from services.clock.guard import GuardedClock
from services.clock.movable import jump_seconds, machine_clock
from tests.server.observability.test_metrics import figures
from tests.server.observability.test_readiness import readiness
from tests.server.observability.test_writing import deliver
from tests.support.payments.money import SECRET
from tests.support.payments.money_api import BUY
from tests.support.server.api import Api, real_clock, running_app, use
from tests.support.server.documents import BALANCE, RECORD

DAY = 86_400


class Wall:
    """The machine's clock, which the test can move."""

    moved = 0.0

    def __call__(self) -> float:
        return time.time() + self.moved


@pytest.mark.parametrize("days", [40, 365, -40, -365])
async def test_nothing_is_written_while_the_clock_is_wrong(
    database_url: str, days: int, caplog: pytest.LogCaptureFixture
) -> None:
    wall = Wall()
    clock = GuardedClock(tolerance=900, wall=wall)
    async with running_app(database_url, clock=clock, STRIPE_WEBHOOK_SECRET=SECRET) as api:
        alice, newcomer = api.user(), api.user("newcomer")
        await alice.record()
        before = await alice.balance()
        wall.moved = days * DAY
        for query, given in [
            (RECORD, {"input": use()}),
            (BALANCE, {}),
            (BUY, {"input": {"pack": "starter", "idempotencyKey": "k"}}),
        ]:
            for caller in (alice, newcomer):
                extensions = (await caller.error(query, **given))["extensions"]
                assert extensions == {"code": "UNAVAILABLE", "retryAfterSeconds": 30}
        assert (await deliver(api))[0] == 503
        status, reason = await readiness(api)
        assert status == 503
        assert "the clock of this machine jumped by" in reason
        found = await figures(api)
        assert found["billing_clock_jump_seconds"] == pytest.approx(days * DAY, abs=60)
        wall.moved = 0
        assert await readiness(api) == (200, "ok")
        assert await alice.balance() == before
        assert (await alice.record())["balance"]["available"] == before["available"] - 100
        assert jump_seconds(clock) == 0
    said = [r.getMessage() for r in caplog.records if r.name == "services.clock.guard"]
    assert [text.startswith("the clock of this machine") for text in said] == [True, True]
    assert not [r for r in caplog.records if r.exc_info]


MOVABLE = """
CREATE SCHEMA moved;
CREATE TABLE moved.by (days int);
INSERT INTO moved.by VALUES (0);
CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
    $$ SELECT pg_catalog.clock_timestamp() + days * interval '1 day' FROM moved.by $$;
"""
"""Replaces PostgreSQL's clock by one that the test can move."""


@pytest.fixture
async def movable(empty_postgres_url: str) -> str:
    """Return the URL of a migrated database with a clock that can be moved."""
    await upgrade(empty_postgres_url)
    name = empty_postgres_url.rpartition("/")[2]
    path = f"ALTER DATABASE {name} SET search_path = moved, pg_catalog, public"
    await on_server(empty_postgres_url, MOVABLE + path)
    return empty_postgres_url


async def on_server(url: str, statements: str) -> None:
    connection = await asyncpg.connect(**asyncpg_credentials(url) or {})
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


@pytest.mark.parametrize("days", [40, -365])
async def test_the_clock_of_the_database_counts(
    movable: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.clock.guard.COMPARE_SECONDS", 0.01)
    async with running_app(movable, clock=GuardedClock(tolerance=900)) as api:
        alice = api.user()
        before = await alice.record()
        await on_server(movable, f"UPDATE moved.by SET days = {days}")
        reason = f"the clock of the database is {days * DAY} seconds away from this machine's"
        await told(api, 503, reason)
        assert (await alice.error(RECORD, input=use()))["extensions"]["code"] == "UNAVAILABLE"
        await on_server(movable, "UPDATE moved.by SET days = 0")
        await told(api, 200, "ok")
        assert (await alice.balance())["available"] == before["balance"]["available"]


async def told(api: Api, status: int, reason: str) -> None:
    """Wait until `/readyz` answers this."""
    async with asyncio.timeout(180):
        while await readiness(api) != (status, reason):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("days", [40, 365, -40, -365])
async def test_a_server_that_starts_with_a_wrong_clock_knows_by_the_database(
    postgres_url: str, days: int
) -> None:
    async with running_app(postgres_url) as api:
        before = await api.user().record()
    wall = Wall()
    wall.moved = days * DAY
    async with running_app(postgres_url, clock=GuardedClock(tolerance=900, wall=wall)) as api:
        right = replace(api, clock=real_clock)
        alice, newcomer = right.user(), right.user("newcomer")
        for caller in (alice, newcomer):
            for query, given in [(RECORD, {"input": use()}), (BALANCE, {})]:
                error = await caller.error(query, **given)
                assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfterSeconds": 30}
        status, reason = await readiness(api)
        assert (status, reason.rpartition("are")[0]) == (
            503,
            "the clock of this machine and the database's ",
        )
        wall.moved = 0
        assert await readiness(api) == (200, "ok")
        assert await alice.balance() == before["balance"]


async def test_the_clock_of_a_server_is_guarded(sqlite_url: str) -> None:
    settings = read_settings({"DATABASE_URL": sqlite_url, "CLOCK_TOLERANCE_SECONDS": "60"})
    async with running(settings) as process:
        assert isinstance(machine_clock(process.services.clock), GuardedClock)
        assert (await process.services.accounts.open("alice")).account.revision == 1
