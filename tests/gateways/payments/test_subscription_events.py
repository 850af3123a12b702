"""Subscriptions and their invoices have the same result in every version of the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from billing.payments.packs import PaymentFacts, PaymentState, RefundState
from billing.payments.plan_lines import Article, Item, Line
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from gateways.payments.subscription_events import (
    read_invoice,
    read_invoice_payment,
    read_plan_session,
    read_subscription,
)
from tests.support.payments.money import MONTH_PRICE, NOW, Json, plan_subscription
from tests.support.payments.plan_events import (
    BASIL,
    MIDDLE,
    OLDEST,
    VERSIONS,
    Sold,
    invoice,
    line,
    plan_of,
    seconds,
    subscription,
)

PLAN = plan_subscription()
ENDS = datetime(2026, 12, 23, 12, tzinfo=UTC)
SOLD = plan_of(PLAN)
ARTICLE = Article(*SOLD)
FAR = NOW + timedelta(days=3_650)

every_version = pytest.mark.parametrize("version", VERSIONS)


def snapshot(thing: Json) -> Snapshot:
    return read_subscription(thing, 5).facts.snapshot


def lines(thing: Json) -> Any:
    notice = read_invoice("paid", thing)
    assert notice is not None
    return notice.facts.lines["in_1"]


@every_version
class TestSubscriptions:
    def test_its_items_and_their_period(self, version: str) -> None:
        told = snapshot(subscription(PLAN, version, ends=ENDS))
        assert (told.said_at, told.period_end) == (5, ENDS)
        assert [item.article for item in told.items] == [ARTICLE]
        assert told.items[0].period_end == (None if version < BASIL else ENDS)

    def test_of_several_items_each_is_told(self, version: str) -> None:
        other = Sold("prod_other", "price_other", 200)
        facts = read_subscription(
            subscription(PLAN, version, ends=ENDS, items=[SOLD, other]), 5
        ).facts
        assert {item.article for item in facts.snapshot.items} == {ARTICLE, Article(*other)}
        assert facts.baskets == {frozenset({ARTICLE, Article(*other)})}

    def test_an_end_that_is_set_for_a_day(self, version: str) -> None:
        told = snapshot(subscription(PLAN, version, ends=ENDS, cancel_at=seconds(FAR)))
        assert (told.cancel_at, told.cancel_at_period_end) == (FAR, False)
        told = snapshot(subscription(PLAN, version, ends=ENDS, cancel_at_period_end=True))
        assert told.cancel_at_period_end

    def test_a_trial_is_active_until_its_end(self, version: str) -> None:
        thing = subscription(PLAN, version, "trialing", ends=ENDS, trial_end=seconds(ENDS))
        assert (snapshot(thing).status, snapshot(thing).trial_end) == (
            SubscriptionStatus.ACTIVE,
            ENDS,
        )

    def test_paused_collection_is_a_pause(self, version: str) -> None:
        paused = {"behavior": "void"}
        for status in ("active", "trialing"):
            thing = subscription(PLAN, version, status, ends=ENDS, pause_collection=paused)
            assert snapshot(thing).status is SubscriptionStatus.PAUSED

    def test_whether_its_invoices_are_sent(self, version: str) -> None:
        assert not snapshot(subscription(PLAN, version, ends=ENDS)).by_invoice
        sent = subscription(PLAN, version, ends=ENDS, collection_method="send_invoice")
        assert snapshot(sent).by_invoice

    def test_when_it_began(self, version: str) -> None:
        thing = subscription(PLAN, version, ends=ENDS)
        assert read_subscription(thing, 5).facts.started_at is None
        assert read_subscription({**thing, "created": 7}, 5).facts.started_at == 7


@every_version
class TestInvoices:
    def test_a_paid_one_tells_its_lines_and_what_came(self, version: str) -> None:
        notice = read_invoice("paid", invoice(PLAN, version, "in_1", [line(SOLD, ENDS)]))
        assert notice is not None
        received = PaymentFacts(PaymentState.PAID, received=MONTH_PRICE)
        assert notice.facts == SubscriptionFacts(
            invoices={"in_1": received}, lines={"in_1": frozenset({Line(ARTICLE, "usd", ENDS)})}
        )
        assert (notice.subscription_id, notice.external_id) == (PLAN.id, f"sub_of_{PLAN.id}")
        assert (notice.currency, notice.customer_id) == ("usd", "cus_of_alice")

    def test_it_says_so_by_another_event_too(self, version: str) -> None:
        thing = invoice(PLAN, version, "in_1", [line(SOLD, ENDS)])
        assert read_invoice("paid", thing) == read_invoice("payment_succeeded", thing)

    @pytest.mark.parametrize(
        "kind", ["payment_failed", "payment_action_required", "voided", "marked_uncollectible"]
    )
    def test_any_other_event_pays_for_nothing(self, version: str, kind: str) -> None:
        notice = read_invoice(kind, invoice(PLAN, version, "in_1", [line(SOLD, ENDS)]))
        assert notice is not None
        assert (notice.facts, notice.currency) == (SubscriptionFacts(), None)

    def test_every_line_has_its_own_names_amount_and_period(self, version: str) -> None:
        other, nameless = Sold("prod_other", "price_other", 200), Sold(None, None, 0)
        billed = [line(SOLD, ENDS, amount=300, proration=True), line(other, FAR)]
        thing = invoice(PLAN, version, "in_1", [*billed, line(nameless, FAR)])
        assert lines(thing) == {
            Line(ARTICLE._replace(amount=300), "usd", ENDS, is_proration=True),
            Line(Article(*other), "usd", FAR),
            Line(Article(amount=0), "usd", FAR),
        }

    def test_one_of_no_subscription_is_not_of_a_plan(self, version: str) -> None:
        thing = invoice(PLAN, version, "in_1", []) | {"parent": None, "subscription": None}
        assert read_invoice("paid", thing) is None

    def test_what_became_of_its_payment_tells_its_lines_too(self, version: str) -> None:
        facts = PaymentFacts(refunds={"re_1": (100, RefundState.SUCCEEDED)})
        thing = invoice(PLAN, version, "in_1", [line(SOLD, ENDS)])
        notice = read_invoice_payment(thing, facts)
        assert notice is not None
        assert notice.facts == SubscriptionFacts(
            invoices={"in_1": facts}, lines={"in_1": frozenset({Line(ARTICLE, "usd", ENDS)})}
        )


def test_who_an_older_invoice_is_for_its_lines_tell() -> None:
    thing = invoice(PLAN, OLDEST, "in_1", [line(SOLD, ENDS)])
    notice = read_invoice("paid", thing)
    assert notice is not None
    assert (notice.subscription_id, notice.names_owner) == (PLAN.id, False)
    middle = read_invoice("paid", invoice(PLAN, MIDDLE, "in_1", []))
    assert middle is not None
    assert (middle.subscription_id, middle.names_owner) == (PLAN.id, True)


def test_a_single_line_without_an_amount_has_that_of_its_invoice() -> None:
    bare = {"period": {"end": seconds(ENDS)}}
    thing = invoice(PLAN, BASIL, "in_1", [], subtotal=MONTH_PRICE) | {"lines": {"data": [bare]}}
    assert lines(thing) == {Line(Article(amount=MONTH_PRICE), "usd", ENDS)}
    thing["lines"]["data"] *= 2
    assert lines(thing) == {Line(Article(), "usd", ENDS)}


def test_an_older_plan_or_an_expanded_product_tells_the_same() -> None:
    item = {"plan": {"id": "price_1", "product": {"id": "prod_1"}, "amount": 500}, "quantity": 2}
    thing = subscription(PLAN, OLDEST, ends=ENDS) | {"items": {"data": [item]}}
    assert snapshot(thing).items == (Item(Article("prod_1", "price_1", 1_000), quantity=2),)


@pytest.mark.parametrize(
    ("kind", "status", "coming"),
    [
        ("completed", "paid", False),
        ("completed", "no_payment_required", False),
        ("completed", "unpaid", True),
        ("async_payment_succeeded", "paid", False),
        ("expired", "unpaid", False),
    ],
)
def test_a_checkout_tells_whether_its_money_is_on_its_way(
    kind: str, status: str, coming: bool
) -> None:
    session = {"id": "cs_1", "payment_status": status, "metadata": {"subscription_id": PLAN.id}}
    facts = read_plan_session(kind, session).facts
    assert facts.on_its_way is coming
    assert (facts.snapshot.status is SubscriptionStatus.EXPIRED) is (kind == "expired")
