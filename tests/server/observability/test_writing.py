"""A database that accepts no writes: callers retry, `/readyz` and one line of the log say so."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from unittest.mock import ANY

import pytest

from db.engine.sql import rows
from db.engine.writing import writing
from tests.server.observability.test_metrics import figures
from tests.server.observability.test_readiness import readiness
from tests.server.observability.unwritable import (
    FULL,
    Breakage,
    full_postgres,
    full_sqlite,
    read_only_postgres,
)
from tests.support.payments.money import SECRET, event, signed
from tests.support.payments.money_api import BUY
from tests.support.server.api import Api, real_clock, running_app, use
from tests.support.server.documents import RECORD

LONG = "x" * 6_000
"""Needs additional pages in a file that may not grow."""


@pytest.fixture(params=["full_sqlite", "full_postgres", "read_only_postgres"])
def breakage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Breakage:
    if request.param == "full_sqlite":
        return full_sqlite(request.getfixturevalue("sqlite_url"), monkeypatch)
    kind = {"full_postgres": full_postgres, "read_only_postgres": read_only_postgres}
    return kind[request.param](request.getfixturevalue("postgres_url"))


@pytest.fixture
async def api(breakage: Breakage) -> AsyncIterator[Api]:
    async with running_app(breakage.url, STRIPE_WEBHOOK_SECRET=SECRET) as running:
        yield running


async def deliver(api: Api) -> tuple[int, str | None]:
    """Deliver an event of the provider; return the status and when to retry."""
    payload = json.dumps(event("customer.created", {"id": "cus_1", "name": LONG})).encode()
    header = signed(payload, at=real_clock())
    answer = await api.http.post(
        "/webhooks/stripe", content=payload, headers={"stripe-signature": header}
    )
    return answer.status_code, answer.headers.get("retry-after")


async def refused(api: Api, breakage: Breakage) -> None:
    """Check that all writes are refused with a time to retry."""
    alice = api.user()
    wishes = [(RECORD, use(metadata={"note": LONG}))]
    if breakage.url.startswith("postgres"):
        wishes.append((BUY, {"pack": "starter", "idempotencyKey": "k"}))
    for query, given in wishes:
        error = await alice.error(query, input=given)
        assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfterSeconds": 10}, query
    assert await deliver(api) == (503, "10")


async def ready(api: Api) -> None:
    async with asyncio.timeout(180):
        while (await readiness(api))[0] != 200:
            await asyncio.sleep(0.02)


async def test_callers_come_again_and_readyz_and_the_log_say_why(
    breakage: Breakage, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    alice = api.user()
    before = await alice.balance()
    await breakage.fill()
    caplog.clear()
    for _ in range(3):
        await refused(api, breakage)
    assert await alice.balance() == before
    told = f"the database takes no writes: {breakage.reason}"
    assert await readiness(api) == (503, told)
    assert (await figures(api))["billing_database_refuses_writes"] == 1
    assert [(r.levelno, r.getMessage()) for r in warnings(caplog)] == [(logging.ERROR, told)]
    await breakage.mend()
    await ready(api)
    assert (await alice.record())["__typename"] == "UsageRecorded"
    assert (await deliver(api))[0] == 200
    assert (await figures(api))["billing_database_refuses_writes"] == 0
    assert warnings(caplog)[-1].getMessage() == "the database takes writes again"


def warnings(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return the warnings, without those about a read-only PostgreSQL's broken connections."""
    found = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert not [r for r in found if r.exc_info]
    return [r for r in found if r.name == "db.engine.writing"]


async def test_a_full_disk_is_found_without_traffic(
    breakage: Breakage, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await breakage.fill()
    assert await readiness(api) == (200 if breakage.reason == FULL else 503, ANY)
    monkeypatch.setattr("db.engine.writing.IDLE_SECONDS", -1)
    told = f"the database takes no writes: {breakage.reason}"
    # Each broken connection is found by one question.
    async with asyncio.timeout(180):
        while (found := await readiness(api)) != (503, told):
            assert found == (503, "the database is not available")
    await breakage.mend()
    await ready(api)


async def test_what_is_tried_while_idle_leaves_nothing_behind(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_app(database_url) as api:
        monkeypatch.setattr("db.engine.writing.IDLE_SECONDS", -1)
        for _ in range(2):
            assert await readiness(api) == (200, "ok")
        assert await rows("SELECT id FROM write_probe") == []


async def test_a_write_that_succeeds_is_enough_to_be_ready(breakage: Breakage, api: Api) -> None:
    alice = api.user()
    await alice.balance()
    await breakage.fill()
    await refused(api, breakage)
    await breakage.mend()
    async with asyncio.timeout(180):
        while "errors" in await alice.execute(RECORD, input=use()):
            pass
    assert writing.refusal is None


async def test_nothing_is_tried_while_writes_succeed(sqlite_url: str) -> None:
    async with running_app(sqlite_url) as api:
        assert await readiness(api) == (200, "ok")
        await api.user().record()
        assert await readiness(api) == (200, "ok")
