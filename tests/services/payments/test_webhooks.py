"""Webhooks: forged events are refused, and events that do not fit change nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing.payments.purchase import PurchaseStatus
from gateways.payments.signature import BadSignature
from services.payments.webhooks import BadEvent
from tests.support.payments.money import (
    CREDITED,
    FREE_TOKENS,
    NOW,
    PRICE,
    body,
    event,
    intent_event,
    invoice_event,
    refund_event,
    session_event,
    signed,
)
from tests.support.payments.shop import Shop, available, inbox, kinds, shop, status_of, stored


class TestRefusals:
    """Refused events do not reach the inbox."""

    async def assert_refused(self, shop: Shop, payload: bytes, header: str | None) -> None:
        with pytest.raises((BadSignature, BadEvent)):
            await shop.webhooks.receive(payload, header)
        assert await inbox() == {}

    async def test_forged_stale_and_v0_only(self, open_shop: Shop) -> None:
        payload = body(session_event(await open_shop.bought()))
        for header in (
            None,
            signed(payload, secret="whsec_other"),
            signed(payload, secret=""),
            signed(payload, scheme="v0"),
            signed(payload, at=NOW - timedelta(seconds=301)),
            signed(payload, at=NOW + timedelta(seconds=301)),
            signed(payload + b" "),
        ):
            await self.assert_refused(open_shop, payload, header)
        assert await available(open_shop) == FREE_TOKENS

    @pytest.mark.parametrize(
        "payload",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b"1",
            b'"x"',
            b"\xff",
            b"{}",
            b'{"id": 1, "type": "x", "data": {"object": {}}}',
            b'{"id": "e", "type": "", "data": {"object": {}}}',
            b'{"id": "e\\u0000", "type": "x", "data": {"object": {}}}',
            b'{"id": "e\\ud800", "type": "x", "data": {"object": {}}}',
            b'{"id": "e", "type": "x", "data": {"object": []}}',
            b'{"id": "e", "type": "x", "data": []}',
            b'{"id": "' + b"e" * 256 + b'", "type": "x", "data": {"object": {}}}',
            b"[" * 400_000,
            b'{"data": ' + b'{"object": ' * 100_000 + b"{}" + b"}" * 100_001,
        ],
        ids=lambda payload: repr(payload[:40]),
    )
    async def test_what_is_signed_but_no_event(self, open_shop: Shop, payload: bytes) -> None:
        await self.assert_refused(open_shop, payload, signed(payload))

    async def test_a_replay_after_its_time(self, open_shop: Shop) -> None:
        paid = session_event(await open_shop.bought())
        header = signed(body(paid))
        await open_shop.webhooks.receive(body(paid), header)
        open_shop.clock.advance(seconds=301)
        with pytest.raises(BadSignature):
            await open_shop.webhooks.receive(body(paid), header)
        assert await available(open_shop) == CREDITED

    async def test_without_secrets_webhooks_are_disabled(self, database: str) -> None:
        for secrets in ((), ("",), (" ", "")):
            async with shop(secrets=secrets) as closed:
                assert not closed.webhooks.enabled
                payload = body(event("x", {}))
                for secret in ("", " "):
                    await self.assert_refused(closed, payload, signed(payload, secret=secret))


async def test_while_secrets_rotate_both_are_good(database: str) -> None:
    async with shop(secrets=("whsec_old", "whsec_new")) as rotating:
        for secret in ("whsec_old", "whsec_new"):
            payload = body(event("x", {}))
            await rotating.webhooks.receive(payload, signed(payload, secret=secret))
        assert [one[0] for one in (await inbox()).values()] == ["IGNORED"] * 2


class TestAlerts:
    """Alerts change nothing, and wait for an operator."""

    @pytest.mark.parametrize(
        "changes",
        [
            {"amount_subtotal": PRICE - 1},
            {"amount_subtotal": PRICE + 1},
            {"amount_subtotal": None, "amount_total": 1},
            {"amount_subtotal": None, "amount_total": None},
            {"currency": "eur"},
            {"currency": None},
            {"envelope": {"livemode": True}},
            {"envelope": {"livemode": "\0"}},
            {"payment_status": None, "mode": ["odd"], "id": None},
        ],
        ids=repr,
    )
    async def test_other_money_credits_nothing(
        self, open_shop: Shop, changes: dict[str, Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        made = await open_shop.bought()
        told = session_event(made, **changes)
        if changes.get("mode"):
            del told["data"]["object"]["mode"]
        await open_shop.hear(told)
        assert await status_of(told) == "ALERT"
        assert "ALERT" in caplog.text
        assert (await inbox())[told["id"]][2]
        assert await kinds() == ["ALLOWANCE"]
        assert (await stored(made)).status is PurchaseStatus.PENDING
        # The right event still credits.
        await open_shop.hear(session_event(made))
        assert await available(open_shop) == CREDITED

    async def test_a_live_shop_takes_no_test_money(self, database: str) -> None:
        async with shop(livemode=True) as live:
            made = await live.bought()
            fake, real = session_event(made), session_event(made, envelope={"livemode": True})
            await live.hear(fake)
            assert (await status_of(fake), await available(live)) == ("ALERT", FREE_TOKENS)
            await live.hear(real)
            assert await available(live) == CREDITED

    async def test_a_second_payment_for_one_purchase_changes_nothing(self, open_shop: Shop) -> None:
        made = await open_shop.bought()
        await open_shop.hear(session_event(made))
        again = intent_event(made, id="pi_another")
        gone = refund_event(made, "re_1", PRICE)
        gone["data"]["object"] |= {
            "payment_intent": "pi_another",
            "metadata": {"purchase_id": made.id},
        }
        await open_shop.hear(again, gone)
        assert [await status_of(one) for one in (again, gone)] == ["ALERT"] * 2
        assert await available(open_shop) == CREDITED

    @pytest.mark.parametrize("changes", [{"subtotal": 999}, {"currency": "eur"}])
    async def test_an_invoice_of_other_money_pays_for_nothing(
        self, open_shop: Shop, changes: dict[str, Any]
    ) -> None:
        made = await open_shop.subscribed()
        told = invoice_event(made, through=NOW + timedelta(days=30), **changes)
        await open_shop.hear(told)
        assert await status_of(told) == "ALERT"
        assert (await open_shop.account()).plan == "FREE"
