"""`usageSummary` with every grouping, compared with sums made in the test."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

import pytest

from tests.support.server.api import NOON, Api, use
from tests.support.server.documents import SUMMARY

RATES = {"gpt-4": "8", "gpt-4o": "5", "claude-haiku": "3.32", "deepseek-chat": "0.77"}
PROVIDERS = {
    "gpt": "openai",
    "cla": "claude",
    "dee": "deepseek",
    "qwe": "qwen",
    "mis": "openrouter",
}
MODELS = [*RATES, "qwen-turbo", "mistralai/mistral-7b-instruct"]
FIELDS = ("requests", "inputTokens", "outputTokens", "cachedInputTokens", "cost")
SUMMED: dict[str, Callable[[dict[str, Any]], str]] = {
    "MODEL": lambda one: one["model"],
    "PROVIDER": lambda one: PROVIDERS[one["model"][:3]],
    "TIER": lambda one: "PREMIUM" if one["model"] in RATES else "FREE",
    "DAY": lambda one: one["occurredAt"][:10],
    "HOUR": lambda one: f"{one['occurredAt'][:13]}:00:00Z",
}


def history() -> list[dict[str, Any]]:
    """Return 45 uses over five days, some of them at the edge of a day."""
    chance = random.Random(7)
    edges = [NOON.replace(hour=0), NOON.replace(hour=0) - timedelta(microseconds=1)]
    times = edges + [NOON - timedelta(minutes=chance.randrange(5 * 24 * 60)) for _ in range(43)]
    return [one_use(chance, at) for at in times]


def one_use(chance: random.Random, at: datetime) -> dict[str, Any]:
    given = chance.randrange(40)
    return use(
        model=chance.choice(MODELS),
        inputTokens=given,
        outputTokens=chance.randrange(1, 40),
        cachedInputTokens=chance.randrange(given + 1),
        occurredAt=at.isoformat().replace("+00:00", "Z"),
    )


def expected(history: list[dict[str, Any]], by: str) -> dict[str, tuple[int, ...]]:
    sums: defaultdict[str, tuple[int, ...]] = defaultdict(lambda: (0,) * len(FIELDS))
    for one in history:
        tokens = one["inputTokens"] + one["outputTokens"]
        cost = Decimal(RATES.get(one["model"], "0")) * tokens
        row = (
            1,
            *(one[name] for name in FIELDS[1:4]),
            int(cost.to_integral_value(ROUND_CEILING)),
        )
        key = SUMMED[by](one)
        sums[key] = tuple(map(sum, zip(sums[key], row, strict=True)))
    return dict(sums)


async def summary(api: Api, by: str, **bounds: str) -> dict[str, tuple[int, ...]]:
    rows = (await api.user().data(SUMMARY, by=by, **bounds))["account"]["usageSummary"]
    assert len({row["key"] for row in rows}) == len(rows)
    return {row["key"]: tuple(row[name] for name in FIELDS) for row in rows}


async def test_every_grouping_sums_exactly_what_was_used(api: Api) -> None:
    sent = history()
    await api.user().record_batch(*sent)
    for by in SUMMED:
        found = await summary(api, by)
        assert found == expected(sent, by), by
    noon, days = "2026-03-10T00:00:00Z", "2026-03-08T00:00:00Z"
    bounded = [one for one in sent if days <= one["occurredAt"] < noon]
    for by in SUMMED:
        found = await summary(api, by, to=noon, **{"from": days})
        assert found == expected(bounded, by), by


async def test_times_come_in_their_order(api: Api) -> None:
    await api.user().record_batch(*history())
    for by in ("DAY", "HOUR"):
        assert list(await summary(api, by)) == sorted(await summary(api, by))


@pytest.mark.parametrize("by", SUMMED)
async def test_nothing_used_is_no_row(api: Api, by: str) -> None:
    assert await summary(api, by) == {}


async def test_other_groupings_do_not_exist(sqlite_api: Api) -> None:
    for by in ("WEEK", "model", None, 1):
        error = await sqlite_api.user().error(SUMMARY, by=by)
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "by"}
