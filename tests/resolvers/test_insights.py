"""Summaries in a time zone, forecasts, savings and suggestions, as callers get them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import services.insights.summaries
from db.insights.following import pairs_of
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.ledgers import imported
from tests.support.server.api import NOON, Api, Client, use
from tests.support.server.documents import FORECAST, SAVINGS, SUGGESTIONS, SUMMARY

Json = dict[str, Any]
NIGHT = datetime(2026, 3, 29, tzinfo=UTC)
"""One hour before Berlin's clocks are set forward, at 01:00 UTC."""


def text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


async def asked(client: Client, query: str, **variables: Any) -> Any:
    [answer] = (await client.data(query, **variables))["account"].values()
    return answer


async def each_day(api: Api, clock: Clock, days: int, *uses: Json) -> None:
    """Record these uses every day with unique keys. At the end it is noon of the day after."""
    for _ in range(days):
        await api.user().record_batch(*(use(**one) for one in uses))
        clock.advance(days=1)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"])
async def test_days_and_hours_are_those_of_the_zone(api: Api, clock: Clock, zone: str) -> None:
    clock.now = NIGHT + timedelta(days=1)
    times = [NIGHT - timedelta(hours=6) + n * timedelta(minutes=13) for n in range(60)]
    await api.user().record_batch(*(use(model="qwen-max", occurredAt=text(at)) for at in times))
    local = [at.astimezone(ZoneInfo(zone)) for at in times]
    for by, expected in (
        ("DAY", Counter(f"{at:%Y-%m-%d}" for at in local)),
        ("HOUR", Counter(f"{at:%Y-%m-%dT%H}:00:00{at.isoformat()[-6:]}" for at in local)),
    ):
        rows = await asked(api.user(), SUMMARY, by=by, zone=zone)
        assert {row["key"]: row["requests"] for row in rows} == expected
        in_utc = await asked(api.user(), SUMMARY, by=by)
        assert (
            total(rows) == total(in_utc) == Counter(requests=60, inputTokens=720, outputTokens=480)
        )


def total(rows: list[Json]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums.update({name: value for name, value in row.items() if name != "key"})
    return +sums


@pytest.mark.parametrize("by", ["DAY", "MODEL"])
@pytest.mark.parametrize(
    "zone",
    [
        "Mars/Base",
        "",
        "../etc/passwd",
        "Europe",
        "a\x00b",
        "z" * 9_999,
        "localtime",
        "posixrules",
        "right/UTC",
        "posix/UTC",
    ],
)
async def test_a_zone_that_does_not_exist_is_bad_input(sqlite_api: Api, zone: str, by: str) -> None:
    error = await sqlite_api.user().error(SUMMARY, by=by, zone=zone)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "timeZone"}


async def test_imported_uses_are_counted_apart(api: Api) -> None:
    await api.user().record(model="qwen-max")
    for number, model in enumerate(["qwen-max", "gpt-4", "forgotten"]):
        await imported(number=number, model=model, tokens=100, at=NOON - timedelta(days=900))
    await imported(number=1, account_id="bob", at=NOON)
    tiers = await asked(api.user(), SUMMARY, by="TIER")
    assert {row["key"]: (row["requests"], row["importedTokens"]) for row in tiers} == {
        "FREE": (2, 100),
        "PREMIUM": (1, 100),
        "UNKNOWN": (1, 100),
    }
    providers = await asked(api.user(), SUMMARY, by="PROVIDER")
    assert {row["key"] for row in providers} == {"qwen", "openai", "unknown"}
    days = await asked(api.user(), SUMMARY, by="DAY", zone="Asia/Tokyo")
    assert [(row["key"], row["inputTokens"], row["importedTokens"]) for row in days] == [
        ("2023-09-22", 0, 300),
        ("2026-03-10", 12, 0),
    ]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
async def test_a_summary_of_too_many_rows_is_refused_with_what_to_do(
    sqlite_api: Api, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.insights.summaries, "ROWS_MAX", 3)
    for hours in range(1, 5):
        at = text(NOON - timedelta(hours=hours))
        await sqlite_api.user().record(occurredAt=at)
    since = {"from": text(NOON - timedelta(hours=3))}
    assert len(await asked(sqlite_api.user(), SUMMARY, by="HOUR", zone=zone, **since)) == 3
    assert len(await asked(sqlite_api.user(), SUMMARY, by="DAY", zone=zone)) == 1
    error = await sqlite_api.user().error(SUMMARY, by="HOUR", zone=zone)
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
    assert "`from` and `to`" in error["message"]


async def forecasts(api: Api) -> dict[str, Json]:
    rows: list[Json] = await asked(api.user(), FORECAST)
    return {row["model"]["name"] if row["model"] else row["source"]: row for row in rows}


