"""Pages of models, their filters, and the origins of prices, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateways.catalog.file import read_catalog
from resolvers.catalog import LISTED_MAX
from services.catalog import CatalogService
from tests.support.clocks import Clock
from tests.support.server.api import Api, running_app

SHIPPED, _ = read_catalog(Path(__file__).parents[2] / "catalog.yaml")
ALIASED = SHIPPED.replace("[gpt-4o-2024-08-06, gpt-4o-2024-11-20]", "[chatgpt-4o-latest, 文]", 1)
LISTED = """
  lister:
    name: Lister
    models:
      "{name}":
        name: Lister Modèle
        cost: 2
        source: list.json
        prices:
          - {{from: 2026-02-01, cost: 3}}
          - {{from: 2026-04-01, cost: 4.5}}
"""
NAME = "@lister/modèle:free"
PAGE = """
query ($search: String, $tier: ModelTier, $able: Capability, $provider: String, $first: Int,
       $after: String) {
  models(search: $search, tier: $tier, capability: $able, provider: $provider, first: $first,
         after: $after) { name tier capabilities provider }
  modelCount(search: $search, tier: $tier, capability: $able, provider: $provider)
}
"""
PRICES = """
query ($search: String, $byHand: Boolean, $first: Int, $after: String) {
  modelPrices(search: $search, byHand: $byHand, first: $first, after: $after) {
    model { name rates { input } } source effectiveAt catalog { version appliedAt source }
    following { effectiveAt rates { output } }
  }
}
"""


def with_models(number: int) -> str:
    lines = "".join(f"      many-{n}: {{name: Many {n}, cost: 1}}\n" for n in range(number))
    models = f"\n  lister:\n    name: Lister\n    models:\n{lines}"
    return SHIPPED.replace("\nproviders:\n", f"\nproviders:{models}", 1)


@pytest.fixture
async def aliased(database_url: str, clock: Clock, tmp_path: Path) -> AsyncIterator[Api]:
    file = tmp_path / "aliased.yaml"
    file.write_text(ALIASED)
    async with running_app(database_url, clock=clock, CATALOG=str(file)) as running:
        yield running


async def names(api: Api, **wanted: Any) -> list[str]:
    found = await api.anonymous.data(PAGE, **wanted)
    return [model["name"] for model in found["models"]]


async def test_pages_and_their_count_are_the_whole_list(aliased: Api) -> None:
    whole = await names(aliased)
    for filters in ({}, {"tier": "FREE"}, {"able": "VISION"}, {"search": "gpt"}):
        everything = await names(aliased, **filters)
        found = await aliased.anonymous.data(PAGE, **filters, first=1)
        assert found["modelCount"] == len(everything) > 2
        paged, page = [], await names(aliased, **filters, first=3)
        while page:
            paged += page
            page = await names(aliased, **filters, first=3, after=page[-1])
        assert paged == everything
        assert set(everything) <= set(whole)


@pytest.mark.parametrize(
    "search", ["CHATGPT-4o-latest", "文", "openai/gpt-4o-2024-08-06", "OpenAI 4O", "gpt-4O vision"]
)
async def test_a_model_is_found_under_any_of_its_names(aliased: Api, search: str) -> None:
    assert "gpt-4o" in await names(aliased, search=search)
    assert "gpt-4" not in await names(aliased, search=search)


async def test_wrong_pages_and_searches_name_their_field(aliased: Api) -> None:
    wrong = {"first": 0, "after": "chatgpt-4o-latest", "search": "x" * 101}
    for field, value in wrong.items():
        [error] = (await aliased.anonymous.execute(PAGE, **{field: value}))["errors"]
        assert error["extensions"] == {"code": "BAD_INPUT", "field": field}
    assert "errors" in await aliased.anonymous.execute(PAGE, first=501)


async def test_a_catalog_of_many_models_is_read_in_pages(
    sqlite_url: str, clock: Clock, tmp_path: Path
) -> None:
    """Clients from before there were pages go on as long as the catalog is not too large."""
    file = tmp_path / "large.yaml"
    file.write_text(with_models(LISTED_MAX))
    async with running_app(sqlite_url, clock=clock, CATALOG=str(file)) as api:
        for query in ("{ models { name } }", "{ models(first: null) { name } }"):
            [error] = (await api.anonymous.execute(query))["errors"]
            assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
            assert "`first`" in error["message"]
        assert len(await names(api, provider="lister")) == LISTED_MAX
        assert len(await names(api, first=LISTED_MAX)) == LISTED_MAX


async def prices(api: Api, **wanted: Any) -> list[dict[str, Any]]:
    found = await api.user("olga", "admin").data(PRICES, **wanted)
    listed: list[dict[str, Any]] = found["modelPrices"]
    return listed


async def test_operators_see_where_prices_come_from(aliased: Api, clock: Clock) -> None:
    catalog: CatalogService = aliased.app.endpoints.process.services.catalog
    listing = LISTED.format(name=NAME)
    await catalog.apply(ALIASED.replace("\nproviders:\n", f"\nproviders:{listing}", 1), "a test")
    [listed] = await prices(aliased, search="MODÈLE")
    version = listed["catalog"]
    assert listed == {
        "model": {"name": NAME, "rates": {"input": "3"}},
        "source": "list.json",
        "effectiveAt": "2026-02-01T00:00:00Z",
        "catalog": {**version, "source": "a test"},
        "following": {"effectiveAt": "2026-04-01T00:00:00Z", "rates": {"output": "4.5"}},
    }
    [ours] = await prices(aliased, search="文")
    assert (ours["source"], ours["effectiveAt"], ours["following"]) == (None, None, None)
    assert ours["catalog"]["version"] < version["version"]
    by_list = await prices(aliased, byHand=False)
    assert by_list[0] == listed
    assert {one["source"] for one in by_list[1:]} == {"model_prices.json"}
    first, every = await prices(aliased, first=1), await prices(aliased)
    assert (first + await prices(aliased, after=NAME))[: len(every)] == every
    clock.advance(days=60)
    [later] = await prices(aliased, search="MODÈLE")
    assert (later["model"]["rates"]["input"], later["following"]) == ("4.5", None)


@pytest.mark.parametrize("who", ["anonymous", "user", "reader"])
async def test_nobody_else_sees_origins(aliased: Api, who: str) -> None:
    callers = {
        "anonymous": aliased.anonymous,
        "user": aliased.user(),
        "reader": aliased.user("back-end", "accounts:read"),
    }
    answer = await callers[who].execute(PRICES)
    code = "UNAUTHENTICATED" if who == "anonymous" else "FORBIDDEN"
    assert answer["errors"][0]["extensions"]["code"] == code
    assert answer["data"] is None


async def test_a_summary_by_model_has_the_models(aliased: Api) -> None:
    await aliased.user().record(model="文")
    query = """{ account {
      byModel: usageSummary(by: MODEL) { key model { displayName } }
      byProvider: usageSummary(by: PROVIDER) { key model { displayName } } } }"""
    account = (await aliased.user().data(query))["account"]
    assert account["byModel"] == [{"key": "gpt-4o", "model": {"displayName": "GPT-4o"}}]
    assert account["byProvider"] == [{"key": "openai", "model": None}]
