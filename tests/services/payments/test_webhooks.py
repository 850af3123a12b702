"""Webhooks: foreign events change nothing, and the provider's events are handled once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from billing.payments.purchase import PurchaseStatus
from db.models import InboxEvent
from db.payments.purchases import add_customer, customer_of
from gateways.payments.notices import PaymentNotice
from gateways.payments.signature import BadSignature
from services.payments.purchases import Purchases
from services.payments.webhooks import WAIT_MAX, BadEvent
from tests.support.clocks import Clock
from tests.support.payments.money import (
    CREDITED,
    FREE_TOKENS,
    NOW,
    PRICE,
    TOKENS,
    Json,
    body,
    charge_event,
    dispute_event,
    event,
    intent_event,
    intent_of,
    invoice_event,
    purchase,
    refund_event,
    session_event,
    signed,
    subscription_event,
)
from tests.support.payments.shop import (
    Shop,
    conserved,
    entries,
    inbox,
    kinds,
    shop,
    status_of,
    stored,
)


@pytest.fixture
async def open_shop(database: str) -> AsyncIterator[Shop]:
    async with shop() as made:
        yield made


async def available(shop: Shop, account_id: str = "alice") -> int:
    return (await shop.account(account_id)).available


class TestRefusals:
    """Refused events do not reach the inbox."""

    async def refused(self, shop: Shop, payload: bytes, header: str | None) -> None:
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
            await self.refused(open_shop, payload, header)
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
        await self.refused(open_shop, payload, signed(payload))

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
                    await self.refused(closed, payload, signed(payload, secret=secret))


async def test_while_secrets_rotate_both_are_good(database: str) -> None:
    async with shop(secrets=("whsec_old", "whsec_new")) as rotating:
        for secret in ("whsec_old", "whsec_new"):
            payload = body(event("x", {}))
            await rotating.webhooks.receive(payload, signed(payload, secret=secret))
        assert [one[0] for one in (await inbox()).values()] == ["IGNORED"] * 2


class TestHandling:
    async def test_a_paid_session_credits_the_pack(self, open_shop: Shop) -> None:
        made = await open_shop.bought()
        paid = session_event(made)
        await open_shop.hear(paid)
        found = await stored(made)
        assert (found.status, found.paid_at) == (PurchaseStatus.PAID, NOW)
        assert found.payment_intent == intent_of(made)
        assert await available(open_shop) == CREDITED
        assert await status_of(paid) == "HANDLED"
        account = await open_shop.account()
        assert open_shop.published[-1] == ("alice", account.revision)

    async def test_the_same_event_again_is_handled_once(self, open_shop: Shop) -> None:
        paid = session_event(await open_shop.bought())
        await open_shop.hear(paid, paid)
        await open_shop.hear_at_once(paid, paid, paid)
        assert await kinds() == ["ALLOWANCE", "PURCHASE"]
        assert len(await inbox()) == 1

    async def test_the_same_id_with_other_content_is_the_first_event(self, open_shop: Shop) -> None:
        made = await open_shop.bought()
        paid = session_event(made)
        await open_shop.hear(paid, refund_event(made, "re_1", PRICE) | {"id": paid["id"]})
        assert await available(open_shop) == CREDITED

    async def test_deliveries_of_one_event_at_once_credit_once(self, open_shop: Shop) -> None:
        paid = session_event(await open_shop.bought())
        await open_shop.hear_at_once(*[paid] * 6)
        assert await kinds() == ["ALLOWANCE", "PURCHASE"]
        assert await status_of(paid) == "HANDLED"
        assert await available(open_shop) == CREDITED

    async def test_the_events_of_one_payment_at_once_credit_once(self, open_shop: Shop) -> None:
        made = await open_shop.bought()
        told = [session_event(made), intent_event(made), session_event(made), intent_event(made)]
        await open_shop.hear_at_once(*told, *told)
        assert await kinds() == ["ALLOWANCE", "PURCHASE"]
        assert {await status_of(one) for one in told} == {"HANDLED"}
        assert await conserved()

    async def test_many_purchases_of_an_account_at_once_each_credit_once(
        self, open_shop: Shop
    ) -> None:
        made = [await open_shop.bought() for _ in range(5)]
        told = [of(one) for one in made for of in (session_event, intent_event)]
        await open_shop.hear_at_once(*told)
        assert await available(open_shop) == FREE_TOKENS + 5 * TOKENS
        assert (await kinds()).count("PURCHASE") == 5
        assert await conserved()

    @pytest.mark.parametrize("at_once", [False, True])
    async def test_every_order_ends_in_one_state(self, open_shop: Shop, at_once: bool) -> None:
        states = set()
        for number, order in enumerate(permutations(range(4))):
            name = f"account-{number}"
            made = await open_shop.bought(account_id=name)
            told = [
                session_event(made),
                refund_event(made, f"re_{number}", 100),
                dispute_event(made, "needs_response"),
                dispute_event(made, "lost", amount=200),
            ]
            await (open_shop.hear_at_once if at_once else open_shop.hear)(
                *(told[step] for step in order)
            )
            # A dispute's event may come before that of its payment.
            open_shop.clock.advance(hours=2)
            await open_shop.webhooks.handle_due()
            account, found = await open_shop.account(name), await stored(made)
            frozen = sum(account.frozen.values())
            states.add(
                (account.available, account.debt, frozen, found.reversed_tokens, found.status)
            )
            assert await conserved(name)
        # Events about all the money and about a part come in one second. The final status counts.
        assert states == {(FREE_TOKENS + 80_000, 0, 0, 120_000, PurchaseStatus.DISPUTED)}

    @pytest.mark.parametrize(
        ("story", "left", "status"),
        [
            (["needs_response", "lost", "won", "won"], TOKENS, PurchaseStatus.PAID),
            (["needs_response", "won", "lost"], 0, PurchaseStatus.DISPUTED),
            (
                ["warning_needs_response", "warning_closed", "needs_response", "lost"],
                0,
                PurchaseStatus.DISPUTED,
            ),
            (["needs_response", "prevented"], TOKENS, PurchaseStatus.PAID),
        ],
        ids=["won after all", "lost after all", "from an inquiry", "prevented"],
    )
    async def test_the_later_word_on_a_dispute_counts_in_every_order(
        self, open_shop: Shop, story: list[str], left: int, status: PurchaseStatus
    ) -> None:
        states = set()
        for number, order in enumerate(permutations(range(len(story)))):
            name = f"account-{number}"
            made = await open_shop.bought(account_id=name)
            told = [
                dispute_event(made, said, at=NOW + timedelta(days=day))
                for day, said in enumerate(story)
            ]
            ordered = [told[step] for step in order]
            # The first is delivered again at the end.
            await open_shop.hear(session_event(made), *ordered, ordered[0])
            account, found = await open_shop.account(name), await stored(made)
            states.add((account.available, account.debt, len(account.frozen), found.status))
            assert await conserved(name)
        assert states == {(FREE_TOKENS + left, 0, 0, status)}

    async def test_a_dispute_that_was_lost_and_then_won_beside_a_refund(
        self, open_shop: Shop
    ) -> None:
        made = await open_shop.bought()
        await open_shop.hear(session_event(made), refund_event(made, "re_1", 100))
        await open_shop.hear(dispute_event(made, "lost", amount=400))
        assert await available(open_shop) == FREE_TOKENS
        later = NOW + timedelta(days=9)
        won = dispute_event(made, "won", kind="funds_reinstated", at=later, amount=400)
        await open_shop.hear(won)
        assert await available(open_shop) == FREE_TOKENS + 160_000
        assert (await stored(made)).status is PurchaseStatus.PARTIALLY_REFUNDED

    async def test_a_refund_at_the_provider_s_takes_back_in_proportion(
        self, open_shop: Shop
    ) -> None:
        made = await open_shop.bought()
        await open_shop.hear(session_event(made), refund_event(made, "re_1", 125))
        await open_shop.hear(charge_event(made, 125))
        found = await stored(made)
        assert (found.reversed_tokens, found.status) == (50_000, PurchaseStatus.PARTIALLY_REFUNDED)
        assert await available(open_shop) == FREE_TOKENS + 150_000

    async def test_a_discounted_payment_credits_and_its_refund_takes_all_back(
        self, open_shop: Shop
    ) -> None:
        made = await open_shop.bought()
        await open_shop.hear(session_event(made, amount_total=PRICE // 2))
        assert await available(open_shop) == CREDITED
        await open_shop.hear(charge_event(made, PRICE // 2))
        assert await available(open_shop) == FREE_TOKENS
        assert (await stored(made)).status is PurchaseStatus.REFUNDED

    async def test_spending_goes_on_between_events(self, open_shop: Shop) -> None:
        made = await open_shop.bought()
        await open_shop.hear(session_event(made))
        await open_shop.spend(FREE_TOKENS + 150_000)
        await open_shop.hear(dispute_event(made, "needs_response"))
        account = await open_shop.account()
        assert (account.available, account.frozen) == (0, {2: 50_000})
        await open_shop.hear(dispute_event(made, "lost"))
        account = await open_shop.account()
        assert (account.available, account.debt, account.frozen) == (0, 150_000, {})
        assert await conserved()

    @pytest.mark.parametrize(
        "kind", ["invoice.created", "product.updated", "checkout.session.created", "odd"]
    )
    async def test_other_kinds_are_taken_and_ignored(self, open_shop: Shop, kind: str) -> None:
        told = event(kind, {"id": "x"})
        await open_shop.hear(told)
        assert await status_of(told) == "IGNORED"

    async def test_a_deleted_customer_is_forgotten(self, open_shop: Shop) -> None:
        await add_customer("alice", "cus_1")
        await add_customer("bob", "cus_2")
        told = event("customer.deleted", {"id": "cus_1"})
        await open_shop.hear(told)
        assert [await customer_of(name) for name in ("alice", "bob")] == [None, "cus_2"]
        assert await status_of(told) == "HANDLED"


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
        real = Purchases.apply

        async def failing(self: Purchases, notice: PaymentNotice, mark: Any) -> None:
            if notice.purchase_id == bad.id:
                raise RuntimeError("\0")
            await real(self, notice, mark)

        monkeypatch.setattr(Purchases, "apply", failing)
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
            async with asyncio.timeout(20):
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


async def test_every_entry_of_a_purchase_names_it(open_shop: Shop) -> None:
    made = await open_shop.bought()
    await open_shop.hear(
        session_event(made),
        dispute_event(made, "needs_response"),
        dispute_event(made, "won"),
        refund_event(made, "re_1", 100),
        refund_event(made, "re_1", 100, "failed"),
    )
    told = (await entries())[1:]
    assert [entry.kind.value for entry in told] == [
        "PURCHASE",
        "FREEZE",
        "UNFREEZE",
        "REVERSAL",
        "RESTORATION",
    ]
    assert {entry.reason for entry in told} == {made.id}


async def test_a_subscription_s_events_in_every_order_end_in_one_state(database: str) -> None:
    ends = NOW + timedelta(days=30)
    states = set()
    async with shop(clock=Clock()) as made:
        for number, order in enumerate(permutations(range(3))):
            name = f"account-{number}"
            plan = await made.subscribed(account_id=name)
            told = [
                subscription_event(plan, "incomplete", ends=ends),
                subscription_event(plan, ends=ends, at=NOW + timedelta(seconds=1)),
                invoice_event(plan, through=ends),
            ]
            await made.hear(*(told[step] for step in order))
            account = await made.account(name)
            states.add((account.plan, account.plan_until, account.available))
    assert states == {("PREMIUM", ends + timedelta(days=3), 30_000)}
