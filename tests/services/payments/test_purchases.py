"""Purchases and refunds, beside the provider's sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from billing.catalog.catalog import Money
from billing.ledger.refusals import IdempotencyConflict
from billing.payments.packs import PaymentState
from billing.payments.purchase import PurchaseStatus
from billing.payments.refusals import (
    PackNotFound,
    PaymentUnavailable,
    PurchaseNotFound,
    PurchaseNotRefundable,
)
from db.commit.journal import journal
from db.payments.purchases import customer_of, purchases_of
from services.payments.orders import Ordered
from services.payments.purchases import Refunded
from tests.support.payments.money import (
    CREDITED,
    FREE_TOKENS,
    NOW,
    PRICE,
    TOKENS,
    Json,
    purchase_command,
)
from tests.support.payments.sandboxed import NOBODY, Provider
from tests.support.payments.shop import Shop, conserved, inbox, kinds, sandbox_shop, shop, stored

pytestmark = pytest.mark.slow


@pytest.fixture
async def both(database: str, tmp_path: Path) -> AsyncIterator[tuple[Shop, Provider]]:
    async with sandbox_shop(tmp_path) as made:
        yield made


@pytest.fixture
def store(both: tuple[Shop, Provider]) -> Shop:
    return both[0]


@pytest.fixture
def provider(both: tuple[Shop, Provider]) -> Provider:
    return both[1]


async def paid(store: Shop, provider: Provider, **changes: object) -> str:
    """Buy and pay a pack; return the id of the credited purchase."""
    made = await store.buy(**changes)
    await provider.press(made.checkout_url or "")
    await store.hear(*await provider.news())
    return made.id


async def refund(
    store: Shop, name: str, amount: int | None = None, *, key: str = "refund"
) -> Refunded:
    done = await store.purchases.refund(name, amount=amount, key=key)
    assert isinstance(done, Refunded), done
    return done


class TestBuying:
    async def test_a_pack_is_credited_when_it_is_paid_and_not_before(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        assert (made.status, made.tokens, made.amount) == (PurchaseStatus.PENDING, TOKENS, PRICE)
        await store.hear(*await provider.news())
        assert (await store.account()).available == FREE_TOKENS
        await provider.press(made.checkout_url or "")
        await store.hear(*await provider.news())
        assert (await store.account()).available == CREDITED
        assert (await stored(made)).status is PurchaseStatus.PAID
        assert await conserved()

    async def test_what_the_provider_was_asked_for(self, store: Shop, provider: Provider) -> None:
        made = await store.buy(
            pack="pro",
            quantity=3,
            success_url="https://shop.test/paid",
            cancel_url="https://shop.test/left",
            promotion_codes=True,
            automatic_tax=True,
            receipt_email="alice@example.test",
        )
        session = await provider.get(f"checkout/sessions/{made.session_id}")
        assert (session["amount_total"], session["currency"]) == (4_500, "usd")
        assert session["metadata"] == {"purchase_id": made.id}
        assert session["success_url"] == "https://shop.test/paid"
        assert session["cancel_url"] == "https://shop.test/left"
        assert session["allow_promotion_codes"] is True
        assert session["automatic_tax"]["enabled"] is True
        await provider.press(made.checkout_url or "")
        [intent] = await provider.all("payment_intents")
        assert intent["receipt_email"] == "alice@example.test"
        await store.hear(*await provider.news())
        assert (await store.account()).available == FREE_TOKENS + 3_000_000

    async def test_without_a_url_the_checkout_leads_back_to_the_service(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        session = await provider.get(f"checkout/sessions/{made.session_id}")
        assert (session["success_url"], session["cancel_url"]) == ("https://billing.test", None)

    async def test_an_account_is_one_customer(self, store: Shop, provider: Provider) -> None:
        await asyncio.gather(*(store.buy() for _ in range(3)))
        await store.buy()
        sessions = await provider.all("checkout/sessions")
        known = await customer_of("alice")
        assert sessions[-1]["customer"] == known
        customer = await provider.get(f"customers/{known}")
        assert customer["metadata"] == {"account_id": "alice"}

    async def test_a_customer_that_the_provider_has_lost_is_made_anew(
        self, store: Shop, provider: Provider
    ) -> None:
        """With or without an event about it, and repeatedly."""
        for heard in (False, True, False):
            await store.buy()
            lost = await customer_of("alice")
            await provider.control("delete_customer", customer=lost)
            if heard:
                await store.hear(*await provider.news())
                assert await customer_of("alice") is None
            assert (await store.buy()).checkout_url
            assert await customer_of("alice") not in {None, lost}

    async def test_also_one_that_was_made_for_this_very_purchase(
        self, store: Shop, provider: Provider
    ) -> None:
        await store.account()
        command = purchase_command(idempotency_key="k")
        await provider.control("faults", status=500, times=3, after=True)
        assert await store.purchases.start(command) == PaymentUnavailable()
        [lost] = await provider.all("customers")
        await provider.control("delete_customer", customer=lost["id"])
        assert isinstance(await store.purchases.start(command), Ordered)
        assert await customer_of("alice") not in {None, lost["id"]}

    async def test_a_checkout_that_is_declined_can_still_be_paid(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        await provider.press(made.checkout_url or "", "decline")
        await store.hear(*await provider.news())
        assert (await stored(made)).status is PurchaseStatus.FAILED
        await provider.press(made.checkout_url or "")
        await store.hear(*await provider.news())
        assert (await stored(made)).status is PurchaseStatus.PAID
        assert (await store.account()).available == CREDITED

    @pytest.mark.parametrize("succeed", [True, False])
    async def test_money_on_its_way_credits_only_when_it_arrives(
        self, store: Shop, provider: Provider, succeed: bool
    ) -> None:
        made = await store.buy()
        await provider.press(made.checkout_url or "", "later")
        await store.hear(*await provider.news())
        assert (await stored(made)).status is PurchaseStatus.PENDING
        await provider.control("pay_async", session=made.session_id, succeed=succeed)
        await store.hear(*await provider.news())
        expected = PurchaseStatus.PAID if succeed else PurchaseStatus.FAILED
        assert (await stored(made)).status is expected
        assert (await store.account()).available == (CREDITED if succeed else FREE_TOKENS)

    async def test_a_checkout_that_nobody_visits_expires(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        store.clock.advance(hours=25)
        await store.hear(*await provider.news())
        assert (await stored(made)).status is PurchaseStatus.EXPIRED

    async def test_events_in_reverse_and_again_credit_once(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        await provider.press(made.checkout_url or "")
        told = await provider.news()
        await store.hear(*told[::-1], *told)
        await store.hear_at_once(*told)
        assert await kinds() == ["ALLOWANCE", "PURCHASE"]

    async def test_an_unknown_pack_is_refused_and_leaves_nothing(self, store: Shop) -> None:
        await store.account()
        command = purchase_command(pack="nothing")
        assert await store.purchases.start(command) == PackNotFound("nothing")
        assert await purchases_of("alice", limit=9, before=None) == []


class TestTheSameKey:
    async def test_answers_the_same_checkout(self, store: Shop) -> None:
        await store.account()
        first = await store.purchases.start(purchase_command(idempotency_key="k"))
        again = await store.purchases.start(purchase_command(idempotency_key="k"))
        assert isinstance(first, Ordered)
        assert again == Ordered(first.order, replayed=True)
        assert not first.replayed

    async def test_with_other_content_is_a_conflict(self, store: Shop) -> None:
        await store.buy(idempotency_key="k")
        for changes in ({"quantity": 2}, {"pack": "pro"}, {"promotion_codes": True}):
            command = purchase_command(idempotency_key="k", **changes)
            assert await store.purchases.start(command) == IdempotencyConflict("k")

    async def test_of_another_account_is_another_purchase(self, store: Shop) -> None:
        one = await store.buy(idempotency_key="k")
        other = await store.buy(idempotency_key="k", account_id="bob")
        assert one.id != other.id

    async def test_at_once_is_one_checkout(self, store: Shop, provider: Provider) -> None:
        made = await asyncio.gather(*(store.buy(idempotency_key="k") for _ in range(5)))
        assert len({(one.id, one.checkout_url) for one in made}) == 1
        assert len(await provider.all("checkout/sessions")) == 1

    async def test_works_after_the_provider_could_not_be_reached(
        self, store: Shop, provider: Provider
    ) -> None:
        await store.account()
        command = purchase_command(idempotency_key="k")
        async with (
            provider.payments(base=NOBODY) as nowhere,
            shop(clock=store.clock, payments=nowhere) as cut_off,
        ):
            assert await cut_off.purchases.start(command) == PaymentUnavailable()
        async with shop(clock=store.clock) as without:
            assert await without.purchases.start(command) == PaymentUnavailable()
        started = await store.purchases.start(command)
        assert isinstance(started, Ordered)
        assert not started.replayed
        assert len(await purchases_of("alice", limit=9, before=None)) == 1

    async def test_works_after_the_provider_s_answer_was_lost(
        self, store: Shop, provider: Provider
    ) -> None:
        await store.buy()
        await provider.control("faults", status=500, times=3, after=True)
        command = purchase_command(idempotency_key="k")
        assert await store.purchases.start(command) == PaymentUnavailable()
        assert isinstance(await store.purchases.start(command), Ordered)
        assert len(await provider.all("checkout/sessions")) == 2


class TestGivingBack:
    async def test_a_part_takes_back_a_part_and_the_rest_the_rest(
        self, store: Shop, provider: Provider
    ) -> None:
        name = await paid(store, provider)
        part = await refund(store, name, 200, key="one")
        assert part.purchase.status is PurchaseStatus.PARTIALLY_REFUNDED
        assert part.account.available == FREE_TOKENS + 120_000
        rest = await refund(store, name, key="two")
        assert rest.purchase.status is PurchaseStatus.REFUNDED
        assert (rest.purchase.reversed_tokens, rest.account.available) == (TOKENS, FREE_TOKENS)
        # The provider's own events contain nothing new.
        await store.hear(*await provider.news())
        assert (await store.account()).available == FREE_TOKENS
        assert await conserved()

    @pytest.mark.parametrize(
        ("currency", "price", "charged"), [("ISK", 700, 70_000), ("UGX", 18_000, 1_800_000)]
    )
    async def test_a_part_is_asked_for_in_the_provider_s_unit(
        self, store: Shop, provider: Provider, currency: str, price: int, charged: int
    ) -> None:
        packs = store.catalog.catalog.packs
        packs["odd"] = replace(packs["starter"], name="odd", price=Money(price, currency))
        name = await paid(store, provider, pack="odd")
        await refund(store, name, price // 2)
        assert [one["amount"] for one in await provider.all("refunds")] == [charged // 2]
        assert (await store.account()).available == FREE_TOKENS + TOKENS // 2

    async def test_the_same_key_gives_back_once(self, store: Shop, provider: Provider) -> None:
        name = await paid(store, provider)
        first = await refund(store, name, 200)
        again = await refund(store, name, 200)
        assert (first.replayed, again.replayed) == (False, True)
        assert again.purchase == first.purchase
        conflict = await store.purchases.refund(name, amount=100, key="refund")
        assert conflict == IdempotencyConflict("refund")
        assert [one["amount"] for one in await provider.all("refunds")] == [200]

    async def test_the_same_key_gives_back_once_after_the_provider_has_forgotten_it(
        self, store: Shop, provider: Provider
    ) -> None:
        name = await paid(store, provider)
        await refund(store, name, 200)
        await provider.control("advance", seconds=3 * 86_400)
        again = await refund(store, name, 200)
        assert again.replayed
        conflict = await store.purchases.refund(name, amount=None, key="refund")
        assert conflict == IdempotencyConflict("refund")
        assert [one["amount"] for one in await provider.all("refunds")] == [200]

    async def test_the_same_key_at_once_gives_back_once(
        self, store: Shop, provider: Provider
    ) -> None:
        name = await paid(store, provider)
        await asyncio.gather(*(refund(store, name, 200) for _ in range(4)))
        await store.hear(*await provider.news())
        assert [one["amount"] for one in await provider.all("refunds")] == [200]
        assert (await store.account()).available == FREE_TOKENS + 120_000

    async def test_the_same_key_of_another_purchase_is_another_refund(
        self, store: Shop, provider: Provider
    ) -> None:
        names = [await paid(store, provider) for _ in range(2)]
        for name in names:
            await refund(store, name, 100)
        assert [one["amount"] for one in await provider.all("refunds")] == [100, 100]

    async def test_a_key_works_after_the_provider_s_answer_was_lost(
        self, store: Shop, provider: Provider
    ) -> None:
        name = await paid(store, provider)
        await provider.control("faults", status=500, times=3, after=True)
        lost = await store.purchases.refund(name, amount=200, key="refund")
        assert lost == PaymentUnavailable()
        await refund(store, name, 200)
        assert [one["amount"] for one in await provider.all("refunds")] == [200]

    async def test_what_fails_later_is_restored(self, store: Shop, provider: Provider) -> None:
        name = await paid(store, provider)
        await provider.control("billing", refunds_pend=True)
        await refund(store, name)
        assert (await store.account()).available == FREE_TOKENS
        [made] = await provider.all("refunds")
        await provider.control("settle_refund", refund=made["id"], succeed=False)
        await store.hear(*await provider.news())
        assert (await store.account()).available == CREDITED
        [bought] = await purchases_of("alice", limit=1, before=None)
        assert bought.status is PurchaseStatus.PAID
        # It can be refunded again.
        again = await refund(store, name, key="again")
        assert again.account.available == FREE_TOKENS

    async def test_what_cannot_be_given_back(self, store: Shop, provider: Provider) -> None:
        assert await store.purchases.refund("no", amount=None, key="k") == PurchaseNotFound("no")
        unpaid = await store.buy()
        for amount in (None, 1):
            refused = await store.purchases.refund(unpaid.id, amount=amount, key="k")
            assert isinstance(refused, PurchaseNotRefundable)
        name = await paid(store, provider)
        too_much = await store.purchases.refund(name, amount=PRICE + 1, key="k")
        assert isinstance(too_much, PurchaseNotRefundable)
        await refund(store, name, key="all")
        nothing_left = await store.purchases.refund(name, amount=None, key="k2")
        assert isinstance(nothing_left, PurchaseNotRefundable)

    async def test_spent_tokens_become_debt_that_the_next_pack_pays(
        self, store: Shop, provider: Provider
    ) -> None:
        name = await paid(store, provider)
        await store.spend(FREE_TOKENS + 150_000)
        done = await refund(store, name)
        assert (done.account.available, done.account.debt) == (0, 150_000)
        await paid(store, provider)
        account = await store.account()
        assert (account.available, account.debt) == (50_000, 0)


class TestDisputes:
    @pytest.mark.parametrize(
        ("ending", "left", "status"),
        [
            ("won", CREDITED, PurchaseStatus.PAID),
            ("lost", FREE_TOKENS, PurchaseStatus.DISPUTED),
        ],
    )
    async def test_freeze_until_they_end(
        self,
        store: Shop,
        provider: Provider,
        ending: str,
        left: int,
        status: PurchaseStatus,
    ) -> None:
        name = await paid(store, provider)
        intent = (await purchases_of("alice", limit=1, before=None))[0].payment_intent
        opened = await provider.control("open_dispute", payment_intent=intent)
        await store.hear(*await provider.news())
        account = await store.account()
        assert (account.available, sum(account.frozen.values())) == (FREE_TOKENS, TOKENS)
        refused = await store.purchases.refund(name, amount=None, key="k")
        assert isinstance(refused, PurchaseNotRefundable)
        await provider.control("close_dispute", dispute=opened["id"], status=ending)
        told = await provider.news()
        await store.hear(*told[::-1], *told)
        account = await store.account()
        assert (account.available, dict(account.frozen)) == (left, {})
        [bought] = await purchases_of("alice", limit=1, before=None)
        assert bought.status is status
        assert await conserved()

    async def test_one_that_was_lost_and_is_won_later_gives_the_tokens_back(
        self, store: Shop, provider: Provider
    ) -> None:
        await paid(store, provider)
        await store.spend(FREE_TOKENS + 150_000)
        [bought] = await purchases_of("alice", limit=1, before=None)
        opened = await provider.control("open_dispute", payment_intent=bought.payment_intent)
        await provider.control("close_dispute", dispute=opened["id"], status="lost")
        await store.hear(*await provider.news())
        account = await store.account()
        assert (account.available, account.debt) == (0, 150_000)
        store.clock.advance(days=2)
        await provider.control("close_dispute", dispute=opened["id"], status="won")
        told = await provider.news()
        await store.hear(*told[::-1], *told)
        account = await store.account()
        assert (account.available, account.debt, dict(account.frozen)) == (50_000, 0, {})
        assert (await stored(bought)).status is PurchaseStatus.PAID

    async def test_one_over_all_of_a_part_refunded_pack_takes_only_the_rest(
        self, store: Shop, provider: Provider
    ) -> None:
        name = await paid(store, provider)
        await refund(store, name, 200)
        intent = (await purchases_of("alice", limit=1, before=None))[0].payment_intent
        opened = await provider.control("open_dispute", payment_intent=intent, amount=PRICE)
        await provider.control("close_dispute", dispute=opened["id"], status="lost")
        await store.hear(*await provider.news())
        account = await store.account()
        assert (account.available, account.debt) == (FREE_TOKENS, 0)
        assert (await purchases_of("alice", limit=1, before=None))[0].reversed_tokens == TOKENS


async def test_a_call_inside_a_transaction_would_be_seen(store: Shop) -> None:
    assert store.outside is not None
    async with journal():
        with pytest.raises(AssertionError, match="inside a transaction"):
            store.outside.refund()


async def test_no_call_to_the_provider_is_made_inside_a_transaction(
    store: Shop, provider: Provider
) -> None:
    """`Outside` of the shop fails calls inside one. All calls here went through it."""
    name = await paid(store, provider)
    await refund(store, name, 100)
    assert store.outside is not None
    assert store.outside.calls == ["create_customer", "open_checkout", "refund"]


async def test_listeners_hear_of_every_change_after_it_is_kept(
    store: Shop, provider: Provider
) -> None:
    name = await paid(store, provider)
    await refund(store, name)
    revisions = [revision for who, revision in store.published if who == "alice"]
    assert revisions == [2, 3]


async def test_purchases_are_paged_newest_first(store: Shop) -> None:
    made = []
    for number in range(5):
        store.clock.now = NOW + timedelta(seconds=number // 2)
        made.append(await store.buy())
    expected = sorted(made, key=lambda one: (one.created_at, one.id), reverse=True)
    seen: list[str] = []
    before = None
    while page := await purchases_of("alice", limit=2, before=before):
        seen += [one.id for one in page]
        before = (page[-1].created_at, page[-1].id)
    assert seen == [one.id for one in expected]
    assert await purchases_of("bob", limit=9, before=None) == []


async def test_everything_the_provider_says_of_packs_is_understood(
    store: Shop, provider: Provider
) -> None:
    """After a sale and all possible later changes, no event waits and there is no alert."""
    name = await paid(store, provider)
    await refund(store, name, 100)
    intent = (await purchases_of("alice", limit=1, before=None))[0].payment_intent
    opened = await provider.control("open_dispute", payment_intent=intent, amount=100)
    await provider.control("close_dispute", dispute=opened["id"], status="won")
    told: list[Json] = await provider.news()
    await store.hear(*told)
    states = {one[0] for one in (await inbox()).values()}
    assert states == {"HANDLED", "IGNORED"}
    assert (await purchases_of("alice", limit=1, before=None))[0].facts.state is PaymentState.PAID