async def test_a_new_account_is_told_that_it_is_too_early(api: Api) -> None:
    found = await forecasts(api)
    assert found.keys() == {"ALLOWANCE", "BALANCE"}
    assert found["ALLOWANCE"] == {
        "source": "ALLOWANCE",
        "model": None,
        "unit": "TOKENS",
        "remaining": 10_000,
        "perDay": None,
        "daysLeft": None,
        "daysLeftLow": None,
        "daysLeftHigh": None,
        "confidence": 0.8,
        "basisDays": 0,
        "lastsUntilReset": None,
        "resetsAt": "2026-04-10T12:00:00Z",
        "message": "The plan's allowance: too early to say; this needs 3 full days of history.",
    }


async def test_a_steady_pace_is_told_for_each_source(api: Api, clock: Clock) -> None:
    """Record 100 premium tokens per day, and 20 tokens of a free model."""
    await asked(api.user(), FORECAST)
    clock.advance(days=1)
    await each_day(api, clock, 4, {}, {"model": "qwen-max"})
    found = await forecasts(api)
    allowance, quota = found["ALLOWANCE"], found["qwen-max"]
    assert (allowance["remaining"], allowance["perDay"], allowance["basisDays"]) == (
        9_600,
        "100",
        4,
    )
    assert [allowance[f"daysLeft{end}"] for end in ("Low", "", "High")] == [96, 96, 96]
    assert allowance["lastsUntilReset"] is True
    assert (quota["unit"], quota["perDay"], quota["remaining"]) == ("TOKENS", "20", 1_000_000 - 80)
    assert quota["resetsAt"] == "2026-04-01T00:00:00Z"
    balance = found["BALANCE"]
    assert (balance["remaining"], balance["perDay"], balance["daysLeft"]) == (0, "0", None)
    assert (balance["lastsUntilReset"], balance["resetsAt"]) == (None, None)


async def test_the_balance_pays_what_the_allowance_did_not(api: Api, clock: Clock) -> None:
    await api.user().balance()
    await api.admin.adjust("alice", 100_000)
    clock.advance(days=1)
    for tokens in (4_000, 4_000, 4_000, 6_000):
        await api.user().record(inputTokens=tokens // 5, outputTokens=0)
        clock.advance(days=1)
    found = await forecasts(api)
    assert found["ALLOWANCE"]["perDay"] == "4500"
    assert found["ALLOWANCE"]["remaining"] == 0
    assert found["ALLOWANCE"]["lastsUntilReset"] is False
    balance = found["BALANCE"]
    assert (balance["remaining"], balance["perDay"]) == (92_000, "2000")
    assert balance["daysLeftLow"] < balance["daysLeft"] == 46
    assert balance["daysLeftHigh"] is None or balance["daysLeftHigh"] > 46


async def test_today_is_no_full_day_but_shows_what_is_used(api: Api, clock: Clock) -> None:
    await api.user().balance()
    clock.advance(days=4)
    await api.user().record(model="mistralai/mistral-7b-instruct")
    found = await forecasts(api)
    assert found["ALLOWANCE"]["basisDays"] == 3
    calls = found["mistralai/mistral-7b-instruct"]
    assert (calls["unit"], calls["remaining"], calls["perDay"]) == ("REQUESTS", 49, "0")


async def test_forecasts_look_back_four_weeks(api: Api, clock: Clock) -> None:
    await each_day(api, clock, 1, {"model": "qwen-max"}, {"inputTokens": 500})
    clock.advance(days=29)
    found = await forecasts(api)
    assert found.keys() == {"ALLOWANCE", "BALANCE"}
    assert (found["ALLOWANCE"]["basisDays"], found["ALLOWANCE"]["perDay"]) == (28, "0")


async def test_free_use_saved_what_the_cheapest_model_would_have_cost(api: Api) -> None:
    alice = api.user()
    uses = {"inputTokens": 900_000, "outputTokens": 90_000}
    await alice.record(model="qwen-max", **uses)
    await alice.record()
    found = await asked(alice, SAVINGS)
    assert found == {
        "requests": 1,
        "inputTokens": 900_000,
        "outputTokens": 90_000,
        "cachedInputTokens": 0,
        "importedTokens": 0,
        "instead": {"name": "gpt-5-nano"},
        "premiumTokens": 356_400,
        "money": {"amount": 356, "currency": "USD"},
    }
    dear = await asked(alice, SAVINGS, insteadOf="gpt-4")
    assert (dear["instead"], dear["premiumTokens"]) == ({"name": "gpt-4"}, 7_920_000)
    before = await asked(alice, SAVINGS, to=text(NOON))
    assert (before["requests"], before["premiumTokens"]) == (0, 0)
    assert (await asked(alice, SAVINGS, **{"from": text(NOON)}))["requests"] == 1


async def test_imported_free_use_saved_too(api: Api) -> None:
    await api.user().balance()
    await imported(number=1, model="qwen-max", tokens=1_000)
    await imported(number=2, model="gpt-4", tokens=1_000)
    found = await asked(api.user(), SAVINGS, insteadOf="gpt-4o")
    assert (found["requests"], found["importedTokens"], found["premiumTokens"]) == (1, 1_000, 5_000)


@pytest.mark.parametrize("name", ["qwen-max", "nobody", "", "a\x00"])
async def test_savings_compare_to_premium_models_only(sqlite_api: Api, name: str) -> None:
    error = await sqlite_api.user().error(SAVINGS, insteadOf=name)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "insteadOf"}


