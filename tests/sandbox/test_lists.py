"""Lists have pages like Stripe's, and `expand` includes the named objects."""

from __future__ import annotations

from typing import Any

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.http.expand import DEPTH_MAX
from tests.sandbox.stage import Stage
from tests.support.examples import scaled

LISTS = """
    balance_transactions charges checkout/sessions customers disputes events invoice_payments
    invoices payment_intents payment_methods prices products refunds subscriptions
"""
FUNDS = "data.balance_transaction"
NO_OBJECTS = ["nothing", "metadata", "amount_total", "url", "status", "a" + ".a" * DEPTH_MAX]


async def customers(stage: Stage, count: int) -> list[str]:
    """Create customers, one per second; return their ids, newest first."""
    ids = []
    for _ in range(count):
        ids.append((await stage.sdk.v1.customers.create_async({})).id)
        stage.clock.move(seconds=1)
    return ids[::-1]


async def test_pages_follow_each_other_without_gaps(stage: Stage) -> None:
    ids = await customers(stage, 12)
    listing = stage.sdk.v1.customers.list_async
    first = await listing()
    assert ([one.id for one in first.data], first.has_more) == (ids[:10], True)
    second = await listing({"starting_after": ids[9]})
    assert ([one.id for one in second.data], second.has_more) == (ids[10:], False)
    back = await listing({"ending_before": ids[9], "limit": 3})
    assert ([one.id for one in back.data], back.has_more) == (ids[6:9], True)
    start = await listing({"ending_before": ids[2]})
    assert ([one.id for one in start.data], start.has_more) == (ids[:2], False)
    pages = await listing({"limit": 5})
    assert [one.id async for one in pages.auto_paging_iter()] == ids


async def test_created_narrows_a_list(stage: Stage) -> None:
    begun = stage.clock.stamp
    ids = await customers(stage, 4)
    cases: list[tuple[Any, list[str]]] = [
        (begun + 1, ids[2:3]),
        ({"gte": begun + 2}, ids[:2]),
        ({"gt": begun + 2}, ids[:1]),
        ({"lte": begun + 1}, ids[2:]),
        ({"lt": begun + 1}, ids[3:]),
        ({"gte": begun + 1, "lt": begun + 3}, ids[1:3]),
    ]
    for created, expected in cases:
        listed = await stage.sdk.v1.customers.list_async({"created": created})
        assert [one.id for one in listed.data] == expected


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"starting_after": "cus_no"}, "starting_after"),
        ({"starting_after": "a", "ending_before": "b"}, "ending_before"),
        ({"created": {"since": 5}}, "created[since]"),
    ],
)
async def test_a_bad_list_is_refused(stage: Stage, given: Any, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.customers.list_async(given)
    assert caught.value.param == param


async def test_sessions_events_and_payments_are_found_by_what_they_belong_to(stage: Stage) -> None:
    paid, open_one = await stage.bought(), await stage.pack()
    sessions = stage.sdk.v1.checkout.sessions.list_async
    assert [one.id for one in (await sessions({"status": "open"})).data] == [open_one.id]
    by_intent = await sessions({"payment_intent": paid.payment_intent.id})
    assert [one.id for one in by_intent.data] == [paid.id]
    events = stage.sdk.v1.events.list_async
    assert [one.type for one in (await events({"type": "charge.succeeded"})).data] == [
        "charge.succeeded"
    ]
    types: Any = ["checkout.session.completed", "payment_intent.created"]
    assert [one.type for one in (await events({"types": types})).data] == types
    first = (await events()).data[0]
    assert (await stage.sdk.v1.events.retrieve_async(first.id)).to_dict() == first.to_dict()


async def test_every_list_answers(stage: Stage) -> None:
    await stage.subscribed()
    for path in LISTS.split():
        answer = await stage.web.get(
            f"/v1/{path}", headers={"authorization": "Bearer sk_test_sandbox"}
        )
        assert (answer.status_code, answer.json()["url"]) == (200, f"/v1/{path}")


async def test_expansion_goes_through_lists_and_objects(stage: Stage) -> None:
    session = await stage.bought(customer_creation="always")
    listed = await stage.sdk.v1.charges.list_async(
        {
            "expand": [
                "data.customer",
                "data.payment_intent.payment_method",
                "data.balance_transaction",
            ]
        }
    )
    charge = listed.data[0]
    assert charge.customer.id == session.customer
    assert charge.payment_intent.payment_method.card.last4 == "4242"
    assert charge.balance_transaction.net == 455
    again = await stage.sdk.v1.charges.retrieve_async(charge.id)
    assert isinstance(again.customer, str)


async def test_a_customer_shows_its_subscriptions_when_asked(stage: Stage) -> None:
    subscription = await stage.subscribed()
    customer = await stage.sdk.v1.customers.retrieve_async(
        subscription.customer, {"expand": ["subscriptions"]}
    )
    assert customer.subscriptions is not None
    assert [one.id for one in customer.subscriptions.data] == [subscription.id]


@pytest.mark.parametrize(
    "path",
    ["nothing", "metadata", "amount_total", "url", "status", ".".join("a" * (DEPTH_MAX + 1))],
)
async def test_what_is_no_object_cannot_be_expanded(stage: Stage, path: str) -> None:
    session = await stage.pack()
    if path in {"metadata", "amount_total"}:
        path += ".x"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.again(session, path)
    assert caught.value.param == "expand"


@settings(max_examples=scaled(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text("abdt._", max_size=12))
async def test_no_path_breaks_it(stage_for_all: Stage, path: str) -> None:
    params = {"expand[0]": path}
    headers = {"authorization": "Bearer sk_test_sandbox"}
    answer = await stage_for_all.web.get("/v1/customers", params=params, headers=headers)
    assert answer.status_code in {200, 400}
