"""The machine's clock jumps: the service writes nothing, and every caller gets an error."""

from __future__ import annotations

import time

import pytest

from server.settings import read_settings
from server.wiring import running
from services.clock import GuardedClock, jump_seconds
from tests.server.observability.test_metrics import figures
from tests.server.observability.test_readiness import readiness
from tests.server.observability.test_writing import deliver
from tests.support.payments.money import SECRET
from tests.support.payments.money_api import BUY
from tests.support.server.api import running_app, use
from tests.support.server.documents import BALANCE, RECORD

DAY = 86_400


class Wall:
    """The machine's clock, and how far somebody has moved it."""

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
    said = [r.getMessage() for r in caplog.records if r.name == "services.clock"]
    assert [text.startswith("the clock of this machine") for text in said] == [True, True]
    assert not [r for r in caplog.records if r.exc_info]


async def test_the_clock_of_a_server_is_guarded(sqlite_url: str) -> None:
    settings = read_settings({"DATABASE_URL": sqlite_url, "CLOCK_TOLERANCE_SECONDS": "60"})
    async with running(settings) as process:
        assert isinstance(process.services.clock, GuardedClock)
        assert (await process.services.accounts.open("alice")).account.revision == 1