async def test_who_used_nothing_is_told_where_to_start(api: Api) -> None:
    found = await asked(api.user(), SUGGESTIONS)
    assert [(one["kind"], one["model"]["name"]) for one in found] == [
        ("START", "qwen-turbo"),
        ("START", "google/gemini-2.5-pro"),
        ("START", "meta-llama/llama-3-70b-instruct"),
    ]
    assert "Fast, reliable, free" in found[0]["reason"]


async def test_use_leads_to_a_free_model_and_the_cheapest_offer(api: Api, clock: Clock) -> None:
    """In 30 days, 20,000 premium tokens are little for a plan of 30,000 per day."""
    await api.user().balance()
    await api.admin.adjust("alice", 10_000_000)
    await each_day(api, clock, 30, {"model": "gpt-4", "inputTokens": 2_500, "outputTokens": 0})
    clock.advance(days=-1)
    free, offer = await asked(api.user(), SUGGESTIONS)
    assert (free["kind"], free["model"], free["instead"]) == (
        "FREE_MODEL",
        {"name": "qwen-turbo"},
        {"name": "gpt-4"},
    )
    assert (free["tokens"], free["savesTokens"]) == (75_000, 600_000)
    assert offer == {
        "kind": "PLAN",
        "reason": "In the last 30 days you used 600,000 premium tokens. The Premium plan would "
        "have covered all of them for 10.00 USD, the least of all offers. The Free plan with "
        "1 x Pro Pack would have cost 15.00 USD.",
        "model": None,
        "instead": None,
        "plan": {"name": "PREMIUM"},
        "packs": [],
        "tokens": 600_000,
        "savesTokens": None,
        "cost": {"amount": 1_000, "currency": "USD"},
        "comparedTo": {"amount": 1_500, "currency": "USD"},
    }


async def test_the_catalog_tells_what_models_can_do(api: Api) -> None:
    found = await api.anonymous.data("{ models { name capabilities } }")
    able = {one["name"]: one["capabilities"] for one in found["models"]}
    assert (able["gpt-4"], able["qwen-vl-max"]) == ([], ["VISION"])
    assert able["claude-opus"] == ["VISION", "CODE"]


async def test_seeing_models_are_replaced_by_seeing_ones_only(api: Api) -> None:
    await api.user().record(model="gpt-4o")
    [free] = await asked(api.user(), SUGGESTIONS)
    assert free["model"] == {"name": "qwen-vl-plus"}


async def test_only_what_the_account_s_own_user_is_shown_is_noted(api: Api) -> None:
    await api.user().record(model="gpt-4")
    assert api.app
    assert api.app.endpoints
    following = api.app.endpoints.process.services.following
    assert await asked(api.admin, SUGGESTIONS, id="alice")
    await following.store()
    assert await pairs_of("alice") == {}
    assert await asked(api.user(), SUGGESTIONS)
    await following.store()
    assert await pairs_of("alice") == {("gpt-4", "qwen-turbo"): None}


async def test_suggestions_look_back_30_days(api: Api, clock: Clock) -> None:
    await api.user().record(model="gpt-4")
    clock.advance(days=29)
    assert [one["kind"] for one in await asked(api.user(), SUGGESTIONS)] == ["FREE_MODEL"]
    clock.advance(days=1)
    assert {one["kind"] for one in await asked(api.user(), SUGGESTIONS)} == {"START"}


async def test_what_two_monthly_allowances_paid_is_not_to_be_bought(api: Api, clock: Clock) -> None:
    """The account was opened on the 10th at noon, so the allowance renews between the two uses."""
    await api.user().balance()
    for day in (5, 12):
        clock.now = datetime(2026, 4, day, 12, tzinfo=UTC)
        assert (await api.user().record(inputTokens=1_600))["__typename"] == "UsageRecorded"
    assert {one["kind"] for one in await asked(api.user(), SUGGESTIONS)} == {"FREE_MODEL"}


async def test_a_limit_that_was_used_up_earlier_in_the_month_serves_nobody(
    api: Api, clock: Clock
) -> None:
    clock.now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    await api.user().balance()
    await api.user().record(model="qwen-turbo", inputTokens=1_000_000, outputTokens=0)
    clock.now = datetime(2026, 3, 31, 11, tzinfo=UTC)
    await api.user().record(model="gpt-4", inputTokens=1_000, outputTokens=0)
    clock.now = datetime(2026, 4, 5, 11, tzinfo=UTC)
    [free] = await asked(api.user(), SUGGESTIONS)
    assert free["model"] == {"name": "qwen-plus"}


@pytest.mark.parametrize(("query", "statements"), [(FORECAST, 2), (SAVINGS, 1), (SUGGESTIONS, 2)])
async def test_each_answer_takes_few_statements(api: Api, query: str, statements: int) -> None:
    await api.user().record(model="qwen-max")
    with counting_statements() as seen:
        await asked(api.user(), query)
    assert len(seen) == 1 + statements
