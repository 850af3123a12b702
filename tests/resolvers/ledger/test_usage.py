"""`recordUsage` and `recordUsageBatch`: charges, refusals, and their order."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.support.clocks import Clock
from tests.support.server.api import Api, use
from tests.support.server.documents import QUOTAS, RECORD, RECORD_BATCH


async def test_a_premium_use_is_charged_and_told_in_full(api: Api) -> None:
    recorded = await api.user().record(
        inputTokens="120",
        outputTokens=80,
        cachedInputTokens=20,
        idempotencyKey="first",
        occurredAt="2026-03-10T10:00:00+01:00",
        metadata={"b": [1, None, "é"], "a": {"deep": True}},
    )
    usage, balance = recorded["usage"], recorded["balance"]
    assert (recorded["__typename"], recorded["replayed"]) == ("UsageRecorded", False)
    assert (usage["inputTokens"], usage["outputTokens"]) == (120, 80)
    assert usage["cachedInputTokens"] == 20
    assert (usage["cost"], usage["model"]["name"]) == (1_000, "gpt-4o")
    assert [charge["tokens"] for charge in usage["charges"]] == [1_000]
    assert usage["charges"][0]["grantId"] == balance["grants"][0]["id"]
    assert (usage["recordedAt"], usage["occurredAt"]) == (
        "2026-03-10T12:00:00Z",
        "2026-03-10T09:00:00Z",
    )
    assert usage["metadata"] == {"b": [1, None, "é"], "a": {"deep": True}}
    assert (balance["available"], recorded["quota"]) == (9_000, None)
    assert balance == await api.user().balance()


async def test_a_fraction_of_a_token_is_rounded_up_once_for_the_whole_use(api: Api) -> None:
    for model, given, cost in [
        ("gpt-4-turbo", (1, 0), 8),
        ("gpt-4-turbo", (1, 1), 15),
        ("gpt-4o-mini", (1, 1), 2),
        ("gpt-4", (0, 1), 8),
    ]:
        recorded = await api.user().record(model=model, inputTokens=given[0], outputTokens=given[1])
        assert recorded["usage"]["cost"] == cost, (model, given)


async def test_a_free_use_costs_nothing_and_counts(api: Api) -> None:
    recorded = await api.user().record(model="qwen-plus", inputTokens=900_000, outputTokens=99_999)
    assert (recorded["usage"]["cost"], recorded["usage"]["charges"]) == (0, [])
    assert (recorded["quota"]["used"], recorded["quota"]["remaining"]) == (999_999, 1)
    assert recorded["balance"]["available"] == 10_000


async def test_the_last_token_can_be_spent_and_not_one_more(api: Api) -> None:
    alice = api.user()
    refused = await alice.record(inputTokens=2_001, outputTokens=0)
    assert refused["__typename"] == "InsufficientTokens"
    assert refused["code"] == "INSUFFICIENT_TOKENS"
    assert (refused["required"], refused["available"]) == (10_005, 10_000)
    assert refused["nextReset"] == "2026-04-10T12:00:00Z"
    assert "qwen-turbo" in [model["name"] for model in refused["alternatives"]]
    assert (await alice.record(inputTokens=2_000, outputTokens=0))["balance"]["available"] == 0
    assert (await alice.record())["__typename"] == "InsufficientTokens"


async def test_a_native_limit_is_kept_to_the_token(api: Api, clock: Clock) -> None:
    wanted = {"model": "qwen-max", "inputTokens": 999_999, "outputTokens": 1}
    assert (await api.user().record(**wanted))["quota"]["remaining"] == 0
    refused = await api.user().record(model="qwen-max", inputTokens=1, outputTokens=0)
    assert (refused["__typename"], refused["code"]) == ("QuotaExceeded", "QUOTA_EXCEEDED")
    assert refused["exceeded"]["resetsAt"] == "2026-04-01T00:00:00Z"
    assert (refused["exceeded"]["used"], refused["exceeded"]["remaining"]) == (1_000_000, 0)
    offered = [model["name"] for model in refused["alternatives"]]
    assert offered
    assert "qwen-max" not in offered
    clock.advance(days=22)
    assert (await api.user().record(**wanted))["__typename"] == "UsageRecorded"


async def test_every_alternative_would_really_serve(api: Api) -> None:
    refused = await api.user().record(model="gpt-4", inputTokens=600_000, outputTokens=0)
    assert refused["alternatives"]
    for model in refused["alternatives"]:
        served = await api.user().record(model=model["name"], inputTokens=600_000, outputTokens=0)
        assert served["__typename"] == "UsageRecorded"


async def test_an_unknown_model_is_a_refusal_that_changes_nothing(api: Api) -> None:
    alice = api.user()
    before = await alice.balance()
    for name in ("gpt-99", "GPT-4", " gpt-4", "' OR 1=1 --"):
        refused = await alice.record(model=name)
        assert (refused["__typename"], refused["code"]) == ("ModelNotFound", "MODEL_NOT_FOUND")
    assert await alice.balance() == before


async def test_racers_on_the_last_tokens_get_exactly_what_is_there(api: Api) -> None:
    alice = api.user()
    tasks = (alice.record(inputTokens=200, outputTokens=0) for _ in range(25))
    kinds = Counter(result["__typename"] for result in await asyncio.gather(*tasks))
    assert kinds == {"UsageRecorded": 10, "InsufficientTokens": 15}
    balance = await alice.balance()
    assert (balance["available"], balance["revision"]) == (0, 11)


async def test_racers_on_the_last_requests_get_exactly_what_is_there(api: Api) -> None:
    alice = api.user()
    tasks = (alice.record(model="google/gemini-2.5-pro") for _ in range(60))
    kinds = Counter(result["__typename"] for result in await asyncio.gather(*tasks))
    assert kinds == {"UsageRecorded": 50, "QuotaExceeded": 10}


async def test_a_batch_is_decided_in_order_and_each_use_for_itself(api: Api) -> None:
    results = await api.user().record_batch(
        use(inputTokens=1_600, outputTokens=0),
        use(inputTokens=500, outputTokens=0),
        use(model="nobody"),
        use(inputTokens=400, outputTokens=0),
        use(inputTokens=1, outputTokens=0),
        use(model="qwen-turbo"),
    )
    assert [result["__typename"] for result in results] == [
        "UsageRecorded",
        "InsufficientTokens",
        "ModelNotFound",
        "UsageRecorded",
        "InsufficientTokens",
        "UsageRecorded",
    ]
    assert results[0]["balance"]["available"] == 2_000
    assert results[1]["available"] == 2_000
    assert results[3]["balance"]["available"] == 0
    assert results[5]["balance"]["revision"] == 4


async def test_a_batch_may_be_for_many_accounts(api: Api) -> None:
    gateway = api.user("gateway", "usage:write accounts:read")
    for name in ("ann", "ben"):
        await api.user(name).balance()
    names = ("ann", "ben", "nobody", "ann")
    results = await gateway.record_batch(*(use(accountId=name) for name in names))
    assert [r["__typename"] for r in results] == [
        "UsageRecorded",
        "UsageRecorded",
        "AccountNotFound",
        "UsageRecorded",
    ]
    left = [(await gateway.balance(name))["available"] for name in ("ann", "ben")]
    assert left == [9_800, 9_900]


async def test_a_thousand_uses_fit_in_a_batch_and_one_more_does_not(api: Api) -> None:
    alice = api.user("alice", "account:read usage:write")
    given = [use(model="qwen-turbo", inputTokens=1, outputTokens=0) for _ in range(1_001)]
    short = """mutation ($input: [RecordUsageInput!]!) {
      recordUsageBatch(input: $input) { __typename } }"""
    error = await alice.error(short, input=given)
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert (await alice.balance())["revision"] == 1
    done = (await alice.data(short, input=given[:1_000]))["recordUsageBatch"]
    assert {result["__typename"] for result in done} == {"UsageRecorded"}
    quotas = (await alice.data(QUOTAS, models=["qwen-turbo"]))["account"]["quotas"]
    assert (quotas[0]["used"], (await alice.balance())["revision"]) == (1_000, 1_001)


async def test_an_empty_batch_does_nothing(sqlite_api: Api) -> None:
    assert await sqlite_api.user().record_batch() == []


async def test_a_bad_use_refuses_its_whole_batch_and_is_named(api: Api) -> None:
    alice = api.user()
    before = await alice.balance()
    for field, value in [("inputTokens", -1), ("occurredAt", "2020-01-01T00:00:00Z")]:
        given = [use(), use(), use(), use(**{field: value}), use()]
        error = await alice.error(RECORD_BATCH, input=given)
        assert error["extensions"] == {"code": "BAD_INPUT", "field": f"input[3].{field}"}
    assert await alice.balance() == before


async def test_a_value_that_is_no_number_is_named_in_its_batch_too(sqlite_api: Api) -> None:
    given = [use(), use(), use(), use(inputTokens=1.5)]
    error = await sqlite_api.user().error(RECORD_BATCH, input=given)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "input[3].inputTokens"}


async def test_several_mutations_of_a_request_run_in_their_order(api: Api) -> None:
    query = """mutation ($a: RecordUsageInput!, $b: RecordUsageInput!) {
      first: recordUsage(input: $a) { ... on UsageRecorded { balance { available } } }
      second: recordUsage(input: $b) { ... on UsageRecorded { balance { available } } } }"""
    data = await api.user().data(query, a=use(), b=use())
    assert [data[name]["balance"]["available"] for name in ("first", "second")] == [9_900, 9_800]


async def test_a_key_records_for_an_account_that_is_not_there_without_opening_it(
    api: Api,
) -> None:
    gateway = api.user("gateway", "usage:write")
    refused = await gateway.record(accountId="nobody")
    assert (refused["__typename"], refused["code"]) == ("AccountNotFound", "ACCOUNT_NOT_FOUND")
    data = await api.admin.data('{ account(id: "nobody") { id } }')
    assert data["account"] is None


async def test_numbers_at_the_edge_are_told_exactly(api: Api) -> None:
    largest = 10**10
    answer = await api.user().execute(RECORD, input=use(model="gpt-4", inputTokens=largest))
    refused = answer["data"]["recordUsage"]
    assert refused["__typename"] == "InsufficientTokens"
    assert refused["required"] == 8 * (largest + 8)
    recorded = await api.user().record(
        model="gpt-4o", inputTokens=2_000, cachedInputTokens=2_000, outputTokens=0
    )
    assert recorded["balance"]["available"] == 0
