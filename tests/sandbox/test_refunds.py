"""Refunds, through the API and by the action of a bank."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.stage import Stage, plain


async def charge_of(stage: Stage, intent: Any) -> Any:
    return (await stage.sdk.v1.charges.list_async({"payment_intent": intent.id})).data[0]


async def test_a_full_refund_gives_all_back(stage: Stage) -> None:
    intent = (await stage.bought(cents=2_000)).payment_intent
    await stage.flush()
    refund = await stage.sdk.v1.refunds.create_async(
        {"payment_intent": intent.id, "reason": "requested_by_customer", "metadata": {"r": "1"}}
    )
    assert (refund.amount, refund.status, refund.reason) == (
        2_000,
        "succeeded",
        "requested_by_customer",
    )
    charge = await charge_of(stage, intent)
    assert (charge.amount_refunded, charge.refunded, refund.charge) == (2_000, True, charge.id)
    assert await stage.flush() == ["refund.created", "charge.refunded"]
    told = stage.endpoint.last("charge.refunded")
    assert told["data"]["previous_attributes"] == {"amount_refunded": 0, "refunded": False}
    assert told["request"]["id"].startswith("req_")


async def test_partial_refunds_add_up_and_never_pass_the_payment(stage: Stage) -> None:
    intent = (await stage.bought(cents=1_000)).payment_intent
    create = stage.sdk.v1.refunds.create_async
    await create({"payment_intent": intent.id, "amount": 300})
    charge = await charge_of(stage, intent)
    assert (charge.amount_refunded, charge.refunded) == (300, False)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as caught:
        await create({"charge": charge.id, "amount": 701})
    assert caught.value.param == "amount"
    assert (await create({"charge": charge.id})).amount == 700
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await create({"charge": charge.id})
    assert caught.value.code == "charge_already_refunded"
    expanded = await stage.sdk.v1.charges.retrieve_async(charge.id, {"expand": ["refunds"]})
    assert expanded.refunds is not None
    assert [one.amount for one in expanded.refunds.data] == [700, 300]
    listed = await stage.sdk.v1.refunds.list_async({"payment_intent": intent.id})
    assert [one.amount for one in listed.data] == [700, 300]


@pytest.mark.parametrize(
    ("given", "param", "status"),
    [
        ({}, "payment_intent", 400),
        ({"charge": "ch_no"}, "charge", 400),
        ({"payment_intent": "pi_no"}, "payment_intent", 400),
        ({"charge": "a", "payment_intent": "b"}, "payment_intent", 400),
    ],
)
async def test_a_refund_needs_one_payment(
    stage: Stage, given: Any, param: str, status: int
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.refunds.create_async(given)
    assert (caught.value.param, caught.value.http_status) == (param, status)


@pytest.mark.parametrize("amount", [0, -5])
async def test_a_refund_is_positive(stage: Stage, amount: int) -> None:
    intent = (await stage.bought()).payment_intent
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.refunds.create_async({"payment_intent": intent.id, "amount": amount})
    assert caught.value.code == "parameter_invalid_integer"


@pytest.mark.parametrize("button", ["decline", "later"])
async def test_what_was_not_paid_is_not_refunded(stage: Stage, button: str) -> None:
    session = await stage.pack()
    await stage.click(session, button)
    intent = (await stage.again(session)).payment_intent
    with pytest.raises(stripe.InvalidRequestError):
        await stage.sdk.v1.refunds.create_async({"payment_intent": intent})


@pytest.mark.parametrize("succeed", [True, False])
async def test_a_pending_refund_ends_as_told(stage: Stage, succeed: bool) -> None:
    intent = (await stage.bought(cents=1_000)).payment_intent
    await stage.control("billing", refunds_pend=True)
    refund = await stage.sdk.v1.refunds.create_async({"payment_intent": intent.id, "amount": 400})
    assert (refund.status, refund.balance_transaction) == ("pending", None)
    await stage.flush()
    await stage.control("settle_refund", refund=refund.id, succeed=succeed)
    types = await stage.flush()
    assert "refund.updated" in types
    assert ("refund.failed" in types) is not succeed
    after = await stage.sdk.v1.refunds.retrieve_async(refund.id)
    assert after.status == ("succeeded" if succeed else "failed")
    assert (await charge_of(stage, intent)).amount_refunded == (400 if succeed else 0)
    assert stage.endpoint.last("refund.updated")["data"]["previous_attributes"] == {
        "status": "pending"
    }


async def test_a_refund_that_the_bank_sends_back_can_be_made_again(stage: Stage) -> None:
    intent = (await stage.bought(cents=1_000)).payment_intent
    create = stage.sdk.v1.refunds.create_async
    refund = await create({"payment_intent": intent.id})
    await stage.control("settle_refund", refund=refund.id, succeed=False)
    failed = await stage.sdk.v1.refunds.retrieve_async(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "declined")
    assert failed.failure_balance_transaction is not None
    assert not (await charge_of(stage, intent)).refunded
    assert (await create({"payment_intent": intent.id})).amount == 1_000
    answer = await stage.web.post(
        "/_control/settle_refund", json={"refund": refund.id, "succeed": False}
    )
    assert answer.status_code == 400


async def test_a_refunds_metadata_can_be_changed(stage: Stage) -> None:
    intent = (await stage.bought()).payment_intent
    refund = await stage.sdk.v1.refunds.create_async({"payment_intent": intent.id})
    changed = await stage.sdk.v1.refunds.update_async(refund.id, {"metadata": {"a": "1"}})
    assert plain(changed.metadata) == {"a": "1"}
    assert (await stage.flush())[-1] == "refund.updated"


async def test_the_balance_shows_what_was_earned_and_given_back(stage: Stage) -> None:
    intent = (await stage.bought(cents=1_000)).payment_intent
    await stage.sdk.v1.refunds.create_async({"payment_intent": intent.id, "amount": 400})
    listed = await stage.sdk.v1.balance_transactions.list_async()
    assert [(one.type, one.amount, one.fee, one.net) for one in listed.data] == [
        ("refund", -400, 0, -400),
        ("charge", 1_000, 59, 941),
    ]
    charge = await charge_of(stage, intent)
    found = await stage.sdk.v1.balance_transactions.list_async({"source": charge.id})
    assert [one.id for one in found.data] == [charge.balance_transaction]
    one = await stage.sdk.v1.balance_transactions.retrieve_async(charge.balance_transaction)
    assert one.net == 941
