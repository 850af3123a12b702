"""`analytics`: the rights for it, its values, and that recorded use appears in it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import services.analytics.rollups
from db import models
from services.analytics.rollups import Rollups
from services.identity.api_keys import create_key
from tests.support.clocks import Clock
from tests.support.server.api import NOON, TIMEOUT_SECONDS, Api, running_app

ANALYTICS = """
query A($from: DateTime, $to: DateTime) {
  analytics(from: $from, to: $to) {
    from to asOf activeAccounts
    freeUse { requests freeRequests rate }
    consumption { model provider plan tier requests tokens cost }
    conversion { opened boughtPack subscribed packRate subscriptionRate }
    revenue {
      currency gross { amount currency } returned { amount } net { amount } payers
      packs { gross { amount } returned { amount } net { amount } }
      subscriptions { gross { amount } returned { amount } net { amount } }
      perPayer { amount } perUser { amount }
    }
    retention { month accounts months { month active rate } }
    churn { subscribersAtStart joined left rate }
    outstanding { source tokens liability { amount currency } }
    lapse { granted lapsed rate }
    series {
      day requests freeRequests importedRequests cost opened subscribers
      revenue { currency net { amount } }
    }
  }
}
"""


def rollups(api: Api) -> Rollups:
    assert api.app is not None
    kept: Rollups = api.app.endpoints.process.services.rollups
    return kept


async def analytics(api: Api, **bounds: str) -> dict[str, Any]:
    """Fold everything that was recorded; return the figures."""
    await rollups(api).catch_up()
    found: dict[str, Any] = (await api.admin.data(ANALYTICS, **bounds))["analytics"]
    return found


async def test_recorded_use_arrives(api: Api) -> None:
    await api.user("alice").record(model="gpt-4o")
    await api.user("alice").record(model="qwen-turbo")
    await api.user("bob").record(model="gpt-4o")
    found = await analytics(api)
    assert (found["from"], found["to"]) == ("2026-02-09T00:00:00Z", "2026-03-11T00:00:00Z")
    assert found["asOf"] == "2026-03-10T12:00:00Z"
    assert found["freeUse"] == {"requests": 3, "freeRequests": 1, "rate": 1 / 3}
    assert found["consumption"][0] == {
        **{"model": "gpt-4o", "provider": "openai", "plan": "FREE", "tier": "PREMIUM"},
        **{"requests": 2, "tokens": 40, "cost": 200},
    }
    assert found["consumption"][1]["tier"] == "FREE"
    assert found["conversion"]["opened"] == 2
    assert found["series"][-1]["opened"] == 2
    # Two accounts in the ten days of March, none in the twenty of February.
    assert found["activeAccounts"] == 2 * 10 / 30
    assert found["retention"] == [
        {
            "month": "2026-03-01T00:00:00Z",
            "accounts": 2,
            "months": [{"month": "2026-03-01T00:00:00Z", "active": 2, "rate": 1.0}],
        }
    ]
    outstanding = {one["source"]: one["tokens"] for one in found["outstanding"]}
    assert outstanding["ALLOWANCE"] == 20_000 - 200
    assert found["lapse"] == {"granted": 20_000, "lapsed": 0, "rate": 0.0}


async def test_rates_of_nothing_are_null(api: Api) -> None:
    found = await analytics(api)
    assert found["freeUse"]["rate"] is None
    assert found["conversion"]["packRate"] is None
    assert found["churn"]["rate"] is None
    assert found["lapse"]["rate"] is None
    assert found["revenue"] == found["retention"] == []
    assert found["outstanding"][0]["liability"] == {"amount": 0, "currency": "USD"}


async def test_revenue_is_told_by_currency(sqlite_api: Api) -> None:
    given = [("a:in:1", "alice", "PACK", 500), ("a:out:1", "alice", "PACK", -100)]
    given += [("b:in:1", "bob", "SUBSCRIPTION", 1_001)]
    for name, account, kind, amount in given:
        await models.MoneyEntry.create(
            id=name,
            account_id=account,
            kind=kind,
            amount=amount,
            currency="USD",
            occurred_at=NOON,
        )
    await sqlite_api.user("alice").record()
    [revenue] = (await analytics(sqlite_api, **{"from": "2026-03-01T00:00:00Z"}))["revenue"]
    assert revenue["gross"] == {"amount": 1_501, "currency": "USD"}
    assert (revenue["returned"], revenue["net"]) == ({"amount": 100}, {"amount": 1_401})
    assert revenue["packs"]["net"] == {"amount": 400}
    assert revenue["subscriptions"]["net"] == {"amount": 1_001}
    assert revenue["perPayer"] == {"amount": 701}
    assert (revenue["payers"], revenue["perUser"]) == (2, {"amount": 1_401})


async def test_a_model_that_no_catalog_had_is_shown_without_provider(sqlite_api: Api) -> None:
    await models.UsageDay.create(
        **{"day": NOON.date(), "model": "ancient", "plan": "", "tier": "IMPORTED", "requests": 3},
        **{"input_tokens": 9, "output_tokens": 0, "cached_input_tokens": 0, "cost": 0},
    )
    found = await analytics(sqlite_api)
    assert found["consumption"] == [
        {
            **{"model": "ancient", "provider": None, "plan": None, "tier": "IMPORTED"},
            **{"requests": 3, "tokens": 9, "cost": 0},
        }
    ]
    assert found["freeUse"]["requests"] == 0
    assert found["series"][-1]["importedRequests"] == 3


async def test_as_of_says_how_far_behind_it_is(sqlite_api: Api) -> None:
    await analytics(sqlite_api)
    sqlite_api.clock.advance(seconds=5)  # type: ignore[attr-defined]  # the tests' own clock
    await sqlite_api.user().record()
    found = (await sqlite_api.admin.data(ANALYTICS))["analytics"]
    # The background task may have folded in between.
    assert found["asOf"] in {"2026-03-10T12:00:00Z", "2026-03-10T12:00:05Z"}


@pytest.mark.parametrize("scope", [None, "accounts:read accounts:write usage:write", ""])
async def test_only_admins_may_ask(sqlite_api: Api, scope: str | None) -> None:
    error = await sqlite_api.user("alice", scope).error(ANALYTICS)
    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_strangers_may_not_ask_and_admins_by_key_may(sqlite_api: Api) -> None:
    error = await sqlite_api.anonymous.error(ANALYTICS)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    _, plain = await create_key("owner", ["admin"], clock=sqlite_api.clock)
    assert (await sqlite_api.bearing(plain).data(ANALYTICS))["analytics"]["series"]


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ({"from": "2026-03-10T00:00:00Z", "to": "2026-03-10T00:00:00Z"}, "to"),
        ({"from": "2020-03-10T00:00:00Z"}, "from"),
        ({"from": "2027-03-10T00:00:00Z"}, "from"),
        ({"to": "0001-01-01T00:00:00Z"}, "to"),
        ({"from": "yesterday"}, "from"),
    ],
)
async def test_a_bad_range_is_named(sqlite_api: Api, bounds: dict[str, str], field: str) -> None:
    error = await sqlite_api.admin.error(ANALYTICS, **bounds)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": field}


async def test_five_years_are_shown_day_by_day(sqlite_api: Api) -> None:
    found = await analytics(sqlite_api, **{"from": "2021-03-10T00:00:00Z"})
    assert len(found["series"]) == 1_827


async def test_a_running_server_folds_by_itself(
    sqlite_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.analytics.rollups, "PASS_SECONDS", 0.01)
    async with running_app(sqlite_url, clock=clock) as api:
        await api.user().record()
        found: list[Any] = []
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not found:
                found = (await api.admin.data(ANALYTICS))["analytics"]["consumption"]
                await asyncio.sleep(0)
    assert [one["requests"] for one in found] == [1]
