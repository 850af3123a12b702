"""Details of uses and holds over the API, with a catalog that has rates for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.clocks import Clock
from tests.support.server.api import Api, running_app, use
from tests.support.server.documents import PLACE, RECORD, SETTLE

SHIPPED = (Path(__file__).parents[3] / "catalog.yaml").read_text()
RICH = """\
  acme:
    name: Acme
    models:
      rich:
        name: Rich
        rates: {input: 3, output: 15, cached_input: 0.3, cache_write: 3.75, searches: 10.5}
        above: {200: {input: 6}}
        tiers: {batch: {input: 1.5}}
"""
FIELDS = "details { unit quantity } serviceTier unpriced"
DETAILED = RECORD.replace("cachedInputTokens", FIELDS)
PLACED = PLACE.replace("quotaTokens", "details { unit quantity } serviceTier quotaTokens")
SETTLED = SETTLE.replace("cachedInputTokens", FIELDS)
HISTORY = f"{{ account {{ usage(first: 1) {{ nodes {{ {FIELDS} cost }} }} }} }}"
QUOTE = "query Q($input: QuoteInput!) { quote(input: $input) { cost unpriced } }"


@pytest.fixture
async def rich_api(database_url: str, clock: Clock, tmp_path: Path) -> AsyncIterator[Api]:
    path = tmp_path / "catalog.yaml"
    path.write_text(SHIPPED.replace("providers:\n", f"providers:\n{RICH}", 1))
    async with running_app(database_url, clock=clock, CATALOG=str(path)) as running:
        yield running


def detail(unit: str, quantity: object) -> dict[str, Any]:
    return {"unit": unit, "quantity": quantity}


async def test_a_use_tells_its_details_and_what_had_no_price(rich_api: Api) -> None:
    alice = rich_api.user()
    details = [detail("PAGES", "2"), detail("CACHE_WRITE_TOKENS", 4), detail("SEARCHES", 2)]
    given = {"model": "rich", "inputTokens": 10, "outputTokens": 2, "details": details}
    asked = use(**given, serviceTier="BATCH")
    quoted = {k: v for k, v in asked.items() if k != "idempotencyKey"}
    assert (await alice.data(QUOTE, input=quoted))["quote"] == {"cost": 75, "unpriced": ["PAGES"]}
    done = (await alice.data(DETAILED, input=asked))["recordUsage"]
    assert done["usage"]["cost"] == 6 * 1.5 + 4 * 3.75 + 2 * 15 + 21
    told = {
        "details": [detail("CACHE_WRITE_TOKENS", 4), detail("SEARCHES", 2), detail("PAGES", 2)],
        "serviceTier": "BATCH",
        "unpriced": ["PAGES"],
    }
    assert {name: done["usage"][name] for name in told} == told
    page = await alice.data(HISTORY)
    assert page["account"]["usage"]["nodes"] == [told | {"cost": 75}]


async def test_a_plain_use_has_no_details(rich_api: Api) -> None:
    plain = {"details": [], "serviceTier": "STANDARD", "unpriced": []}
    for given in ({}, plain, {"details": None, "serviceTier": None}):
        wanted = {name: value for name, value in given.items() if name != "unpriced"}
        done = (await rich_api.user().data(DETAILED, input=use(**wanted)))["recordUsage"]
        assert {name: done["usage"][name] for name in plain} == plain
        assert done["usage"]["cost"] == 100


async def test_the_same_key_with_other_details_is_a_conflict(rich_api: Api) -> None:
    alice, asked = rich_api.user(), use(model="rich", inputTokens=10)
    for given, name in [
        ({}, "UsageRecorded"),
        ({"details": []}, "UsageRecorded"),
        ({"details": [detail("PAGES", 0)]}, "UsageRecorded"),
        ({"serviceTier": "BATCH"}, "IdempotencyConflict"),
        ({"details": [detail("PAGES", 1)]}, "IdempotencyConflict"),
    ]:
        done = (await alice.data(DETAILED, input=asked | given))["recordUsage"]
        assert done["__typename"] == name, given


async def test_a_use_of_only_a_thing_beside_tokens_is_recorded(rich_api: Api) -> None:
    given = {"model": "rich", "inputTokens": 0, "outputTokens": 0}
    done = await rich_api.user().record(**given, details=[detail("SEARCHES", 2)])
    assert done["usage"]["cost"] == 21


async def test_a_hold_reserves_the_announced_details_and_settles_the_true_ones(
    rich_api: Api,
) -> None:
    alice = rich_api.user()
    asked = {
        "model": "rich",
        "inputTokens": 300,
        "maxOutputTokens": 10,
        "details": [detail("SEARCHES", 4)],
        "serviceTier": "BATCH",
        "idempotencyKey": "hold",
    }
    placed = (await alice.data(PLACED, input=asked))["placeHold"]
    hold = placed["hold"]
    assert hold["tokens"] == 300 * 6 + 10 * 15 + 42
    assert (hold["details"], hold["serviceTier"]) == ([detail("SEARCHES", 4)], "BATCH")
    used = {"holdId": hold["id"], "inputTokens": 100, "outputTokens": 1, "serviceTier": "BATCH"}
    used["details"] = [detail("CACHE_WRITE_TOKENS", 100)]
    settled = (await alice.data(SETTLED, input=used))["settleHold"]
    assert settled["usage"]["cost"] == 375 + 15
    again = (await alice.data(SETTLED, input=used))["settleHold"]
    assert (again["replayed"], again["usage"]) == (True, settled["usage"])


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ([detail("PAGES", 1), detail("PAGES", 1)], "details"),
        ([detail("PAGES", -1)], "details"),
        ([detail("PAGES", 10**10 + 1)], "details"),
        ([detail("CACHE_WRITE_TOKENS", 13)], "details"),
        ([detail("REASONING_TOKENS", 9)], "details"),
        ([detail("PAGES", 0.5)], "details[0].quantity"),
        ([detail("SHEETS", 1)], "details[0].unit"),
    ],
)
async def test_bad_details_are_bad_input(sqlite_api: Api, details: Any, field: str) -> None:
    error = await sqlite_api.user().error(RECORD, input=use(details=details))
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["extensions"]["field"] == field


async def test_a_model_tells_the_rates_of_other_units(rich_api: Api) -> None:
    query = '{ model(name: "rich") { rates { input units { unit rate } } } }'
    assert (await rich_api.anonymous.data(query))["model"]["rates"] == {
        "input": "3",
        "units": [
            {"unit": "CACHE_WRITE_TOKENS", "rate": "3.75"},
            {"unit": "SEARCHES", "rate": "10.5"},
        ],
    }


async def test_a_model_tells_its_thresholds_and_tiers(rich_api: Api) -> None:
    query = """query M($name: String!) {
        model(name: $name) { variants { serviceTier above rates { input output cachedInput } } }
    }"""
    found = (await rich_api.anonymous.data(query, name="rich"))["model"]["variants"]
    assert [tuple(one["rates"].values()) for one in found] == [
        ("6", "15", "0.3"),
        ("1.5", "15", "0.3"),
        ("6", "15", "0.3"),
    ]
    assert [(one["serviceTier"], one["above"]) for one in found] == [
        ("STANDARD", 200),
        ("BATCH", 0),
        ("BATCH", 200),
    ]
    assert (await rich_api.anonymous.data(query, name="gpt-4"))["model"]["variants"] == []
    assert (await rich_api.anonymous.data(query, name="qwen-turbo"))["model"]["variants"] == []


async def test_sums_tell_quantities_by_unit_and_what_had_no_price(rich_api: Api) -> None:
    alice, details = rich_api.user(), [detail("PAGES", 2), detail("SEARCHES", 4)]
    for model in ("rich", "rich", "gpt-4"):
        await alice.record(model=model, details=details)
    parts = "{ key details { unit quantity } unpriced { unit quantity } }"
    query = f"{{ account {{ usageSummary(by: MODEL) {parts} }} }}"
    plain, rich = (await alice.data(query))["account"]["usageSummary"]
    assert plain["details"] == plain["unpriced"] == [detail("SEARCHES", 4), detail("PAGES", 2)]
    assert rich["details"] == [detail("SEARCHES", 8), detail("PAGES", 4)]
    assert rich["unpriced"] == [detail("PAGES", 4)]


async def test_the_owner_sees_what_had_no_price(rich_api: Api) -> None:
    alice, details = rich_api.user(), [detail("PAGES", 2), detail("SEARCHES", 4)]
    for model in ("rich", "rich", "gpt-4"):
        await alice.record(model=model, details=details)
    assert rich_api.app is not None
    await rich_api.app.endpoints.process.services.rollups.catch_up()
    part = "{ model provider unit uses quantity }"
    query = f"{{ analytics {{ details {part} unpriced {part} }} }}"
    found = (await rich_api.admin.data(query))["analytics"]
    assert [tuple(one.values()) for one in found["details"]] == [
        ("rich", "acme", "PAGES", 2, 4),
        ("rich", "acme", "SEARCHES", 2, 8),
        ("gpt-4", "openai", "PAGES", 1, 2),
        ("gpt-4", "openai", "SEARCHES", 1, 4),
    ]
    assert [tuple(one.values()) for one in found["unpriced"]] == [
        ("rich", "acme", "PAGES", 2, 4),
        ("gpt-4", "openai", "PAGES", 1, 2),
        ("gpt-4", "openai", "SEARCHES", 1, 4),
    ]
