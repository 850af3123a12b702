"""Disputes: opened and closed by the control interface, answered through the API."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.stage import Stage

OPENED = ["charge.updated", "charge.dispute.created", "charge.dispute.funds_withdrawn"]


async def disputed(stage: Stage, **given: Any) -> Any:
    intent = (await stage.bought(cents=2_000)).payment_intent
    await stage.flush()
    made = await stage.control("open_dispute", payment_intent=intent.id, **given)
    return await stage.sdk.v1.disputes.retrieve_async(made["id"])


async def test_a_dispute_takes_the_money(stage: Stage) -> None:
    dispute = await disputed(stage)
    assert (dispute.status, dispute.amount, dispute.reason) == (
        "needs_response",
        2_000,
        "fraudulent",
    )
    assert await stage.flush() == OPENED
    assert stage.endpoint.of("charge.dispute.created")[0]["balance_transactions"] == []
    assert [(one.amount, one.net) for one in dispute.balance_transactions] == [(-2_000, -3_500)]
    charge = await stage.sdk.v1.charges.retrieve_async(dispute.charge)
    assert charge.disputed
    listed = await stage.sdk.v1.disputes.list_async({"charge": charge.id})
    assert [one.id for one in listed.data] == [dispute.id]


async def test_one_that_is_won_gives_it_back(stage: Stage) -> None:
    dispute = await disputed(stage, amount=500)
    await stage.flush()
    await stage.control("close_dispute", dispute=dispute.id, status="won")
    assert await stage.flush() == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]
    after = await stage.sdk.v1.disputes.retrieve_async(dispute.id)
    assert (after.status, [one.amount for one in after.balance_transactions]) == (
        "won",
        [-500, 500],
    )
    await stage.sdk.v1.refunds.create_async({"charge": dispute.charge})


async def test_one_that_is_lost_does_not(stage: Stage) -> None:
    dispute = await disputed(stage)
    await stage.flush()
    await stage.control("close_dispute", dispute=dispute.id, status="lost")
    assert await stage.flush() == ["charge.dispute.closed"]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.refunds.create_async({"charge": dispute.charge})
    assert caught.value.code == "charge_disputed"


async def test_one_that_is_lost_may_be_won_later(stage: Stage) -> None:
    dispute = await disputed(stage)
    await stage.control("close_dispute", dispute=dispute.id, status="lost")
    await stage.flush()
    await stage.control("close_dispute", dispute=dispute.id, status="won")
    assert await stage.flush() == ["charge.dispute.updated", "charge.dispute.funds_reinstated"]
    again = {"dispute": dispute.id, "status": "lost"}
    assert (await stage.web.post("/_control/close_dispute", json=again)).status_code == 400


async def test_an_open_dispute_bars_refunds_and_further_disputes(stage: Stage) -> None:
    dispute = await disputed(stage)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.refunds.create_async({"charge": dispute.charge})
    assert caught.value.code == "charge_disputed"
    again = await stage.web.post("/_control/open_dispute", json={"charge": dispute.charge})
    assert again.status_code == 400


async def test_an_inquiry_takes_no_money(stage: Stage) -> None:
    dispute = await disputed(stage, inquiry=True)
    assert (dispute.status, dispute.balance_transactions) == ("warning_needs_response", [])
    assert await stage.flush() == OPENED[:2]
    lost = await stage.web.post(
        "/_control/close_dispute", json={"dispute": dispute.id, "status": "lost"}
    )
    assert lost.status_code == 400
    await stage.control("close_dispute", dispute=dispute.id, status="warning_closed")
    assert await stage.flush() == ["charge.dispute.closed"]


async def test_evidence_puts_it_under_review(stage: Stage) -> None:
    dispute = await disputed(stage)
    await stage.flush()
    evidence: Any = {"product_description": "Tokens", "customer_name": "Ann"}
    after = await stage.sdk.v1.disputes.update_async(
        dispute.id, {"evidence": evidence, "submit": True}
    )
    assert (after.status, after.evidence.product_description) == ("under_review", "Tokens")
    assert after.evidence_details.submission_count == 1
    assert await stage.flush() == ["charge.dispute.updated"]
    await stage.control("close_dispute", dispute=dispute.id, status="won")


async def test_giving_in_loses_it_once(stage: Stage) -> None:
    dispute = await disputed(stage)
    assert (await stage.sdk.v1.disputes.close_async(dispute.id)).status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="lost"):
        await stage.sdk.v1.disputes.close_async(dispute.id)


@pytest.mark.parametrize("amount", [0, 2_001])
async def test_no_more_than_the_charge_is_disputed(stage: Stage, amount: int) -> None:
    intent = (await stage.bought(cents=2_000)).payment_intent
    given = {"payment_intent": intent.id, "amount": amount}
    answer = await stage.web.post("/_control/open_dispute", json=given)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "amount")


async def test_only_what_was_paid_is_disputed(stage: Stage) -> None:
    session = await stage.pack()
    await stage.click(session, "decline")
    intent = (await stage.again(session)).payment_intent
    for given in ({"payment_intent": intent}, {"payment_intent": "pi_no"}, {}):
        answer = await stage.web.post("/_control/open_dispute", json=given)
        assert answer.status_code in {400, 404}
