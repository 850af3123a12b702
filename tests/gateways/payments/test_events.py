"""Events become facts: all kinds that the service must handle, and no others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.payments.packs import PaymentFacts, PaymentState, RefundState
from billing.payments.subscription import SubscriptionFacts, SubscriptionStatus
from gateways.payments.events import read_event
from gateways.payments.notices import CustomerDeleted, PaymentNotice, SubscriptionNotice
from gateways.payments.payment_events import refund_facts
from tests.support.payments.money import (
    NOW,
    PRICE,
    Json,
    charge_event,
    dispute_event,
    event,
    intent_event,
    intent_of,
    invoice_event,
    plan_subscription,
    purchase,
    refund_event,
    session_event,
    subscription_event,
)

PACK, PLAN = purchase(), plan_subscription()
INTENT = intent_of(PACK)
ENDS = datetime(2026, 12, 23, 12, tzinfo=UTC)


def payment(event: Json) -> PaymentNotice:
    notice = read_event(event)
    assert isinstance(notice, PaymentNotice), notice
    return notice


def subscription(event: Json) -> SubscriptionNotice:
    notice = read_event(event)
    assert isinstance(notice, SubscriptionNotice), notice
    return notice


class TestSessions:
    @pytest.mark.parametrize(
        ("kind", "payment_status", "state"),
        [
            ("completed", "paid", PaymentState.PAID),
            ("completed", "no_payment_required", PaymentState.PAID),
            # The money is still on its way.
            ("completed", "unpaid", PaymentState.PENDING),
            ("async_payment_succeeded", "paid", PaymentState.PAID),
            ("async_payment_failed", "unpaid", PaymentState.FAILED),
            ("expired", "unpaid", PaymentState.EXPIRED),
        ],
    )
    def test_only_money_that_came_is_paid(
        self, kind: str, payment_status: str, state: PaymentState
    ) -> None:
        notice = payment(session_event(PACK, kind, payment_status=payment_status))
        assert notice.facts.state is state
        assert notice.facts.received == (PRICE if state is PaymentState.PAID else 0)

    def test_it_names_the_purchase_in_every_way_it_can(self) -> None:
        notice = payment(session_event(PACK))
        assert (notice.purchase_id, notice.session_id) == (PACK.id, PACK.session_id)
        assert (notice.payment_intent, notice.amount, notice.currency) == (INTENT, PRICE, "usd")

    def test_the_price_counts_before_discount_and_tax_what_was_received_after(self) -> None:
        notice = payment(session_event(PACK, amount_total=300))
        assert (notice.amount, notice.facts.received) == (PRICE, 300)

    def test_an_expanded_intent_is_the_same_as_its_id(self) -> None:
        assert payment(session_event(PACK, payment_intent={"id": INTENT})).payment_intent == INTENT

    def test_one_of_a_subscription_joins_our_name_with_the_provider_s(self) -> None:
        thing = {
            "id": "cs_9",
            "mode": "subscription",
            "subscription": "sub_9",
            "metadata": {"subscription_id": PLAN.id},
        }
        notice = subscription(event("checkout.session.completed", thing))
        assert (notice.subscription_id, notice.external_id) == (PLAN.id, "sub_9")
        assert notice.facts == SubscriptionFacts()
        expired = subscription(event("checkout.session.expired", thing))
        assert expired.facts.snapshot.status is SubscriptionStatus.EXPIRED


class TestPayments:
    def test_an_intent_says_whether_it_was_paid(self) -> None:
        assert payment(intent_event(PACK)).facts == PaymentFacts(PaymentState.PAID, PRICE)
        failed = payment(intent_event(PACK, "payment_failed"))
        assert failed.facts == PaymentFacts(PaymentState.FAILED)
        assert (failed.purchase_id, failed.payment_intent) == (PACK.id, INTENT)

    def test_an_intent_s_discount_and_tax_are_no_part_of_the_price(self) -> None:
        details = {"discount_amount": 200, "tax": {"total_tax_amount": 30}}
        notice = payment(intent_event(PACK, amount=330, amount_details=details))
        assert (notice.amount, notice.facts.received) == (PRICE, 330)

    def test_an_intent_of_something_else_is_ignored(self) -> None:
        assert read_event(intent_event(PACK, metadata={})) is None

    def test_a_charge_tells_what_was_refunded_in_all_and_its_refunds_if_it_lists_them(self) -> None:
        assert payment(charge_event(PACK, 120)).facts == PaymentFacts(charge_refunded=120)
        listed = charge_event(PACK, 120)
        refunds = [{"id": "re_1", "amount": 120, "status": "pending"}]
        listed["data"]["object"]["refunds"] = {"data": refunds}
        facts = payment(listed).facts
        assert facts.refunds == {"re_1": (120, RefundState.PENDING)}

    @pytest.mark.parametrize(
        ("status", "state"),
        [
            ("pending", RefundState.PENDING),
            ("requires_action", RefundState.PENDING),
            ("succeeded", RefundState.SUCCEEDED),
            ("failed", RefundState.FAILED),
            ("canceled", RefundState.FAILED),
            (None, RefundState.PENDING),
        ],
    )
    def test_refunds(self, status: str, state: RefundState) -> None:
        for kind in ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"):
            told = refund_event(PACK, "re_1", 100, status) | {"type": kind}
            notice = payment(told)
            assert notice.facts == PaymentFacts(refunds={"re_1": (100, state)})
            assert notice.facts == refund_facts("re_1", 100, status)
            assert notice.payment_intent == INTENT

    def test_what_has_no_intent_is_not_of_a_checkout(self) -> None:
        for told in (
            charge_event(PACK, 1),
            refund_event(PACK, "re", 1),
            dispute_event(PACK, "won"),
        ):
            told["data"]["object"]["payment_intent"] = None
            assert read_event(told) is None


class TestSubscriptions:
    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ("incomplete", SubscriptionStatus.PENDING),
            ("incomplete_expired", SubscriptionStatus.EXPIRED),
            ("trialing", SubscriptionStatus.ACTIVE),
            ("active", SubscriptionStatus.ACTIVE),
            ("past_due", SubscriptionStatus.PAST_DUE),
            ("unpaid", SubscriptionStatus.UNPAID),
            ("paused", SubscriptionStatus.PAUSED),
            ("canceled", SubscriptionStatus.CANCELED),
        ],
    )
    def test_every_event_of_one_tells_its_status(
        self, said: str, status: SubscriptionStatus
    ) -> None:
        for kind in ("created", "updated", "deleted", "paused", "resumed"):
            told = subscription_event(PLAN, said, ends=ENDS) | {
                "type": f"customer.subscription.{kind}"
            }
            assert subscription(told).facts.snapshot.status is status

    def test_the_whole_snapshot(self) -> None:
        told = subscription_event(
            PLAN, "canceled", ends=ENDS, cancel_at_period_end=True, ended_at=int(NOW.timestamp())
        )
        notice = subscription(told)
        snapshot = notice.facts.snapshot
        assert snapshot.said_at == int(NOW.timestamp()) * 1_000_000
        assert (snapshot.period_end, snapshot.ended_at) == (ENDS, NOW)
        assert snapshot.cancel_at_period_end
        assert (notice.subscription_id, notice.external_id) == (PLAN.id, f"sub_of_{PLAN.id}")

    def test_an_invoice_in_the_provider_s_own_unit_is_told_in_ours(self) -> None:
        told = invoice_event(
            PLAN, through=ENDS, subtotal=500_000, amount_paid=500_000, currency="ugx"
        )
        notice = subscription(told)
        [paid] = notice.facts.invoices.values()
        assert (paid.received, paid.charged) == (5_000, 500_000)
        [[line]] = notice.facts.lines.values()
        assert (line.amount, line.currency) == (5_000, "ugx")

    def test_an_invoice_of_no_subscription_is_ignored(self) -> None:
        assert read_event(invoice_event(PLAN, through=ENDS, parent=None)) is None


def test_a_deleted_customer() -> None:
    assert read_event(event("customer.deleted", {"id": "cus_1"})) == CustomerDeleted("cus_1")


@pytest.mark.parametrize(
    "kind", ["product.created", "checkout.session.created", "charge.updated", "", "refund"]
)
def test_other_kinds_are_ignored(kind: str) -> None:
    assert read_event(event(kind, {"id": "x"})) is None


@pytest.mark.parametrize("metadata", [None, {}, {"purchase_id": None}, {"purchase_id": ["x"]}])
def test_metadata_that_is_not_ours_names_no_purchase(metadata: Any) -> None:
    assert payment(session_event(PACK, metadata=metadata)).purchase_id is None


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=5,
)
GOOD = [
    session_event(PACK),
    intent_event(PACK),
    charge_event(PACK, 1),
    refund_event(PACK, "re_1", 1),
    dispute_event(PACK, "lost"),
    subscription_event(PLAN, ends=ENDS),
    invoice_event(PLAN, through=ENDS),
    event("customer.deleted", {"id": "cus_1"}),
]


@given(st.sampled_from(GOOD), st.data())
def test_an_object_of_another_shape_raises_only_what_is_announced(
    told: Json, data: st.DataObject
) -> None:
    thing = dict(told["data"]["object"])
    name = data.draw(st.sampled_from(sorted(thing)))
    thing[name] = data.draw(ODD)
    try:
        found = read_event({**told, "data": {"object": thing}})
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return
    assert found is None or isinstance(found, PaymentNotice | SubscriptionNotice | CustomerDeleted)


def test_a_time_that_no_calendar_has_is_announced_too() -> None:
    told = subscription_event(PLAN, ends=NOW + timedelta(1), ended_at=10**30)
    with pytest.raises(OverflowError):
        read_event(told)
