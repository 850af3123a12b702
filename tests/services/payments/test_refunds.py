"""Refunds and disputes of packs, beside the provider's sandbox."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from billing.catalog.catalog import Money
from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.ledger.alerts.commands import SetAlert
from billing.ledger.refusals import IdempotencyConflict
from billing.payments.packs import PaymentState
from billing.payments.purchase import PurchaseStatus
from billing.payments.refusals import PaymentUnavailable, PurchaseNotFound, PurchaseNotRefundable
from db.payments.purchases import purchases_of
from services.commit.fired import fired
from tests.services.commit.committing import commit_batch
from tests.support.payments.buying import paid, refund
from tests.support.payments.money import CREDITED, FREE_TOKENS, PRICE, TOKENS, Json
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, conserved, inbox, stored

pytestmark = pytest.mark.slow


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

    async def test_a_refund_makes_an_alert_fire(self, store: Shop, provider: Provider) -> None:
        name = await paid(store, provider)
        low = AlertName(AlertKind.BALANCE_BELOW, FREE_TOKENS + 150_000)
        asked = [SetAlert("alice", alert=low)]
        await commit_batch(asked, book=store.catalog.book, clock=store.clock)
        assert not (await store.account()).alerts[0].beyond
        before = fired.by_kind[low.kind]
        await refund(store, name, 200)
        assert fired.by_kind[low.kind] == before + 1
        (alert,) = (await store.account()).alerts
        assert (alert.beyond, alert.value) == (True, FREE_TOKENS + 120_000)

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
        conflict = await store.purchases.refunds.refund(name, amount=100, key="refund")
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
        conflict = await store.purchases.refunds.refund(name, amount=None, key="refund")
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
        lost = await store.purchases.refunds.refund(name, amount=200, key="refund")
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
        # The second is longer than the ids of orders.
        for name in ("no", "n" * 41):
            refused = await store.purchases.refunds.refund(name, amount=None, key="k")
            assert refused == PurchaseNotFound(name)
        unpaid = await store.buy()
        for amount in (None, 1):
            refused = await store.purchases.refunds.refund(unpaid.id, amount=amount, key="k")
            assert isinstance(refused, PurchaseNotRefundable)
        name = await paid(store, provider)
        too_much = await store.purchases.refunds.refund(name, amount=PRICE + 1, key="k")
        assert isinstance(too_much, PurchaseNotRefundable)
        await refund(store, name, key="all")
        nothing_left = await store.purchases.refunds.refund(name, amount=None, key="k2")
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
        refused = await store.purchases.refunds.refund(name, amount=None, key="k")
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


async def test_listeners_hear_of_every_change_after_it_is_kept(
    store: Shop, provider: Provider
) -> None:
    name = await paid(store, provider)
    await refund(store, name)
    revisions = [revision for who, revision in store.published if who == "alice"]
    assert revisions == [2, 3]


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
