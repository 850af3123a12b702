"""Events that cannot be handled yet wait, and later ones are not held up."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from db.models import InboxEvent
from gateways.payments.notices import PaymentNotice
from services.payments.packs.receipts import Receipts
from services.payments.webhooks import WAIT_MAX
from tests.support.payments.money import (
    CREDITED,
    FREE_TOKENS,
    NOW,
    PRICE,
    Json,
    intent_event,
    purchase,
    refund_event,
    session_event,
)
from tests.support.payments.shop import Shop, available, inbox, kinds, shop, status_of, stored


class TestWaiting:
    async def test_a_refund_heard_of_before_the_payment_waits_for_it(self, open_shop: Shop) -> None:
        made = await open_shop.bought()
        gone = refund_event(made, "re_1", PRICE)
        await open_shop.hear(gone, session_event(made))
        assert await available(open_shop) == CREDITED
        open_shop.clock.advance(seconds=1)
        await open_shop.webhooks.handle_due()
        assert (await status_of(gone), await available(open_shop)) == ("HANDLED", FREE_TOKENS)

    async def test_it_waits_longer_and_longer_then_for_a_person(
        self, open_shop: Shop, caplog: pytest.LogCaptureFixture
    ) -> None:
        told = refund_event(purchase(), "re_1", PRICE)
        await open_shop.hear(told)
        waits = []
        while await status_of(told) == "PENDING":
            row = await InboxEvent.get(id=told["id"])
            assert row.retry_at is not None
            waits.append((row.retry_at - open_shop.clock()).total_seconds())
            open_shop.clock.now = row.retry_at
            assert await open_shop.webhooks.handle_due() == 1
        assert waits[:5] == [1, 1, 2, 4, 8]
        assert max(waits) == 3_600
        assert await status_of(told) == "ALERT"
        assert "ALERT" in caplog.text
        assert open_shop.clock.now - NOW > WAIT_MAX

    async def test_one_that_fails_keeps_no_other_waiting(
        self, open_shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad, good = await open_shop.bought(), await open_shop.bought(account_id="bob")
        told = [session_event(bad), session_event(good)]
        real = Receipts.apply

        async def failing(self: Receipts, notice: PaymentNotice, mark: Any) -> None:
            if notice.purchase_id == bad.id:
                raise RuntimeError("\0")
            await real(self, notice, mark)

        monkeypatch.setattr(Receipts, "apply", failing)
        for one in told:
            await InboxEvent.create(
                **pending(one, at=open_shop.clock()),
            )
        assert await open_shop.webhooks.handle_due() == 2
        assert [await status_of(one) for one in told] == ["PENDING", "HANDLED"]
        assert await available(open_shop, "bob") == CREDITED

    async def test_what_was_only_received_is_handled_by_the_next_process(
        self, open_shop: Shop
    ) -> None:
        """As after a crash between the inbox and the credit."""
        made = await open_shop.bought()
        await InboxEvent.create(**pending(session_event(made), at=open_shop.clock()))
        async with shop(clock=open_shop.clock) as restarted:
            task = asyncio.create_task(restarted.webhooks.run())
            async with asyncio.timeout(180):
                while (await stored(made)).paid_at is None:
                    await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert await available(open_shop) == CREDITED

    async def test_two_processes_that_retry_at_once_credit_once(self, open_shop: Shop) -> None:
        made = await open_shop.bought()
        for told in (session_event(made), intent_event(made)):
            await InboxEvent.create(**pending(told, at=open_shop.clock()))
        async with shop(clock=open_shop.clock) as other:
            await asyncio.gather(*(one.webhooks.handle_due() for one in (open_shop, other) * 2))
        assert await kinds() == ["ALLOWANCE", "PURCHASE"]
        assert {one[0] for one in (await inbox()).values()} == {"HANDLED"}


def pending(told: Json, *, at: Any) -> dict[str, Any]:
    """Return a row of the inbox that nobody has handled."""
    return {
        "id": told["id"],
        "type": told["type"],
        "received_at": at,
        "payload": json.dumps(told),
        "status": "PENDING",
        "attempts": 0,
        "retry_at": at,
        "note": None,
    }
