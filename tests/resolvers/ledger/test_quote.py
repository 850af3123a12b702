"""`quote` predicts what `recordUsage` does."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.examples import scaled
from tests.support.server.api import Api, use
from tests.support.server.documents import QUOTE

MODELS = ["gpt-4", "gpt-4o-mini", "claude-haiku", "qwen-turbo", "google/gemini-2.5-pro", "nobody"]
TRANSLATED = {"quota": "exceeded"}


def question(given: dict) -> dict:
    return {k: v for k, v in given.items() if k != "idempotencyKey"}


@settings(max_examples=scaled(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    model=st.sampled_from(MODELS),
    counts=st.tuples(st.integers(0, 3_000), st.integers(1, 600)),
    scale=st.sampled_from([1, 1, 1, 400]),
)
async def test_what_is_quoted_is_what_then_happens(sqlite_api: Api, model, counts, scale) -> None:
    alice = sqlite_api.user()
    wanted = use(model=model, inputTokens=counts[0] * scale, outputTokens=counts[1])
    quoted = (await alice.data(QUOTE, input=question(wanted)))["quote"]
    done = await alice.record(**wanted)
    assert quoted["allowed"] == (done["__typename"] == "UsageRecorded")
    if quoted["allowed"]:
        assert (quoted["cost"], quoted["refusal"]) == (done["usage"]["cost"], None)
    else:
        refusal = {TRANSLATED.get(name, name): value for name, value in quoted["refusal"].items()}
        assert refusal == done


async def test_a_quote_changes_nothing(api: Api) -> None:
    alice = api.user()
    before = await alice.balance()
    quoted = (await alice.data(QUOTE, input=question(use())))["quote"]
    assert quoted == {"cost": 100, "allowed": True, "refusal": None, "model": {"name": "gpt-4o"}}
    assert await alice.balance() == before


async def test_a_refused_quote_still_tells_the_cost(api: Api) -> None:
    wanted = question(use(model="gpt-4", inputTokens=2_000, outputTokens=0))
    quoted = (await api.user().data(QUOTE, input=wanted))["quote"]
    assert (quoted["cost"], quoted["allowed"]) == (16_000, False)
    assert quoted["refusal"]["code"] == "INSUFFICIENT_TOKENS"
    assert quoted["refusal"]["available"] == 10_000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("inputTokens", -1),
        ("inputTokens", 2**53),
        ("outputTokens", "x"),
        ("cachedInputTokens", 13),
        ("accountId", ""),
        ("model", ""),
    ],
)
async def test_a_bad_question_is_refused_by_its_field(sqlite_api: Api, field: str, value) -> None:
    error = await sqlite_api.user().error(QUOTE, input=question(use(**{field: value})))
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["extensions"]["field"].rpartition(".")[2] == field


async def test_strangers_get_no_quote(sqlite_api: Api) -> None:
    error = await sqlite_api.anonymous.error(QUOTE, input=question(use()))
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
