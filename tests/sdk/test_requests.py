"""Requests of the Python clients: tries, keys, refusals and errors."""

from __future__ import annotations

import pickle
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from yumi_billing import (
    ApiError,
    BadInput,
    ConnectionFailed,
    Forbidden,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotFound,
    RateLimited,
    Refused,
    Unauthenticated,
    Unavailable,
    _wire,
)
from yumi_billing.types import RecordUsageInput, ServiceTier, UsageDetailInput, UsageUnit

from tests.support.sdk.clients import KINDS, either
from tests.support.sdk.scripted import DROP, answer, failed, scripted
from tests.support.server.api import Api, served_app

USE = {"model": "gpt-4o", "input_tokens": 12, "output_tokens": 8}
GOOD = answer({"data": {"modelCount": 7}})
kinds = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was waited between tries, which takes no time here."""
    waited: list[float] = []

    async def soon(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("yumi_billing._sending.time.sleep", waited.append)
    monkeypatch.setattr("yumi_billing.async_client.sleep", soon)
    return waited


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with served_app(sqlite_url) as running:
        yield running


def url_of(api: Api) -> str:
    return f"{api.address}/graphql"


@kinds
@pytest.mark.parametrize(
    "failure",
    [
        DROP,
        answer(b"", 503),
        answer(b"<html>", 502),
        failed("UNAVAILABLE"),
        failed("RATE_LIMITED", 429),
    ],
)
async def test_a_request_is_tried_again_with_the_same_content(
    kind: str, failure: bytes, waits: list[float]
) -> None:
    good = answer({"data": {"recordUsage": {"__typename": "Later", "code": "X", "message": "x"}}})
    async with scripted(failure, failure, good) as server, either(kind, server.url) as client:
        with pytest.raises(Refused) as refused:
            await client.record_usage(**USE)
    assert refused.value.code == "X"
    first, *others = server.asked
    assert others == [first, first]
    assert len(first["variables"]["input"]["idempotencyKey"]) == 32
    assert len(waits) == 2
    assert 0 < waits[0] < waits[1] * 2


@kinds
async def test_retry_after_is_honoured(kind: str, waits: list[float]) -> None:
    busy = answer({"errors": [{"message": "x", "extensions": {"code": "UNAVAILABLE"}}]}, 503)
    told = failed("RATE_LIMITED", retryAfterSeconds=7)
    by_header = answer(b"", 503, retry_after="3")
    async with scripted(told, by_header, busy, GOOD) as server, either(kind, server.url) as client:
        assert await client.model_count() == 7
    assert 7 <= waits[0] < 8
    assert 3 <= waits[1] < 4
    assert waits[2] < 1


@kinds
async def test_a_service_that_asks_for_minutes_is_given_up(kind: str, waits: list[float]) -> None:
    told = failed("UNAVAILABLE", retryAfterSeconds=600)
    async with scripted(told) as server, either(kind, server.url) as client:
        with pytest.raises(Unavailable) as error:
            await client.model_count()
    assert error.value.retry_after == 600
    assert len(server.asked) == 1
    assert waits == []


@kinds
async def test_tries_end(kind: str, waits: list[float]) -> None:
    async with scripted(failed("RATE_LIMITED")) as server:
        async with either(kind, server.url, tries=3) as client:
            with pytest.raises(RateLimited):
                await client.model_count()
        assert len(server.asked) == 3
    assert len(waits) == 2
    async with either(kind, server.url, tries=2) as client:
        with pytest.raises(ConnectionFailed, match="did not answer"):
            await client.model_count()


@kinds
@pytest.mark.parametrize(
    ("code", "error"),
    [("FORBIDDEN", Forbidden), ("BAD_INPUT", BadInput), ("NEW_ONE", ApiError)],
)
async def test_a_mistake_is_told_once(
    kind: str, code: str, error: type[Exception], waits: list[float]
) -> None:
    async with scripted(failed(code, 400)) as server, either(kind, server.url) as client:
        with pytest.raises(error, match=f"it is {code}") as raised:
            await client.model_count()
    assert raised.value.code == code  # type: ignore[attr-defined]
    assert len(server.asked) == 1


@kinds
async def test_a_closed_connection_is_replaced_without_a_wait(
    kind: str, waits: list[float]
) -> None:
    async with scripted(GOOD, DROP, GOOD) as server, either(kind, server.url) as client:
        assert [await client.model_count() for _ in range(2)] == [7, 7]
    assert len(server.asked) == 3
    assert waits == []


@kinds
async def test_connections_are_used_again(kind: str) -> None:
    async with scripted(GOOD) as server, either(kind, server.url) as client:
        for _ in range(5):
            await client.model_count()
        assert server.connections == 1


@kinds
async def test_the_token_is_asked_for_before_each_request(kind: str) -> None:
    tokens = iter(("one", "two"))
    async with (
        scripted(GOOD) as server,
        either(kind, server.url, lambda: next(tokens), headers={"traceparent": "00-1"}) as client,
    ):
        await client.model_count()
        await client.model_count()
    assert [one["authorization"] for one in server.headers] == ["Bearer one", "Bearer two"]
    assert server.headers[0]["traceparent"] == "00-1"


def test_waits_are_bounded_and_not_all_alike() -> None:
    def waits() -> list[float]:
        tries = _wire.Tries(50)
        return [tries.wait_after(ConnectionFailed()) for _ in range(49)]

    found = waits()
    assert max(found) <= _wire.LONGEST_WAIT_SECONDS
    assert found != waits()


@kinds
async def test_uses_and_holds(kind: str, api: Api) -> None:
    async with either(kind, url_of(api), api.user("gate", "usage:write").token) as client:
        await _open(api, "alice")
        recorded = await client.record_usage(account_id="alice", **USE, idempotency_key="one")
        assert recorded.usage.model.name == "gpt-4o"
        assert (recorded.usage.cost, recorded.balance.available) == (100, 9_900)
        assert recorded.usage.recorded_at.tzinfo is not None
        again = await client.record_usage(account_id="alice", **USE, idempotency_key="one")
        assert again.replayed
        with pytest.raises(IdempotencyConflict):
            await client.record_usage(
                account_id="alice", **{**USE, "input_tokens": 1}, idempotency_key="one"
            )
        placed = await client.place_hold(
            account_id="alice", model="gpt-4o", input_tokens=10, max_output_tokens=10
        )
        settled = await client.settle_hold(
            hold_id=placed.hold.id,
            input_tokens=10,
            output_tokens=5,
            metadata={"by": "a test"},
            details=[UsageDetailInput(unit=UsageUnit.REASONING_TOKENS, quantity=3)],
            service_tier=ServiceTier.STANDARD,
        )
        assert settled.usage.metadata == {"by": "a test"}
        assert settled.usage.details[0].unit is UsageUnit.REASONING_TOKENS


@kinds
async def test_a_refusal_has_its_fields(kind: str, api: Api) -> None:
    async with either(kind, url_of(api), api.user().token) as client:
        with pytest.raises(InsufficientTokens) as refused:
            await client.record_usage(model="gpt-4o", input_tokens=10**7, output_tokens=0)
        assert refused.value.required == 5 * 10**7
        assert refused.value.available == 10_000
        assert refused.value.alternatives[0].is_free
        assert refused.value.code in str(refused.value)
        copy = pickle.loads(pickle.dumps(refused.value))
        assert (copy.required, copy.message) == (5 * 10**7, refused.value.message)
        with pytest.raises(ModelNotFound) as unknown:
            await client.record_usage(model="gpt-4oo", input_tokens=1, output_tokens=0)
        assert unknown.value.nearest


@kinds
async def test_a_batch_returns_refusals_as_values(kind: str, api: Api) -> None:
    async with either(kind, url_of(api), api.user().token) as client:
        good, bad = await client.record_usage_batch(
            [
                RecordUsageInput(model="gpt-4o", input_tokens=1, output_tokens=1),
                RecordUsageInput(model="none", input_tokens=1, output_tokens=1),
            ]
        )
        assert good.usage.cost == 10
        assert isinstance(bad, ModelNotFound)


@kinds
async def test_a_quote_tells_its_refusal(kind: str, api: Api) -> None:
    async with either(kind, url_of(api), api.user().token) as client:
        quote = await client.quote(model="gpt-4o", input_tokens=10**7, output_tokens=0)
        assert isinstance(quote.refusal, InsufficientTokens)
        assert quote.refusal.available == 10_000


@kinds
async def test_pages_are_one_list(kind: str, api: Api) -> None:
    async with either(kind, url_of(api), api.user().token) as client:
        for number in range(7):
            await client.record_usage(**USE, idempotency_key=f"use-{number}")
        uses = await client.all("usage", page_size=3)
        assert [one.idempotency_key for one in uses] == [f"use-{n}" for n in reversed(range(7))]
        assert await client.all("usage", model="qwen-max") == []
        later = datetime(2100, 1, 1, tzinfo=UTC)
        assert await client.all("usage", from_=later) == []


@kinds
async def test_what_others_have_is_not_there(kind: str, api: Api) -> None:
    async with either(kind, url_of(api), api.user().token) as client:
        assert await client.account("nobody") is None
        with pytest.raises(Refused) as refused:
            await client.all("usage", "nobody")
        assert refused.value.code == "ACCOUNT_NOT_FOUND"
    async with either(kind, url_of(api), "wrong") as client:
        with pytest.raises(Unauthenticated):
            await client.viewer()


@kinds
async def test_documents_of_ones_own(kind: str, api: Api) -> None:
    async with either(kind, url_of(api), api.user().token) as client:
        data = await client.execute(
            "query($n: String!) { model(name: $n) { cost } }", {"n": "gpt-4o"}
        )
        assert data == {"model": {"cost": 5.0}}


@kinds
async def test_a_time_without_a_zone_is_refused(kind: str, api: Api) -> None:
    async with either(kind, url_of(api), api.user().token) as client:
        with pytest.raises(ValueError, match="time zone"):
            await client.record_usage(**USE, occurred_at=datetime(2026, 1, 1))  # noqa: DTZ001


async def _open(api: Api, account: str) -> None:
    await api.user(account).balance()


@kinds
async def test_queries_of_the_api_answer_with_their_default_selections(kind: str, api: Api) -> None:
    """Every query that a user may ask is accepted by the service and read."""
    async with either(kind, url_of(api), api.user().token) as client:
        await client.record_usage(**USE)
        plain = ("viewer", "models", "packs", "plans", "providers", "programmes", "account")
        own = ("quotas", "forecast", "savings", "suggestions", "holds", "user_billing")
        for name in (*plain, *own):
            assert await getattr(client, name)() is not None, name
        assert (await client.usage_summary(by="MODEL"))[0].cost == 100
        assert len(await client.all("ledger")) == 2
        assert await client.all("purchases") == []
        with pytest.raises(Forbidden):
            await client.analytics()
