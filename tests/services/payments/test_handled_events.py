"""The provider's events are handled once, in any order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from billing.payments.purchase import PurchaseStatus
from db.payments.purchases import add_customer, customer_of
from tests.support.clocks import Clock
from tests.support.payments.money import (
    CREDITED,
    FREE_TOKENS,
    NOW,
    PRICE,
    TOKENS,
    charge_event,
    dispute_event,
    event,
    intent_event,
    intent_of,
    invoice_event,
    refund_event,
    session_event,
    subscription_event,
)
from tests.support.payments.shop import (
    Shop,
    available,
    conserved,
    entries,
    inbox,
    kinds,
    shop,
    status_of,
    stored,
)


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
