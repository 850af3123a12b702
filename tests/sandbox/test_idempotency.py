"""Idempotency keys: one effect per key, the same answer again, and no key for two requests."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.stage import DAY, KEY, Stage, to_the_end
from tests.support.examples import scaled

BEARER = {"authorization": f"Bearer {KEY}"}


async def create(stage: Stage, key: str, **params: str) -> Any:
    options: Any = {"idempotency_key": key}
    given: Any = params
    return await stage.sdk.v1.customers.create_async(given, options)


async def count(stage: Stage) -> int:
    return len((await stage.sdk.v1.customers.list_async({"limit": 100})).data)


async def test_the_same_request_has_one_effect(stage: Stage) -> None:
    first, second = await create(stage, "k", name="a"), await create(stage, "k", name="a")
    assert first.to_dict() == second.to_dict()
    assert "Idempotent-Replayed".lower() not in first.last_response.headers
    headers = second.last_response.headers
    assert headers["idempotent-replayed"] == "true"
    assert headers["original-request"] == first.last_response.request_id
    assert headers["idempotency-key"] == "k"
    assert await count(stage) == 1
    assert await stage.flush() == ["customer.created"]
    assert stage.endpoint.events[0]["request"]["idempotency_key"] == "k"


async def test_another_request_may_not_have_the_key(stage: Stage) -> None:
    await create(stage, "k", name="a")
    with pytest.raises(stripe.IdempotencyError):
        await create(stage, "k", name="b")
    options: Any = {"idempotency_key": "k"}
    with pytest.raises(stripe.IdempotencyError):
        await stage.sdk.v1.products.create_async({"name": "a"}, options)
    assert await count(stage) == 1


async def test_the_order_of_parameters_does_not_matter(stage: Stage) -> None:
    headers = {**BEARER, "idempotency-key": "k"}
    for body in (b"name=a&email=b", b"email=b&name=a"):
        answer = await stage.web.post("/v1/customers", content=body, headers=headers)
        assert answer.status_code == 200
    assert await count(stage) == 1


async def test_a_refusal_of_the_parameters_leaves_the_key_free(stage: Stage) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await create(stage, "k", nonsense="a")
    await create(stage, "k", name="a")
    assert await count(stage) == 1


async def test_a_refusal_by_the_act_is_kept_and_undoes_what_was_begun(stage: Stage) -> None:
    options: Any = {"idempotency_key": "k"}
    data: Any = {"currency": "usd", "unit_amount": 1, "product_data": {"name": "x"}}
    params: Any = {"mode": "payment", "line_items": [{"quantity": 1, "price_data": data}]}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            await stage.sdk.v1.checkout.sessions.create_async(params, options)
        assert caught.value.code == "amount_too_small"
    assert caught.value.headers["idempotent-replayed"] == "true"
    assert not (await stage.sdk.v1.products.list_async()).data


async def test_a_declined_payment_is_tried_once_a_key(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.control("make_next_renewal_fail", subscription=subscription.id, attempts=2)
    await to_the_end(stage, subscription)
    invoice = (await stage.subscription(subscription.id)).latest_invoice
    options: Any = {"idempotency_key": "k"}
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            await stage.sdk.v1.invoices.pay_async(invoice.id, {}, options)
    other: Any = {"idempotency_key": "other"}
    assert (await stage.sdk.v1.invoices.pay_async(invoice.id, {}, other)).status == "paid"


async def test_a_key_is_forgotten_after_a_day(stage: Stage) -> None:
    await create(stage, "k", name="a")
    await stage.advance(seconds=DAY - 1)
    await create(stage, "k", name="a")
    assert await count(stage) == 1
    await stage.advance(seconds=1)
    await create(stage, "k", name="b")
    assert await count(stage) == 2


async def test_racers_with_one_key_have_one_effect(stage: Stage) -> None:
    made = await asyncio.gather(*(create(stage, "k", name="a") for _ in range(8)))
    assert len({one.id for one in made}) == await count(stage) == 1


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_has_1_to_255_characters(stage: Stage, key: str) -> None:
    headers = {**BEARER, "idempotency-key": key}
    answer = await stage.web.post("/v1/customers", headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "idempotency_error")


requests = st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y"]))


@settings(max_examples=scaled(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(requests, max_size=10))
async def test_any_history_has_one_effect_a_key(
    stage_for_all: Stage, history: list[tuple[str, str]]
) -> None:
    stage, salt = stage_for_all, uuid4().hex
    before = (await stage.web.get("/_control/state")).json()["deliveries"].get("waiting", 0)
    first: dict[str, tuple[str, str]] = {}
    for key, name in history:
        try:
            made = await create(stage, f"{salt}{key}", name=name)
        except stripe.IdempotencyError:
            assert first[key][0] != name
        else:
            assert first.setdefault(key, (name, made.id)) == (name, made.id)
    assert {key for key, _ in history} == first.keys()
    after = (await stage.web.get("/_control/state")).json()["deliveries"].get("waiting", 0)
    assert after - before <= len(first)
