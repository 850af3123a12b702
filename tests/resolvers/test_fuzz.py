"""No request makes the service fail: no INTERNAL, no HTTP 500, no change without a use."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.examples import scaled
from tests.support.server.api import Api
from tests.support.server.documents import (
    ADJUST,
    HOLDS,
    LEDGER,
    OPEN,
    PLACE,
    QUOTAS,
    QUOTE,
    RECORD,
    RECORD_BATCH,
    RELEASE,
    SETTLE,
    SUMMARY,
    USAGE,
)

CODES = {"BAD_INPUT", "LIMIT_EXCEEDED", "FORBIDDEN", "NOT_FOUND"}
CHANGES = ("UsageRecorded", "BalanceAdjusted", "HoldPlaced", "HoldSettled", "HoldReleased")
fuzzed = settings(
    max_examples=scaled(120), suppress_health_check=[HealthCheck.function_scoped_fixture]
)

text = st.text(st.characters(), max_size=12) | st.sampled_from(["alice", "gpt-4o", "qwen-turbo"])
numbers = st.integers() | st.integers(-2, 30) | st.integers(2**53 - 2, 2**53 + 2) | st.floats()
times = st.datetimes().map(lambda at: at.isoformat() + "Z") | st.just("2026-03-10T12:00:00Z")
scalars = st.none() | st.booleans() | numbers | numbers.map(str) | text | times
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
counts = st.integers(0, 50) | values


def objects(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(required, optional=optional) | values


tokens = {"inputTokens": counts, "outputTokens": counts}
model = {"model": st.sampled_from(["gpt-4o", "qwen-turbo"]) | values}
key = {"idempotencyKey": text | values}
units = st.sampled_from(["CACHE_WRITE_TOKENS", "REASONING_TOKENS", "SEARCHES"]) | values
detail = objects({"unit": units, "quantity": counts}, {})
details = {
    "details": st.lists(detail, max_size=3) | values,
    "serviceTier": st.sampled_from(["FLEX", "BATCH"]) | values,
}
account = {"accountId": text | values}
uses = objects(
    {**model, **tokens, **key},
    {
        **account,
        **details,
        "cachedInputTokens": counts,
        "occurredAt": times | values,
        "metadata": values,
    },
)
placings = objects(
    {**model, **key, "inputTokens": counts, "maxOutputTokens": counts},
    {**account, **details, "allowPartial": values, "ttlSeconds": st.integers(-1, 86_402) | values},
)
# Each example runs on the data of earlier examples, so some of these are holds.
hold = {"holdId": st.integers(1, 60).map("alice:{}".format) | text.map("{}:2".format) | values}
settlements = objects(
    {**hold, **tokens},
    {
        **details,
        "cachedInputTokens": counts,
        "outcome": st.sampled_from(["FAILED", "ABORTED"]) | values,
        "metadata": values,
    },
)
statuses = st.sampled_from(["OPEN", "SETTLED", "RELEASED", "EXPIRED"]) | values
pages = {"first": st.integers(1, 9) | values, "after": text | values, "id": text | values}
spans = {"from": times | values, "to": times | values}
OPERATIONS = [
    (RECORD, st.fixed_dictionaries({"input": uses})),
    (RECORD_BATCH, st.fixed_dictionaries({"input": st.lists(uses, max_size=3) | values})),
    (QUOTE, st.fixed_dictionaries({"input": objects({**model, **tokens}, {**account, **details})})),
    (OPEN, st.fixed_dictionaries({"input": objects(account, {})})),
    (
        ADJUST,
        st.fixed_dictionaries(
            {
                "input": objects(
                    {**account, **key, "tokens": numbers | values, "reason": text | values},
                    {"expiresAt": times | values},
                )
            }
        ),
    ),
    (PLACE, st.fixed_dictionaries({"input": placings})),
    (SETTLE, st.fixed_dictionaries({"input": settlements})),
    (RELEASE, st.fixed_dictionaries({"input": objects(hold, {})})),
    (HOLDS, st.fixed_dictionaries({}, optional={"status": statuses, "id": text | values})),
    (USAGE, st.fixed_dictionaries({}, optional={**pages, **spans, "model": text | values})),
    (LEDGER, st.fixed_dictionaries({}, optional=pages)),
    (QUOTAS, st.fixed_dictionaries({}, optional={"models": st.lists(text) | values})),
    (
        SUMMARY,
        st.fixed_dictionaries(
            {"by": st.sampled_from(["DAY", "HOUR", "MODEL"]) | values}, optional=spans
        ),
    ),
]
sent = st.one_of([st.tuples(st.just(query), variables) for query, variables in OPERATIONS])


async def check(api: Api, query: str, variables: dict[str, Any]) -> None:
    root = api.user("alice", "admin")
    before = await root.balance()
    response = await root.post({"query": query, "variables": variables})
    assert response.status_code == 200, response.text
    answer = response.json()
    for error in answer.get("errors", []):
        assert error["extensions"]["code"] in CODES, error
    if not any(change in response.text for change in CHANGES):
        assert await root.balance() == before


@fuzzed
@given(sent)
async def test_no_variables_are_our_fault_on_sqlite(sqlite_api: Api, operation) -> None:
    await check(sqlite_api, *operation)


@fuzzed
@given(sent)
async def test_no_variables_are_our_fault_on_any_database(api: Api, operation) -> None:
    await check(api, *operation)
