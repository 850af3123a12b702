"""The real program is killed between payment and credit, and its reconcile command runs."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.engine.config import connect, disconnect
from db.models import InboxEvent
from db.payments.inbox import receive_event
from tests.support.payments.money import FREE_TOKENS, TOKENS, Json
from tests.support.payments.money_api import Api, Program, crash

pytestmark = pytest.mark.heavy

ACCOUNTS = ("alice", "bob", "carol")
EACH = 4


def settings_of(database_url: str) -> dict[str, str]:
    """Return settings for several workers if the database allows it."""
    return {} if database_url.startswith("sqlite") else {"WORKERS": "2"}


async def pay_all(api: Api) -> None:
    """Let every account buy and pay, while nothing is delivered."""
    await api.control("webhooks", pause=True)
    for name in ACCOUNTS:
        user = api.user(name)
        await user.account()
        for _ in range(EACH):
            await user.paid()


async def deliver_until_something_is_kept(api: Api, database_url: str) -> None:
    """Start deliveries; return while they go on."""
    await connect(database_url)
    flush = asyncio.create_task(api.control("flush", all=True))
    try:
        async with asyncio.timeout(180):
            while await InboxEvent.all().count() < EACH:
                await asyncio.sleep(0)
    finally:
        flush.cancel()
        await asyncio.gather(flush, return_exceptions=True)
        await disconnect()


async def events(api: Api) -> list[Json]:
    found: list[Json] = (await api.provider("events", limit=100))["data"]
    return found


async def check_credited(api: Api) -> None:
    for name in ACCOUNTS:
        account = await api.user(name).until(
            lambda found: all(one["status"] == "PAID" for one in found["purchases"]["nodes"])
        )
        assert account["balance"]["available"] == FREE_TOKENS + EACH * TOKENS
        kinds = [entry["kind"] for entry in account["ledger"]["nodes"]]
        assert kinds == ["PURCHASE"] * EACH + ["ALLOWANCE"]


async def test_after_a_crash_under_load_everything_paid_is_credited_once(
    database_url: str, tmp_path: Path
) -> None:
    program = Program(database_url, tmp_path, **settings_of(database_url))
    with program.serving() as process:
        async with program.api() as api:
            await pay_all(api)
            await deliver_until_something_is_kept(api, database_url)
            crash(process)
    with program.serving():
        async with program.api() as api:
            await api.control("webhooks", pause=False)
            # The provider repeats the events that the crash interrupted, and handled ones too.
            for told in await events(api):
                await api.control("resend", event=told["id"])
            await check_credited(api)
            found = program.run("reconcile")
    assert (found.returncode, found.stdout) == (
        0,
        "reconcile: 12 purchases, 12 payments, 0 differences\n",
    ), found.stderr


async def test_what_was_only_received_before_the_crash_is_credited_by_the_inbox_alone(
    database_url: str, tmp_path: Path
) -> None:
    program = Program(database_url, tmp_path, **settings_of(database_url))
    with program.serving() as process:
        async with program.api() as api:
            await pay_all(api)
            told = await events(api)
            missing = program.run("reconcile")
            crash(process)
    assert missing.returncode == 1
    assert missing.stdout.count("is not credited") == len(ACCOUNTS) * EACH
    await connect(database_url)
    for one in told:
        at = datetime.now(UTC)
        await receive_event(one["id"], kind=one["type"], payload=json.dumps(one), at=at)
    await disconnect()
    with program.serving():
        async with program.api() as api:
            await check_credited(api)
            # Late events of the provider change nothing.
            await api.control("flush", all=True)
            await check_credited(api)
            assert program.run("reconcile").returncode == 0


async def test_reconcile_needs_payments_and_a_sensible_time(
    sqlite_url: str, tmp_path: Path
) -> None:
    away = Program(sqlite_url, tmp_path).run("reconcile")
    assert (away.returncode, away.stdout) == (1, "")
    assert "can't be reached" in away.stderr
    production = {
        "ENVIRONMENT": "production",
        "JWT_SECRET": "a secret of this test with more than 32 characters",
    }
    without = Program(sqlite_url, tmp_path, **production).run("reconcile")
    assert (without.returncode, without.stdout) == (1, "")
    assert "STRIPE_API_KEY" in without.stderr
    for days in ("0", "-1", "99999999", "x"):
        odd = Program(sqlite_url, tmp_path).run("reconcile", "--days", days)
        assert odd.returncode == 2
        assert "Traceback" not in odd.stderr
