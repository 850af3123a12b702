"""The received amount decides: discounts, taxes, parts, and the payer's own currency."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from billing.payments.purchase import Purchase, PurchaseStatus
from db.payments.inbox import inbox_lag
from db.payments.money import IN, OUT, booked
from services.payments.webhooks import WAIT_MAX
from tests.support.payments.money import (
    CREDITED,
    FREE_TOKENS,
    PRICE,
    TOKENS,
    Json,
    charge_event,
    dispute_event,
    intent_event,
    refund_event,
    session_event,
)
from tests.support.payments.shop import Shop, conserved, inbox, status_of, stored


def converted(made: Purchase, charged: int, currency: str, *, total: int = PRICE) -> Json:
    """Return a session paid in the payer's currency, in the form of older API versions."""
    ours = {"amount_subtotal": PRICE, "amount_total": total, "source_currency": "usd"}
    return session_event(
        made,
        amount_subtotal=charged,
        amount_total=charged,
        currency=currency,
        currency_conversion={**ours, "fx_rate": str(charged / PRICE)},
    )


def presented(made: Purchase) -> Json:
    """Return the same in the form of newer versions."""
    details = {"presentment_amount": 780, "presentment_currency": "jpy"}
    return session_event(made, presentment_details=details)


PAYMENTS: dict[str, Any] = {
    "discounted": lambda made: [
        session_event(made, amount_total=450),
        intent_event(made, amount=450, amount_received=450),
        charge_event(made, 225),
    ],
    "taxed": lambda made: [
        session_event(made, amount_total=600),
        intent_event(made, amount=600, amount_received=600),
        charge_event(made, 300),
    ],
    "in yen, older": lambda made: [
        converted(made, 780, "jpy"),
        intent_event(made, amount=780, amount_received=780, currency="jpy"),
        charge_event(made, 390),
    ],
    "in dinars, older, discounted": lambda made: [
        converted(made, 1_530, "kwd", total=450),
        intent_event(made, amount=1_530, amount_received=1_530, currency="kwd"),
        charge_event(made, 765),
    ],
    "in yen, newer": lambda made: [
        presented(made),
        intent_event(made, amount_received=PRICE),
        charge_event(made, PRICE // 2),
    ],
}


@pytest.mark.parametrize("events", PAYMENTS.values(), ids=PAYMENTS.keys())
async def test_every_order_credits_once_quietly_and_takes_half_back(
    open_shop: Shop, events: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for number, order in enumerate(permutations(range(3))):
        name = f"account-{number}"
        made = await open_shop.bought(account_id=name)
        told = events(made)
        for step in order:
            await open_shop.hear(told[step])
            open_shop.clock.advance(seconds=2)
            await open_shop.webhooks.handle_due()
        open_shop.clock.advance(minutes=1)
        await open_shop.webhooks.handle_due()
        assert {await status_of(one) for one in told} == {"HANDLED"}
        account, found = await open_shop.account(name), await stored(made)
        assert (account.available, account.debt) == (FREE_TOKENS + TOKENS // 2, 0)
        assert found.status is PurchaseStatus.PARTIALLY_REFUNDED
        assert await conserved(name)
    assert "ALERT" not in caplog.text


async def test_a_payment_intent_that_does_not_fit_waits_for_its_session(open_shop: Shop) -> None:
    made = await open_shop.bought()
    told = intent_event(made, amount=450, amount_received=450)
    await open_shop.hear(told)
    assert (await open_shop.account()).available == FREE_TOKENS
    assert (await inbox())[told["id"]][:2] == ("PENDING", 0)
    # A session that never comes is detected.
    open_shop.clock.advance(seconds=WAIT_MAX.total_seconds() + 1)
    await open_shop.webhooks.handle_due()
    assert await status_of(told) == "ALERT"
    assert (await stored(made)).status is PurchaseStatus.PENDING


@pytest.mark.parametrize("received", [0, 100, PRICE - 1])
async def test_money_that_did_not_all_come_credits_nothing_and_is_seen(
    open_shop: Shop, received: int
) -> None:
    made = await open_shop.bought()
    told = intent_event(made, amount_received=received)
    await open_shop.hear(told)
    assert (await open_shop.account()).available == FREE_TOKENS
    assert await status_of(told) == "ALERT"
    assert (await inbox_lag()).alerts == 1


async def test_money_of_an_older_payment_in_another_currency_is_booked_in_ours(
    open_shop: Shop,
) -> None:
    made = await open_shop.bought()
    await open_shop.hear(converted(made, 780, "jpy"))
    found = await stored(made)
    assert (found.facts.received, found.facts.charged) == (PRICE, 780)
    assert await booked("alice", made.id, IN) == [PRICE]
    await open_shop.hear(dispute_event(made, "lost", amount=780))
    assert (await open_shop.account()).available == FREE_TOKENS
    later = open_shop.clock() + timedelta(days=1)
    await open_shop.hear(dispute_event(made, "won", at=later, amount=780))
    assert (await open_shop.account()).available == CREDITED
    await open_shop.hear(refund_event(made, "re_1", 780))
    assert (await stored(made)).status is PurchaseStatus.REFUNDED
    assert sum(await booked("alice", made.id, OUT)) == -PRICE


async def test_a_declined_card_leaves_room_for_another_payment(open_shop: Shop) -> None:
    """This includes an event of the declined payment that comes last."""
    made = await open_shop.bought()
    declined = intent_event(made, "payment_failed", id="pi_first")
    again = intent_event(made, "payment_failed", id="pi_first")
    await open_shop.hear(declined, session_event(made), again)
    assert [await status_of(one) for one in (declined, again)] == ["HANDLED"] * 2
    assert (await open_shop.account()).available == CREDITED
    assert (await stored(made)).status is PurchaseStatus.PAID


@pytest.mark.parametrize(
    ("currency", "price", "charged"),
    [("UGX", 18_000, 1_800_000), ("ISK", 700, 70_000), ("JPY", 780, 780), ("KWD", 1_500, 1_500)],
)
async def test_every_unit_of_the_provider_credits_and_goes_back_in_proportion(
    open_shop: Shop, currency: str, price: int, charged: int
) -> None:
    made = await open_shop.bought(amount=price, currency=currency)
    amounts = {"amount_subtotal": charged, "amount_total": charged}
    intent = intent_event(made, amount=charged, amount_received=charged)
    await open_shop.hear(intent, session_event(made, **amounts))
    assert (await open_shop.account()).available == CREDITED
    assert (await stored(made)).facts.received == price
    await open_shop.hear(charge_event(made, charged // 2))
    assert (await open_shop.account()).available == FREE_TOKENS + TOKENS // 2
    assert await status_of(intent) == "HANDLED"
