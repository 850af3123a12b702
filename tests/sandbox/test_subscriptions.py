"""Subscriptions: started by a checkout, cancelled, paused, resumed."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.stage import DAY, Stage, month_after, period

BEGUN = [
    "customer.created",
    "payment_method.attached",
    "customer.subscription.created",
    "invoice.created",
    "invoice.finalized",
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "invoice_payment.paid",
    "invoice.paid",
    "invoice.payment_succeeded",
    "customer.subscription.updated",
    "checkout.session.completed",
]


async def test_a_paid_checkout_begins_a_subscription(stage: Stage) -> None:
    session = await stage.plan(subscription_data={"metadata": {"account": "alice"}})
    await stage.click(session, "pay")
    after = await stage.again(session, "subscription.latest_invoice.payments")
    subscription = after.subscription
    assert (after.payment_status, after.mode, subscription.status) == (
        "paid",
        "subscription",
        "active",
    )
    assert (subscription.customer, subscription.metadata.account) == (after.customer, "alice")
    assert period(subscription) == (session.created, month_after(session.created))
    invoice = subscription.latest_invoice
    assert (invoice.id, invoice.status, invoice.amount_paid) == (after.invoice, "paid", 1_000)
    assert invoice.billing_reason == "subscription_create"
    assert invoice.parent.subscription_details.metadata.account == "alice"
    assert [one.status for one in invoice.payments.data] == ["paid"]
    told = [one for one in await stage.flush() if not one.startswith(("product.", "price."))]
    assert told == BEGUN
    assert stage.endpoint.of("customer.subscription.created")[0]["status"] == "incomplete"
    updated = stage.endpoint.last("customer.subscription.updated")["data"]
    assert updated["previous_attributes"] == {"status": "incomplete"}


async def test_its_payment_leads_to_its_invoice(stage: Stage) -> None:
    subscription = await stage.subscribed()
    intents = await stage.sdk.v1.payment_intents.list_async({"customer": subscription.customer})
    payments = await stage.sdk.v1.invoice_payments.list_async(
        {"payment": {"type": "payment_intent", "payment_intent": intents.data[0].id}}
    )
    assert [one.invoice for one in payments.data] == [subscription.latest_invoice]
    one = await stage.sdk.v1.invoice_payments.retrieve_async(payments.data[0].id)
    assert one.payment.payment_intent == intents.data[0].id
    by_invoice = await stage.sdk.v1.invoices.list_async({"subscription": subscription.id})
    assert [one.id for one in by_invoice.data] == [subscription.latest_invoice]


async def test_what_is_sold_once_beside_it_is_charged_once(stage: Stage) -> None:
    def data(cents: int, **more: Any) -> dict[str, Any]:
        return {"currency": "usd", "unit_amount": cents, "product_data": {"name": "x"}, **more}

    monthly = data(1_000, recurring={"interval": "month"})
    lines = [{"quantity": 1, "price_data": monthly}, {"quantity": 2, "price_data": data(50)}]
    subscription = await stage.subscribed(line_items=lines)
    assert len(subscription["items"].data) == 1
    await stage.advance(days=31)
    invoices = await stage.sdk.v1.invoices.list_async({"subscription": subscription.id})
    assert [one.total for one in invoices.data] == [1_000, 1_100]


async def test_a_declined_checkout_begins_nothing(stage: Stage) -> None:
    session = await stage.plan()
    await stage.click(session, "decline")
    assert not (await stage.sdk.v1.subscriptions.list_async({"status": "all"})).data
    assert "payment_intent.payment_failed" in await stage.flush()
    await stage.click(session, "pay")
    assert len((await stage.sdk.v1.subscriptions.list_async()).data) == 1


@pytest.mark.parametrize(("succeed", "status"), [(True, "active"), (False, "past_due")])
async def test_a_late_first_payment(stage: Stage, succeed: bool, status: str) -> None:
    session = await stage.plan()
    await stage.click(session, "later")
    after = await stage.again(session, "subscription.latest_invoice")
    assert (after.payment_status, after.subscription.status) == ("unpaid", "active")
    assert after.subscription.latest_invoice.status == "open"
    await stage.flush()
    await stage.control("pay_async", session=session.id, succeed=succeed)
    types = await stage.flush()
    assert types[-1] == f"checkout.session.async_payment_{'succeeded' if succeed else 'failed'}"
    assert ("invoice.paid" in types, "invoice.payment_failed" in types) == (succeed, not succeed)
    assert (await stage.subscription(after.subscription.id)).status == status


async def test_a_trial_is_free_and_then_paid(stage: Stage) -> None:
    session = await stage.plan(subscription_data={"trial_period_days": 7})
    await stage.click(session, "pay")
    after = await stage.again(session, "subscription.latest_invoice")
    subscription = after.subscription
    assert (after.payment_status, subscription.status) == ("no_payment_required", "trialing")
    assert subscription.latest_invoice.amount_due == 0
    end = session.created + 7 * DAY
    assert (subscription.trial_end, period(subscription)) == (end, (session.created, end))
    await stage.advance(days=7)
    paid = await stage.subscription(subscription.id)
    assert (paid.status, period(paid)) == ("active", (end, month_after(end)))
    assert (paid.latest_invoice.amount_paid, paid.latest_invoice.status) == (1_000, "paid")


async def test_cancelled_at_the_end_it_runs_until_then(stage: Stage) -> None:
    subscription = await stage.subscribed()
    update = stage.sdk.v1.subscriptions.update_async
    ending = await update(subscription.id, {"cancel_at_period_end": True})
    start, end = period(subscription)
    assert (ending.status, ending.cancel_at, ending.canceled_at) == ("active", end, start)
    assert (await stage.flush())[-1] == "customer.subscription.updated"
    before = stage.endpoint.last("customer.subscription.updated")["data"]["previous_attributes"]
    assert before["cancel_at_period_end"] is False
    await stage.advance(seconds=end - start - 1)
    assert (await stage.subscription(subscription.id)).status == "active"
    await stage.advance(seconds=1)
    ended = await stage.subscription(subscription.id)
    assert (ended.status, ended.ended_at) == ("canceled", end)
    assert ended.cancellation_details.reason == "cancellation_requested"
    assert await stage.flush() == ["customer.subscription.deleted"]
    await stage.advance(days=90)
    assert await stage.flush() == []


async def test_a_cancellation_can_be_taken_back(stage: Stage) -> None:
    subscription = await stage.subscribed()
    update = stage.sdk.v1.subscriptions.update_async
    await update(subscription.id, {"cancel_at_period_end": True})
    kept = await update(subscription.id, {"cancel_at_period_end": False})
    assert (kept.cancel_at, kept.canceled_at, kept.cancel_at_period_end) == (None, None, False)
    await stage.advance(days=31)
    assert (await stage.subscription(subscription.id)).status == "active"


async def test_cancelled_now_it_ends_now_and_once(stage: Stage) -> None:
    subscription = await stage.subscribed()
    details: Any = {"comment": "too dear", "feedback": "too_expensive"}
    cancel = stage.sdk.v1.subscriptions.cancel_async
    ended = await cancel(subscription.id, {"cancellation_details": details})
    assert (ended.status, ended.ended_at) == ("canceled", stage.clock.stamp)
    assert ended.cancellation_details is not None
    assert ended.cancellation_details.comment == "too dear"
    assert (await stage.flush())[-1] == "customer.subscription.deleted"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await cancel(subscription.id)
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        await stage.sdk.v1.subscriptions.update_async(ended.id, {"cancel_at_period_end": True})


async def test_lists_leave_out_what_has_ended(stage: Stage) -> None:
    first, second = await stage.subscribed(), await stage.subscribed()
    await stage.sdk.v1.subscriptions.cancel_async(first.id)
    listed = stage.sdk.v1.subscriptions.list_async
    statuses: Any = {None: [second.id], "all": [second.id, first.id], "ended": [first.id]}
    statuses |= {"canceled": [first.id], "active": [second.id], "past_due": []}
    for status, ids in statuses.items():
        params: Any = {"status": status} if status else {}
        assert [one.id for one in (await listed(params)).data] == ids
    mine = await listed({"customer": first.customer, "status": "all"})
    assert [one.id for one in mine.data] == [first.id]


@pytest.mark.parametrize(
    ("behavior", "event", "status"),
    [
        ("void", "invoice.voided", "void"),
        ("mark_uncollectible", "invoice.marked_uncollectible", "uncollectible"),
        ("keep_as_draft", "invoice.updated", "draft"),
    ],
)
async def test_paused_collection_draws_invoices_and_charges_none(
    stage: Stage, behavior: Any, event: str, status: str
) -> None:
    subscription = await stage.subscribed()
    update = stage.sdk.v1.subscriptions.update_async
    await update(subscription.id, {"pause_collection": {"behavior": behavior}})
    await stage.flush()
    await stage.advance(days=31)
    types = await stage.flush()
    assert event in types
    assert not {"invoice.paid", "charge.succeeded"} & set(types)
    after = await stage.subscription(subscription.id)
    assert (after.status, after.latest_invoice.status) == ("active", status)
    resumed = await update(subscription.id, {"pause_collection": ""})
    assert resumed.pause_collection is None
    await stage.advance(days=31)
    assert "invoice.paid" in await stage.flush()


async def test_paused_collection_goes_on_by_itself(stage: Stage) -> None:
    subscription = await stage.subscribed()
    at = stage.clock.stamp + 10 * DAY
    pause: Any = {"behavior": "void", "resumes_at": at}
    await stage.sdk.v1.subscriptions.update_async(subscription.id, {"pause_collection": pause})
    await stage.flush()
    await stage.advance(days=10)
    assert await stage.flush() == ["customer.subscription.updated"]
    assert stage.endpoint.last("customer.subscription.updated")["created"] == at
    assert (await stage.subscription(subscription.id)).pause_collection is None


async def test_a_paused_subscription_stands_still_and_begins_anew(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.flush()
    paused = await stage.sdk.v1.subscriptions.pause_async(subscription.id)
    assert paused.status == "paused"
    assert paused.status_details is not None
    assert await stage.flush() == ["customer.subscription.updated", "customer.subscription.paused"]
    await stage.advance(days=100)
    assert await stage.flush() == []
    now = stage.clock.stamp + 100 * DAY
    resumed = await stage.sdk.v1.subscriptions.resume_async(subscription.id)
    assert (resumed.status, period(resumed)) == ("active", (now, month_after(now)))
    types = await stage.flush()
    assert (types[-1], types.count("invoice.paid")) == ("customer.subscription.resumed", 1)


@pytest.mark.parametrize(("days", "invoices"), [(10, 1), (100, 2)])
async def test_resumed_on_its_old_anchor_it_pays_for_a_new_period_only(
    stage: Stage, days: int, invoices: int
) -> None:
    subscription = await stage.subscribed()
    await stage.control("pause_subscription", subscription=subscription.id)
    await stage.advance(days=days)
    resumed = await stage.sdk.v1.subscriptions.resume_async(
        subscription.id, {"billing_cycle_anchor": {"type": "unchanged"}}
    )
    start, end = period(resumed)
    assert start <= stage.clock.stamp + days * DAY < end
    assert resumed.billing_cycle_anchor == subscription.billing_cycle_anchor
    listed = await stage.sdk.v1.invoices.list_async({"subscription": subscription.id})
    assert len(listed.data) == invoices


async def test_one_that_is_to_end_still_ends_after_a_pause(stage: Stage) -> None:
    subscription = await stage.subscribed()
    subscriptions = stage.sdk.v1.subscriptions
    await subscriptions.update_async(subscription.id, {"cancel_at_period_end": True})
    await subscriptions.pause_async(subscription.id)
    await stage.advance(days=50)
    resumed = await subscriptions.resume_async(subscription.id)
    start, end = period(resumed)
    assert resumed.cancel_at == end
    await stage.advance(seconds=end - start)
    assert (await stage.subscription(subscription.id)).status == "canceled"


async def test_only_what_fits_can_be_paused_or_resumed(stage: Stage) -> None:
    subscription = await stage.subscribed()
    subscriptions = stage.sdk.v1.subscriptions
    with pytest.raises(stripe.InvalidRequestError, match="paused"):
        await subscriptions.resume_async(subscription.id)
    await subscriptions.pause_async(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="already"):
        await subscriptions.pause_async(subscription.id)
    await stage.control("resume_subscription", subscription=subscription.id)
    await subscriptions.cancel_async(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        await subscriptions.pause_async(subscription.id)
