"""Purchases, subscriptions and customers are read from the database as they were stored."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from billing.payments.packs import (
    Dispute,
    DisputeState,
    PaymentFacts,
    PaymentState,
    RefundState,
)
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from db import models
from db.errors import AlreadyExists
from db.payments.purchases import (
    PURCHASES,
    SUBSCRIPTIONS,
    add_customer,
    customer_of,
    forget_customer,
    purchases_of,
    purchases_since,
    subscriptions_of,
)
from tests.support.payments.money import NOW, PAID, plan_subscription, purchase

FACTS = PaymentFacts(
    PaymentState.PAID,
    received=450,
    charged=421,
    charge_refunded=120,
    refunds={"re_1": (100, RefundState.SUCCEEDED), "re_2": (20, RefundState.FAILED)},
    disputes={"dp_1": Dispute(330, DisputeState.OPEN, 1_795_000_000)},
)
HEARD = SubscriptionFacts(
    Snapshot(1_795_000_000_123_456, SubscriptionStatus.PAST_DUE, True, NOW, NOW + timedelta(1)),
    NOW + timedelta(microseconds=1),
    {"in_1": FACTS, "in_2": PaymentFacts()},
)


async def test_a_purchase_comes_back_as_it_was_added_and_as_it_was_saved(database: str) -> None:
    made = purchase(session_id=None, checkout_url=None)
    await PURCHASES.add(made)
    assert await PURCHASES.find(id=made.id) == made
    later = replace(
        made,
        session_id="cs_1",
        checkout_url="https://pay.test",
        payment_intent="pi_1",
        paid_at=NOW + timedelta(microseconds=3),
        facts=FACTS,
        grant_number=2,
        reversed_tokens=7,
    )
    await PURCHASES.save(later)
    for by in ({"id": made.id}, {"session_id": "cs_1"}, {"payment_intent": "pi_1"}):
        assert await PURCHASES.find(**by) == later
    key = {"account_id": "alice", "idempotency_key": made.idempotency_key}
    assert await PURCHASES.find(**key) == later
    assert await PURCHASES.find(**key | {"account_id": "bob"}) is None


async def test_the_status_is_there_for_people_who_query(database: str) -> None:
    made = purchase(facts=PAID)
    await PURCHASES.add(made)
    await SUBSCRIPTIONS.add(plan_subscription(facts=HEARD))
    assert await models.Purchase.all().values_list("status", flat=True) == ["PAID"]
    assert await models.PlanSubscription.all().values_list("status", flat=True) == ["PAST_DUE"]
    await PURCHASES.save(replace(made, facts=FACTS))
    assert await models.Purchase.all().values_list("status", flat=True) == ["DISPUTED"]


async def test_saving_one_purchase_leaves_the_others(database: str) -> None:
    one, other = purchase(), purchase()
    for made in (one, other):
        await PURCHASES.add(made)
    await PURCHASES.save(replace(one, facts=PAID))
    assert await PURCHASES.find(id=other.id) == other


async def test_a_subscription_comes_back_as_it_was_added_and_as_it_was_saved(
    database: str,
) -> None:
    made = plan_subscription(session_id=None, checkout_url=None)
    await SUBSCRIPTIONS.add(made)
    assert await SUBSCRIPTIONS.find(id=made.id) == made
    later = replace(made, session_id="cs_1", external_id="sub_9", facts=HEARD)
    await SUBSCRIPTIONS.save(later)
    for by in ({"id": made.id}, {"session_id": "cs_1"}, {"external_id": "sub_9"}):
        assert await SUBSCRIPTIONS.find(**by) == later


async def test_a_key_serves_one_purchase_and_one_subscription_of_an_account(database: str) -> None:
    await PURCHASES.add(purchase(idempotency_key="k"))
    await PURCHASES.add(purchase(idempotency_key="k", account_id="bob"))
    with pytest.raises(AlreadyExists):
        await PURCHASES.add(purchase(idempotency_key="k"))
    await SUBSCRIPTIONS.add(plan_subscription(idempotency_key="k"))
    with pytest.raises(AlreadyExists):
        await SUBSCRIPTIONS.add(plan_subscription(idempotency_key="k"))


async def test_pages_go_from_the_newest_to_the_oldest_without_gap(database: str) -> None:
    made = [purchase(created_at=NOW + timedelta(seconds=n // 3)) for n in range(7)]
    for one in made:
        await PURCHASES.add(one)
    expected = sorted(made, key=lambda one: (one.created_at, one.id), reverse=True)
    # Three of them end between two purchases of the same instant.
    first = await purchases_of("alice", limit=3, before=None)
    last = (first[-1].created_at, first[-1].id)
    assert [*first, *await purchases_of("alice", limit=4, before=last)] == expected


async def test_purchases_since_then(database: str) -> None:
    old = purchase(created_at=NOW - timedelta(microseconds=1))
    new = purchase(created_at=NOW, account_id="bob")
    for made in (old, new):
        await PURCHASES.add(made)
    assert await purchases_since(NOW) == [new]


async def test_subscriptions_of_several_accounts_newest_first(database: str) -> None:
    made = [
        plan_subscription(account_id=name, created_at=NOW + timedelta(seconds=number))
        for number, name in enumerate(["alice", "bob", "alice", "carol"])
    ]
    for one in made:
        await SUBSCRIPTIONS.add(one)
    assert await subscriptions_of(["alice", "bob"]) == [made[2], made[1], made[0]]
    assert await subscriptions_of([]) == []


async def test_an_account_s_first_customer_stays_until_it_is_forgotten(database: str) -> None:
    assert await customer_of("alice") is None
    for name in ("cus_1", "cus_2"):
        await add_customer("alice", name)
        assert await customer_of("alice") == "cus_1"
    await forget_customer("cus_2")
    assert await customer_of("alice") == "cus_1"
    await forget_customer("cus_1")
    assert await customer_of("alice") is None


async def test_facts_are_kept_in_a_form_that_the_last_release_reads(database: str) -> None:
    """A dispute has two values. A row of that release has neither the rest nor `charged`."""
    made = purchase(facts=FACTS)
    await PURCHASES.add(made)
    kept = json.loads(await models.Purchase.get(id=made.id).values_list("facts", flat=True))
    assert kept["disputes"] == {"dp_1": [330, "OPEN"]}
    del kept["disputes_said_at"], kept["charged"]
    await models.Purchase.filter(id=made.id).update(facts=json.dumps(kept))
    found = await PURCHASES.find(id=made.id)
    assert found is not None
    assert found.facts == replace(
        FACTS, charged=0, disputes={"dp_1": Dispute(330, DisputeState.OPEN, 0)}
    )
