"""Cards that are saved at a checkout in setup mode, and charged later without their owner."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.shapes import faults
from tests.sandbox.stage import Stage, plain


async def saved(stage: Stage, button: str = "save") -> tuple[str, str]:
    """Return a new customer, and the card that it saved."""
    customer = await stage.sdk.v1.customers.create_async({})
    session = await stage.sdk.v1.checkout.sessions.create_async(
        {"mode": "setup", "customer": customer.id, "success_url": "https://shop.example"}
    )
    page = await stage.web.get(session.url or "")
    assert "Save the card" in page.text
    await stage.web.post(f"{session.url}/{button}")
    done = await stage.sdk.v1.checkout.sessions.retrieve_async(session.id)
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    intent = await stage.sdk.v1.setup_intents.retrieve_async(str(done.setup_intent))
    assert intent.status == "succeeded"
    (card,) = (await stage.sdk.v1.payment_methods.list_async({"customer": customer.id})).data
    assert intent.payment_method == card.id
    return customer.id, card.id


def charge(customer: str, card: str, **more: Any) -> Any:
    return {
        "amount": 500,
        "currency": "usd",
        "customer": customer,
        "payment_method": card,
        "off_session": True,
        "confirm": True,
        "metadata": {"purchase_id": "pur_1"},
        **more,
    }


async def kinds(stage: Stage) -> list[str]:
    events = (await stage.sdk.v1.events.list_async({"limit": 100})).data
    return [one.type for one in events][::-1]


async def test_a_saved_card_is_charged_once_for_one_key(stage: Stage) -> None:
    customer, card = await saved(stage)
    for _ in range(2):
        intent = await stage.sdk.v1.payment_intents.create_async(
            charge(customer, card), {"idempotency_key": "need 1"}
        )
        assert (intent.status, intent.amount_received) == ("succeeded", 500)
    assert len((await stage.sdk.v1.payment_intents.list_async()).data) == 1
    told = await kinds(stage)
    assert told[1:5] == [
        "setup_intent.created",
        "payment_method.attached",
        "setup_intent.succeeded",
        "checkout.session.completed",
    ]
    assert told[5:] == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    assert [fault for one in stage.objects() for fault in faults(one)] == []


@pytest.mark.parametrize(
    ("button", "code"),
    [("save-asking", "authentication_required"), ("save-declined", "card_declined")],
)
async def test_a_card_that_cannot_be_charged_says_why(stage: Stage, button: str, code: str) -> None:
    customer, card = await saved(stage, button)
    for _ in range(2):
        with pytest.raises(stripe.CardError) as caught:
            await stage.sdk.v1.payment_intents.create_async(
                charge(customer, card), {"idempotency_key": "need 1"}
            )
        assert (caught.value.code, caught.value.http_status) == (code, 402)
    (intent,) = (await stage.sdk.v1.payment_intents.list_async()).data
    assert intent.status == "requires_payment_method"
    assert plain(intent)["last_payment_error"]["code"] == code
    told = (await kinds(stage))[-3:]
    assert told == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert [fault for one in stage.objects() for fault in faults(one)] == []


async def test_a_card_is_detached_and_attached(stage: Stage) -> None:
    customer, card = await saved(stage)
    await stage.sdk.v1.payment_methods.detach_async(card)
    assert not (await stage.sdk.v1.payment_methods.list_async({"customer": customer})).data
    with pytest.raises(stripe.InvalidRequestError):
        await stage.sdk.v1.payment_methods.detach_async(card)
    with pytest.raises(stripe.InvalidRequestError):
        await stage.sdk.v1.payment_intents.create_async(charge(customer, card))
    await stage.sdk.v1.payment_methods.attach_async(card, {"customer": customer})
    await stage.sdk.v1.payment_intents.create_async(charge(customer, card))
    assert (await kinds(stage)).count("payment_method.detached") == 1


@pytest.mark.parametrize("missing", ["off_session", "confirm", "customer", "payment_method"])
async def test_what_it_does_not_have_is_refused(stage: Stage, missing: str) -> None:
    customer, card = await saved(stage)
    given = {name: value for name, value in charge(customer, card).items() if name != missing}
    with pytest.raises(stripe.InvalidRequestError):
        await stage.sdk.v1.payment_intents.create_async(given)
    assert not (await stage.sdk.v1.payment_intents.list_async()).data


async def test_nothing_is_paid_where_a_card_is_saved(stage: Stage) -> None:
    customer = await stage.sdk.v1.customers.create_async({})
    session = await stage.sdk.v1.checkout.sessions.create_async(
        {"mode": "setup", "customer": customer.id, "success_url": "https://shop.example"}
    )
    for button in ("pay", "later", "decline"):
        assert (await stage.web.post(f"{session.url}/{button}")).status_code == 400
    assert not (await stage.sdk.v1.payment_intents.list_async()).data


@pytest.mark.parametrize("asked", [True, False])
async def test_a_card_that_pays_at_a_checkout_is_saved_only_if_that_was_asked_for(
    stage: Stage, asked: bool
) -> None:
    customer = (await stage.sdk.v1.customers.create_async({})).id
    more = {"payment_intent_data": {"setup_future_usage": "off_session"}} if asked else {}
    await stage.bought(customer=customer, **more)
    kept = (await stage.sdk.v1.payment_methods.list_async({"customer": customer})).data
    assert len(kept) == asked
