"""Models under any of their names, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.identity.api_keys import create_key
from tests.support.clocks import Clock
from tests.support.server.api import Api, running_app, use
from tests.support.server.documents import PLACE, QUOTAS, QUOTE, RECORD, SETTLE, USAGE

SHIPPED = (Path(__file__).parents[2] / "catalog.yaml").read_text()
ALIASED = SHIPPED.replace("[gpt-4o-2024-08-06, gpt-4o-2024-11-20]", "[chatgpt-4o-latest, 文]", 1)
NAMES = [
    "chatgpt-4o-latest",
    "文",
    "openai/gpt-4o",
    "openrouter/openai/gpt-4o",
    "gpt-4o-2024-08-06",
    "azure/gpt-4o@20240806",
]
REQUESTED = "... on UsageRecorded { usage { requestedModel model { name aliases } } }"
RECORD_NAMED = f"""
mutation Record($input: RecordUsageInput!) {{
  recordUsage(input: $input) {{
    __typename {REQUESTED} ... on ModelNotFound {{ code message nearest {{ name }} }}
  }}
}}
"""
COUNTS = {"inputTokens": 2, "outputTokens": 3}


@pytest.fixture
async def api(database_url: str, clock: Clock, tmp_path: Path) -> AsyncIterator[Api]:
    file = tmp_path / "aliased.yaml"
    file.write_text(ALIASED)
    async with running_app(database_url, clock=clock, CATALOG=str(file)) as running:
        yield running


async def record(api: Api, model: str, **given: Any) -> dict[str, Any]:
    asked = use(model=model, **COUNTS, **given)
    found: dict[str, Any] = (await api.user().data(RECORD_NAMED, input=asked))["recordUsage"]
    return found


async def test_a_use_is_of_the_catalogs_model_and_remembers_the_name(api: Api) -> None:
    for name in ["gpt-4o", *NAMES]:
        usage = (await record(api, name))["usage"]
        assert usage["requestedModel"] == name
        assert usage["model"] == {"name": "gpt-4o", "aliases": ["chatgpt-4o-latest", "文"]}
    for name in ("gpt-4o", "openai/gpt-4o"):
        page = (await api.user().data(USAGE, model=name))["account"]["usage"]
        assert len(page["nodes"]) == 1 + len(NAMES)
    assert (await api.user().data(USAGE, model="gpt-4"))["account"]["usage"]["nodes"] == []


async def test_a_model_is_shown_under_each_of_its_names(api: Api) -> None:
    for name in NAMES:
        found = await api.anonymous.data("query ($n: String!) { model(name: $n) { name } }", n=name)
        assert found["model"] == {"name": "gpt-4o"}
        quoted = (await api.user().data(QUOTE, input=COUNTS | {"model": name}))["quote"]
        assert (quoted["cost"], quoted["allowed"], quoted["model"]) == (
            25,
            True,
            {"name": "gpt-4o"},
        )


async def test_a_hold_and_its_use_are_of_the_model(api: Api) -> None:
    asked = {"model": "openai/gpt-4o", "inputTokens": 1, "maxOutputTokens": 1}
    placed = await api.user().data(PLACE, input=asked | {"idempotencyKey": "h"})
    hold = placed["placeHold"]["hold"]
    assert hold["model"] == {"name": "gpt-4o"}
    again = await api.user().data(PLACE, input=asked | {"idempotencyKey": "h"})
    assert again["placeHold"]["replayed"]
    other = await api.user().data(PLACE, input=asked | {"idempotencyKey": "h", "model": "gpt-4o"})
    assert other["placeHold"]["__typename"] == "IdempotencyConflict"
    settled = await api.user().data(SETTLE, input=COUNTS | {"holdId": hold["id"]})
    assert settled["settleHold"]["usage"]["model"] == {"name": "gpt-4o"}
    nodes = "{ account { usage { nodes { requestedModel model { name } } } } }"
    (usage,) = (await api.user().data(nodes))["account"]["usage"]["nodes"]
    assert usage == {"requestedModel": "openai/gpt-4o", "model": {"name": "gpt-4o"}}


async def test_a_free_model_has_one_limit_under_all_names(api: Api) -> None:
    await record(api, "qwen/qwen-max")
    await record(api, "qwen-max-2025-01-25")
    for names in (["qwen/qwen-max"], ["qwen-max"], ["qwen-max", "qwen/qwen-max"]):
        (quota,) = (await api.user().data(QUOTAS, models=names))["account"]["quotas"]
        assert (quota["used"], quota["model"]["name"]) == (10, "qwen-max")
    assert (await record(api, "deepinfra/qwen-max"))["__typename"] == "ModelNotFound"


async def test_an_unknown_name_is_answered_with_the_nearest(api: Api) -> None:
    refused = await record(api, "gpt4o")
    assert refused["nearest"][0] == {"name": "gpt-4o"}
    assert refused["message"].startswith(
        "There is no model named 'gpt4o' in the catalog. Did you mean gpt-4o"
    )
    strange = await record(api, "§§§§")
    assert strange["nearest"] == []
    assert strange["message"] == "There is no model named '§§§§' in the catalog."
    quoted = await api.user().data(QUOTE, input=COUNTS | {"model": "claude-sonet"})
    assert "Did you mean claude-sonnet" in quoted["quote"]["refusal"]["message"]


@pytest.mark.parametrize("allowed", ["gpt-4o", *NAMES])
async def test_a_keys_models_are_compared_by_the_model_not_the_name(api: Api, allowed: str) -> None:
    await api.user().balance()
    _, plain = await create_key("gateway", ["usage:write"], clock=api.clock, models=[allowed])
    client = api.bearing(plain)
    for name in ("gpt-4o", *NAMES):
        found = await client.record(accountId="alice", model=name)
        assert found["__typename"] == "UsageRecorded"
    for name in ("gpt-4", "openai/gpt-4", "gpt-4-0613", "nobody"):
        error = await client.error(RECORD, input=use(accountId="alice", model=name))
        assert error["message"] == f"This key may not use the model {name!r}."
    placing = {"accountId": "alice", "model": "azure/gpt-4o", "idempotencyKey": "h"}
    counts = {"inputTokens": 1, "maxOutputTokens": 1}
    hold = (await client.data(PLACE, input=placing | counts))["placeHold"]["hold"]
    settled = await client.data(SETTLE, input=COUNTS | {"holdId": hold["id"]})
    assert settled["settleHold"]["__typename"] == "HoldSettled"
