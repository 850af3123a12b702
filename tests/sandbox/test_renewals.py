"""Renewals by the clock: on time, in order, and with a declined card."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from tests.sandbox.stage import DAY, Stage, month_after, period, to_the_end

pytestmark = pytest.mark.slow

RENEWED = [
    "invoice.created",
    "customer.subscription.updated",
    "invoice.finalized",
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "invoice_payment.paid",
    "invoice.paid",
    "invoice.payment_succeeded",
]
FAILED = ["charge.failed", "payment_intent.payment_failed", "invoice.payment_failed"]


async def test_a_period_is_followed_by_the_next_and_its_invoice(stage: Stage) -> None:
    subscription = await stage.subscribed()
    start, end = period(subscription)
    assert await to_the_end(stage, subscription) == end
    after = await stage.subscription(subscription.id)
    assert (after.status, period(after)) == ("active", (end, month_after(end)))
    invoice = after.latest_invoice
    assert (invoice.billing_reason, invoice.status, invoice.created) == (
        "subscription_cycle",
        "paid",
        end,
    )
    assert (invoice.period_start, invoice.period_end) == (start, end)
    assert (invoice.lines.data[0].period.start, invoice.lines.data[0].period.end) == period(after)
    assert await stage.flush() == RENEWED
    before = stage.endpoint.last("customer.subscription.updated")["data"]["previous_attributes"]
    assert before["items"]["data"][0]["current_period_end"] == end
    assert {event["created"] for event in stage.endpoint.events[-len(RENEWED) :]} == {end}
    assert {event["request"]["id"] for event in stage.endpoint.events[-len(RENEWED) :]} == {None}


async def test_a_second_before_nothing_happens(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.flush()
    start, end = period(subscription)
    await stage.advance(seconds=end - start - 1)
    assert await stage.flush() == []


async def test_one_long_step_renews_as_many_short_ones(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.advance(days=366)
    listed = await stage.sdk.v1.invoices.list_async({"subscription": subscription.id, "limit": 100})
    ends = [one.lines.data[0].period.start for one in listed.data][::-1]
    anchor = datetime.fromtimestamp(subscription.billing_cycle_anchor, UTC)
    assert len(ends) == 13
    assert ends == sorted(ends)
    starts = [datetime.fromtimestamp(one, UTC) for one in ends]
    assert all(one.timetz() == anchor.timetz() for one in starts)
    assert all(one.day == anchor.day or one.day >= 28 for one in starts)
    await stage.flush()
    created = [event["created"] for event in stage.endpoint.events]
    assert created == sorted(created)


async def test_a_draft_can_stay_one_for_a_while(stage: Stage) -> None:
    await stage.control("billing", invoice_draft_seconds=3_600)
    subscription = await stage.subscribed()
    end = await to_the_end(stage, subscription)
    assert await stage.flush() == RENEWED[:2]
    draft = (await stage.subscription(subscription.id)).latest_invoice
    assert (draft.status, draft.automatically_finalizes_at) == ("draft", end + 3_600)
    await stage.advance(seconds=3_600)
    assert await stage.flush() == RENEWED[2:]


async def test_a_failed_renewal_is_retried_and_recovers(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.control("make_next_renewal_fail", subscription=subscription.id)
    end = await to_the_end(stage, subscription)
    late = await stage.subscription(subscription.id)
    invoice = late.latest_invoice
    assert (late.status, period(late)[0]) == ("past_due", end)
    assert (invoice.status, invoice.attempt_count, invoice.attempted) == ("open", 1, True)
    assert invoice.next_payment_attempt == end + DAY
    assert (await stage.flush())[-4:] == [*FAILED, "customer.subscription.updated"]
    await stage.advance(days=1)
    recovered = await stage.subscription(subscription.id)
    assert (recovered.status, recovered.latest_invoice.status) == ("active", "paid")
    assert recovered.latest_invoice.attempt_count == 2
    assert (await stage.flush())[-1] == "customer.subscription.updated"
    intents = await stage.sdk.v1.payment_intents.list_async()
    assert len(intents.data) == 2


@pytest.mark.parametrize(
    ("setting", "status", "event"),
    [
        ("cancel", "canceled", "customer.subscription.deleted"),
        ("unpaid", "unpaid", "customer.subscription.updated"),
    ],
)
async def test_when_all_retries_fail_it_is_given_up(
    stage: Stage, setting: str, status: str, event: str
) -> None:
    await stage.control("billing", when_retries_end=setting)
    subscription = await stage.subscribed()
    await stage.control("make_next_renewal_fail", subscription=subscription.id, attempts=4)
    end = await to_the_end(stage, subscription)
    await stage.flush()
    for days in (1, 2, 2):
        assert (await stage.subscription(subscription.id)).status == "past_due"
        await stage.advance(days=days)
    after = await stage.subscription(subscription.id)
    assert (after.status, after.latest_invoice.attempt_count) == (status, 4)
    assert after.latest_invoice.next_payment_attempt is None
    assert await stage.flush() == [*FAILED * 3, event]
    tries = [event["created"] for event in stage.endpoint.events if event["type"] == FAILED[2]]
    assert tries == [end, end + DAY, end + 3 * DAY, end + 5 * DAY]
    await stage.advance(days=60)
    assert "invoice.paid" not in await stage.flush()


async def test_paying_the_invoice_recovers_at_once(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.control("make_next_renewal_fail", subscription=subscription.id)
    await to_the_end(stage, subscription)
    late = await stage.subscription(subscription.id)
    paid = await stage.sdk.v1.invoices.pay_async(late.latest_invoice.id)
    assert (paid.status, paid.next_payment_attempt) == ("paid", None)
    assert (await stage.subscription(subscription.id)).status == "active"
    await stage.flush()
    await stage.advance(days=7)
    assert await stage.flush() == []
    with pytest.raises(stripe.InvalidRequestError, match="already paid"):
        await stage.sdk.v1.invoices.pay_async(paid.id)


async def test_a_card_that_is_still_bad_is_declined_and_the_schedule_stays(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.control("make_next_renewal_fail", subscription=subscription.id, attempts=2)
    end = await to_the_end(stage, subscription)
    late = (await stage.subscription(subscription.id)).latest_invoice
    await stage.flush()
    with pytest.raises(stripe.CardError) as caught:
        await stage.sdk.v1.invoices.pay_async(late.id)
    assert (caught.value.http_status, caught.value.code) == (402, "card_declined")
    assert await stage.flush() == FAILED
    after = await stage.sdk.v1.invoices.retrieve_async(late.id)
    assert (after.attempt_count, after.next_payment_attempt) == (1, end + DAY)
    await stage.advance(days=1)
    assert (await stage.subscription(subscription.id)).status == "active"


async def test_a_subscription_that_ended_collects_no_more(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.control("make_next_renewal_fail", subscription=subscription.id)
    await to_the_end(stage, subscription)
    await stage.sdk.v1.subscriptions.cancel_async(subscription.id)
    await stage.flush()
    await stage.advance(days=40)
    assert await stage.flush() == []
    invoice = (await stage.subscription(subscription.id)).latest_invoice
    assert (invoice.status, invoice.auto_advance) == ("open", False)


async def test_a_void_invoice_is_not_paid(stage: Stage) -> None:
    subscription = await stage.subscribed()
    pause: Any = {"behavior": "void"}
    await stage.sdk.v1.subscriptions.update_async(subscription.id, {"pause_collection": pause})
    await to_the_end(stage, subscription)
    invoice = (await stage.subscription(subscription.id)).latest_invoice
    with pytest.raises(stripe.InvalidRequestError, match="void"):
        await stage.sdk.v1.invoices.pay_async(invoice.id)


async def test_an_unpaid_subscription_draws_drafts_until_it_pays(stage: Stage) -> None:
    await stage.control("billing", when_retries_end="unpaid")
    subscription = await stage.subscribed()
    await stage.control("make_next_renewal_fail", subscription=subscription.id, attempts=4)
    await stage.advance(days=40)
    await stage.advance(days=31)
    after = await stage.subscription(subscription.id)
    assert (after.status, after.latest_invoice.status) == ("unpaid", "draft")
    await stage.sdk.v1.invoices.pay_async(after.latest_invoice.id)
    assert (await stage.subscription(subscription.id)).status == "active"


async def test_only_a_running_subscription_can_be_made_to_fail(stage: Stage) -> None:
    answer = await stage.web.post(
        "/_control/make_next_renewal_fail", json={"subscription": "sub_no"}
    )
    assert answer.status_code == 404
