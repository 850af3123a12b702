"""Packs: a session in payment mode, and all events of it."""

from __future__ import annotations

import pytest
import stripe

from tests.sandbox.stage import DAY, Stage

PAID = [
    "product.created",
    "price.created",
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


async def test_a_paid_session_is_complete_and_tells_of_one_payment(stage: Stage) -> None:
    session = await stage.pack(cents=2_000, quantity=2)
    assert (session.status, session.payment_status, session.amount_total) == (
        "open",
        "unpaid",
        4_000,
    )
    assert session.payment_intent is None
    answer = await stage.click(session, "pay")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"https://shop.example/done?s={session.id}"
    after = await stage.again(session, "payment_intent.latest_charge")
    assert (after.status, after.payment_status, after.url) == ("complete", "paid", None)
    intent = after.payment_intent
    assert (intent.status, intent.amount, intent.amount_received) == ("succeeded", 4_000, 4_000)
    assert (intent.latest_charge.status, intent.latest_charge.paid) == ("succeeded", True)
    assert await stage.flush() == PAID


async def test_what_the_seller_gave_comes_back(stage: Stage) -> None:
    session = await stage.bought(
        metadata={"purchase": "7"},
        client_reference_id="alice",
        customer_email="a@example.com",
        allow_promotion_codes=True,
        automatic_tax={"enabled": True},
        payment_intent_data={
            "metadata": {"purchase": "7"},
            "receipt_email": "r@example.com",
            "description": "Pack",
        },
    )
    assert session.metadata["purchase"] == "7"
    assert session.client_reference_id == "alice"
    assert session.customer_details.email == "a@example.com"
    assert session.allow_promotion_codes
    assert session.automatic_tax.status == "complete"
    intent = session.payment_intent
    assert (intent.metadata["purchase"], intent.receipt_email) == ("7", "r@example.com")
    charges = await stage.sdk.v1.charges.list_async({"payment_intent": intent.id})
    assert [charge.metadata["purchase"] for charge in charges.data] == ["7"]
    assert charges.data[0].receipt_email == "r@example.com"


async def test_a_guest_has_no_customer_and_a_customer_stays_one(stage: Stage) -> None:
    assert (await stage.bought()).customer is None
    customer = await stage.sdk.v1.customers.create_async({"email": "c@example.com"})
    session = await stage.bought(customer=customer.id)
    assert session.customer == session.payment_intent.customer == customer.id
    made = await stage.bought(customer_creation="always", customer_email="d@example.com")
    assert (await stage.sdk.v1.customers.retrieve_async(made.customer)).email == "d@example.com"


async def test_paying_twice_pays_once(stage: Stage) -> None:
    session = await stage.bought()
    assert (await stage.click(session, "pay")).status_code == 303
    assert len((await stage.sdk.v1.payment_intents.list_async()).data) == 1
    assert (await stage.flush()).count("checkout.session.completed") == 1


async def test_a_declined_session_stays_open_and_its_intent_is_tried_again(stage: Stage) -> None:
    session = await stage.pack()
    assert (await stage.click(session, "decline")).status_code == 303
    first = await stage.again(session, "payment_intent")
    assert (first.status, first.payment_intent.status) == ("open", "requires_payment_method")
    assert first.payment_intent.last_payment_error.code == "card_declined"
    assert (await stage.flush())[-3:] == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
    ]
    await stage.click(session, "pay")
    second = await stage.again(session, "payment_intent")
    assert second.payment_intent.id == first.payment_intent.id
    assert second.payment_intent.last_payment_error is None
    assert await stage.flush() == PAID[3:]


@pytest.mark.parametrize("succeed", [True, False])
async def test_a_late_payment_completes_unpaid_and_ends_as_told(
    stage: Stage, succeed: bool
) -> None:
    session = await stage.pack()
    assert (await stage.click(session, "later")).status_code == 303
    after = await stage.again(session, "payment_intent")
    assert (after.status, after.payment_status) == ("complete", "unpaid")
    assert after.payment_intent.status == "processing"
    await stage.flush()
    await stage.control("pay_async", session=session.id, succeed=succeed)
    ending = "succeeded" if succeed else "failed"
    what = "succeeded" if succeed else "payment_failed"
    assert await stage.flush() == [
        f"charge.{ending}",
        f"payment_intent.{what}",
        f"checkout.session.async_payment_{ending}",
    ]
    settled = await stage.again(session)
    assert settled.payment_status == ("paid" if succeed else "unpaid")
    assert len((await stage.sdk.v1.charges.list_async()).data) == 1


async def test_a_late_payment_ends_once(stage: Stage) -> None:
    session = await stage.pack()
    await stage.click(session, "later")
    await stage.control("pay_async", session=session.id, succeed=True)
    again = await stage.web.post(
        "/_control/pay_async", json={"session": session.id, "succeed": False}
    )
    assert again.status_code == 400


async def test_abandoning_leads_back_and_leaves_the_session_open(stage: Stage) -> None:
    session = await stage.pack()
    answer = await stage.click(session, "abandon")
    assert (answer.status_code, answer.headers["location"]) == (303, "https://shop.example/back")
    assert (await stage.again(session)).status == "open"


async def test_a_session_expires_after_a_day(stage: Stage) -> None:
    session = await stage.pack()
    assert session.expires_at == session.created + DAY
    await stage.advance(seconds=DAY - 1)
    assert (await stage.again(session)).status == "open"
    await stage.advance(seconds=1)
    after = await stage.again(session)
    assert (after.status, after.url) == ("expired", None)
    assert (await stage.flush())[-1] == "checkout.session.expired"
    assert stage.endpoint.last("checkout.session.expired")["created"] == session.expires_at
    assert (await stage.click(session, "pay")).status_code == 400
    assert (await stage.again(session)).payment_intent is None


async def test_an_expired_session_takes_its_declined_intent_along(stage: Stage) -> None:
    session = await stage.pack(expires_at=stage.clock.stamp + 1_800)
    await stage.click(session, "decline")
    await stage.advance(seconds=1_800)
    assert (await stage.again(session, "payment_intent")).payment_intent.status == "canceled"
    assert (await stage.flush())[-2:] == ["payment_intent.canceled", "checkout.session.expired"]


async def test_expiring_by_request_works_once_and_not_after_payment(stage: Stage) -> None:
    session = await stage.pack()
    expire = stage.sdk.v1.checkout.sessions.expire_async
    assert (await expire(session.id)).status == "expired"
    for name in (session.id, (await stage.bought()).id):
        with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
            await expire(name)


async def test_what_is_free_needs_no_payment(stage: Stage) -> None:
    session = await stage.bought(cents=0)
    assert (session.payment_status, session.payment_intent) == ("no_payment_required", None)


async def test_line_items_are_listed_and_expanded(stage: Stage) -> None:
    session = await stage.pack(cents=700, quantity=3)
    with pytest.raises(AttributeError):
        _ = session.line_items
    listed = await stage.sdk.v1.checkout.sessions.line_items.list_async(session.id)
    expanded = (await stage.again(session, "line_items")).line_items
    for items in (listed, expanded):
        assert [(one.quantity, one.amount_total) for one in items.data] == [(3, 2_100)]
        assert items.data[0].description == "Pack"
