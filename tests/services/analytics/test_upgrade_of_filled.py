"""A database that was filled before the sums of blocks, on its way up: every read, count and proof
is as before, and what was under way is finished."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tortoise import connections

from billing.catalog.details import details_of
from billing.catalog.units import ServiceTier, UsageUnit
from billing.payments.refusals import PaymentUnavailable
from billing.webhooks.delivery import NewDelivery
from billing.webhooks.endpoint import Endpoint
from db import models
from db.engine.config import connect, disconnect
from db.insights.spends import spends_of
from db.insights.usage import sum_details, sum_usage
from db.ledger.blocks import BLOCK_ENTRIES
from db.ledger.history import read_entries
from db.migrate import downgrade, upgrade
from db.payments.plan_changes import unfinished_changes
from db.webhooks.deliveries import insert
from db.webhooks.endpoints import add_endpoint
from schema.enums import UsageGrouping
from services.analytics.rollups import Rollups
from services.commit.changed import Taker
from services.insights.insights import forecasts, saved, suggested
from services.insights.summaries import usage_totals
from services.payments.plans.changes import PlanIsChanged
from tests.services.payments.test_plan_changes import cut_off
from tests.support.analytics.folding import faults as wrong_rollups
from tests.support.audit.tampering import faults
from tests.support.ledger.factories import adjustment, placing, use
from tests.support.payments.enrolling import enrol
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, sandbox_shop, stored_subscription
from tests.support.payments.subscribing import subscribed
from tests.support.payments.teaming import asking, joined, new_team
from tests.support.privacy.lives import do

FIRST_NEW = 20
"""The number of the first migration after the release before."""
DAYS, USES_A_DAY = 4, 800
MODELS = ("gpt-4o", "qwen-vl-plus")
SEARCHES = details_of([(UsageUnit.SEARCHES, 2)], ServiceTier.FLEX)


@pytest.mark.slow
async def test_a_filled_database_is_upgraded_and_nothing_is_lost(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sandbox_shop(tmp_path) as (store, provider):
        await _filled(store)
        team, asked = await _paid(store, provider, monkeypatch)
        await Rollups(Taker(), store.clock).sweep()
        before = await _reads(store)
        await disconnect()
        taken_back = await downgrade(database, version=FIRST_NEW)
        assert await upgrade(database) == taken_back[::-1]
        await connect(database)

        assert not await models.UsageBlock.exists()
        assert await _reads(store) == before
        assert (await wrong_rollups(), await faults()) == ([], [])
        await Rollups(Taker(), store.clock, lambda: (100,)).sweep()
        rolled = await models.Rolled.get(account_id="bob")
        assert rolled.blocks == rolled.revision // BLOCK_ENTRIES == 3
        assert await _reads(store) == before
        assert (await wrong_rollups(), await faults()) == ([], [])

        assert len(await unfinished_changes(team)) == 1
        assert isinstance(await store.changes.change(asked), PlanIsChanged)
        await store.hear(*await provider.news())
        assert await unfinished_changes(team) == []
        assert (await wrong_rollups(), await faults()) == ([], [])


async def _filled(store: Shop) -> None:
    """Give bob a large ledger, an open hold, and an event that waits for its delivery."""
    await store.account("bob")
    bob: dict[str, Any] = {"account_id": "bob"}
    await do(store, adjustment(tokens=10_000_000, **bob))
    for day in range(DAYS):
        uses = [
            use(
                model=MODELS[number % 2],
                input_tokens=number,
                occurred_at=store.clock() - timedelta(hours=number % 30),
                details=SEARCHES if number % 3 == 0 else details_of([]),
                key=f"{day} {number}",
                **bob,
            )
            for number in range(USES_A_DAY)
        ]
        await do(store, *uses, placing(model="gpt-4o", key=f"hold {day}", ttl_seconds=60, **bob))
        store.clock.advance(days=1)
    await do(store, placing(model="gpt-4o", key="open", **bob))
    at = store.clock()
    await add_endpoint(Endpoint("whe_1", "http://127.0.0.1:9/hook", None, None, None, at))
    await insert([NewDelivery("msg_1", "whe_1", "bob", "balance.low", "{}", at)])


async def _paid(
    store: Shop, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Any]:
    """Let carol have a plan with a discount, and alice's team one whose change the provider did not
    answer. Return the team and the change."""
    await enrol(store, name="carol")
    discounted = await subscribed(store, provider, account_id="carol", plan="PREMIUM")
    assert (await stored_subscription(discounted)).discounts
    team = await new_team(store)
    await subscribed(store, provider, account_id=team, plan="TEAM", seats=4)
    await joined(store, team, "bob")
    await do(store, use(model="gpt-4o", account_id="alice"))
    asked = asking(team, "TEAM", 6)
    with monkeypatch.context() as patch:
        cut_off(store, "change_item", after=True, monkeypatch=patch)
        assert await store.changes.change(asked) == PaymentUnavailable()
    return team, asked


async def _reads(store: Shop) -> list[object]:
    """Return what a page shows of bob's uses, and the rows of what is under way."""
    now, book = store.clock(), store.catalog.book
    account = await store.account("bob")
    start, found = now - timedelta(days=2, hours=5), []
    for per in (None, "day", "hour", "quarter"):
        for first in (None, start):
            found.append(await sum_usage("bob", start=first, end=now, per=per))
    found.append(await sum_details("bob", start=start, end=None, per="day", upto=3_000))
    found.append(await spends_of("bob", start=start, end=now))
    found.append(await forecasts(account, book, now))
    found.append(await saved("bob", book, now, start=start, end=None, instead_of=None))
    found.append(await suggested(account, book, now))
    for by in UsageGrouping:
        zone = "Asia/Kolkata"
        found.append(await usage_totals("bob", book, start=start, end=now, by=by, time_zone=zone))
    for given in ({"models": [MODELS[1]]}, {"end": start}):
        found.append(await read_entries("bob", limit=900, uses_only=True, **given))
    conn = connections.get("default")
    for table in ("plan_subscription", "plan_change", "team", "webhook_delivery"):
        rows = await conn.execute_query_dict(f"SELECT * FROM {table} ORDER BY 1")
        found.append([dict(row) for row in rows])
    return found
