"""Whether a caller can use a model: `Model.availability`."""

from __future__ import annotations

from typing import Any

from tests.support.server.api import Api, Client, use

DAILY, MONTHLY = "google/gemini-2.5-pro", "qwen-turbo"
QUERY = """query ($name: String!) {
  model(name: $name) { availability { available reason remaining resetsAt } } }"""


async def availability(client: Client, name: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(QUERY, name=name))["model"]["availability"]
    return found


async def test_a_stranger_may_use_free_models_and_must_sign_in_for_the_others(
    sqlite_api: Api,
) -> None:
    free = await availability(sqlite_api.anonymous, DAILY)
    assert (free["available"], free["remaining"]) == (True, 50)
    premium = await availability(sqlite_api.anonymous, "gpt-4")
    assert premium == {
        "available": False,
        "reason": "SIGN_IN_REQUIRED",
        "remaining": None,
        "resetsAt": None,
    }


async def test_a_user_sees_what_is_left_and_when_it_renews(api: Api) -> None:
    alice = api.user()
    await alice.record(model=MONTHLY, inputTokens=300_000, outputTokens=1)
    assert await availability(alice, MONTHLY) == {
        "available": True,
        "reason": "AVAILABLE",
        "remaining": 699_999,
        "resetsAt": "2026-04-01T00:00:00Z",
    }
    assert (await availability(alice, DAILY))["resetsAt"] == "2026-03-11T00:00:00Z"
    premium = await availability(alice, "gpt-4")
    assert (premium["available"], premium["remaining"]) == (True, 10_000)
    assert premium["resetsAt"] == "2026-04-10T12:00:00Z"


async def test_a_used_up_limit_makes_a_model_unavailable_until_the_reset(api: Api, clock) -> None:
    alice = api.user()
    await alice.record_batch(*(use(model=DAILY) for _ in range(50)))
    spent = await availability(alice, DAILY)
    assert (spent["available"], spent["reason"]) == (False, "QUOTA_EXCEEDED")
    assert (spent["remaining"], spent["resetsAt"]) == (0, "2026-03-11T00:00:00Z")
    assert (await availability(alice, "meta-llama/llama-3-8b-instruct"))["remaining"] == 50
    assert (await availability(api.user("bob"), DAILY))["remaining"] == 50
    clock.advance(hours=12)
    assert (await availability(api.user(), DAILY))["available"]


async def test_without_tokens_premium_models_are_unavailable(api: Api) -> None:
    alice = api.user()
    await alice.record(inputTokens=2_000, outputTokens=0)
    empty = await availability(alice, "gpt-4")
    assert (empty["available"], empty["reason"]) == (False, "INSUFFICIENT_TOKENS")
    assert (empty["remaining"], empty["resetsAt"]) == (0, "2026-04-10T12:00:00Z")
    assert (await availability(alice, MONTHLY))["available"]


async def test_a_token_that_may_not_read_its_account_sees_what_a_stranger_sees(
    sqlite_api: Api,
) -> None:
    await sqlite_api.user().record(inputTokens=2_000, outputTokens=0)
    blind = await availability(sqlite_api.user(scope="account:write"), "gpt-4")
    assert blind["remaining"] is None
