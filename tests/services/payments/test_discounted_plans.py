"""Plans below their list price: the provider takes the discount off each month, as long as the
programme lasts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from billing.discounts.commands import SetProgramme
from billing.payments.subscription import SubscriptionStatus
from billing.window import add_months
from services.discounts.programmes import Programmes
from services.payments.plans.previews import PlanPreview
from tests.support.payments.money import PREMIUM_TOKENS
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, available, inbox, standing, stored_subscription
from tests.support.payments.subscribing import at
from tests.support.payments.teaming import asking

pytestmark = pytest.mark.slow


async def enrol(store: Shop, until: datetime | None = None, programme: str = "EDU") -> None:
    await store.account()
    programmes = Programmes(store.catalog, store.clock, lambda _: None)
    command = SetProgramme(account_id="alice", programme=programme, until=until, reason="a card")
    await programmes.set(command, actor="operator")


async def paid(provider: Provider) -> list[int]:
    """Return what each invoice took, the oldest first."""
    return [one["amount_paid"] for one in await provider.all("invoices")]


async def test_a_student_pays_half_and_gets_the_plan(store: Shop, provider: Provider) -> None:
    await enrol(store)
    made = await store.subscribe()
    assert (made.amount, made.price, made.discounted_until) == (1_000, 500, None)
    await provider.press(made.checkout_url or "")
    await store.hear(*await provider.news())
    assert await paid(provider) == [500]
    assert standing(await stored_subscription(made)).status is SubscriptionStatus.ACTIVE
    assert await available(store) == PREMIUM_TOKENS
    assert {status for status, _, _ in (await inbox()).values()} <= {"HANDLED", "IGNORED"}


async def test_the_discount_ends_with_the_programme_and_the_plan_goes_on(
    store: Shop, provider: Provider
) -> None:
    start = store.clock()
    await enrol(store, until=add_months(start, 1) + timedelta(seconds=1))
    made = await store.subscribe()
    await provider.press(made.checkout_url or "")
    for months in (1, 2, 3):
        await at(store, provider, add_months(start, months))
    assert await paid(provider) == [500, 500, 1_000, 1_000]
    assert standing(await stored_subscription(made)).status is SubscriptionStatus.ACTIVE
    assert {status for status, _, _ in (await inbox()).values()} <= {"HANDLED", "IGNORED"}


async def test_a_programme_that_ends_before_the_payment_still_counts(
    store: Shop, provider: Provider
) -> None:
    await enrol(store, until=store.clock() + timedelta(hours=1))
    made = await store.subscribe()
    await at(store, provider, store.clock() + timedelta(hours=2))
    await provider.press(made.checkout_url or "")
    await store.hear(*await provider.news())
    assert await paid(provider) == [500]


async def test_a_new_checkout_of_the_same_order_has_the_same_coupon(
    store: Shop, provider: Provider
) -> None:
    await enrol(store)
    made = await store.subscribe(idempotency_key="same")
    await provider.control("advance", seconds=2 * 86_400)
    await store.hear(*await provider.news())
    again = await store.subscribe(idempotency_key="same")
    assert again.session_id != made.session_id
    await provider.press(again.checkout_url or "")
    await store.hear(*await provider.news())
    assert await paid(provider) == [500]


async def test_promotion_codes_do_not_come_on_top(store: Shop, provider: Provider) -> None:
    await enrol(store)
    plan = await store.subscribe(promotion_codes=True)
    pack = await store.buy(promotion_codes=True)
    for one in (plan, pack):
        session = await provider.get(f"checkout/sessions/{one.session_id}")
        assert not session["allow_promotion_codes"]


async def test_a_student_s_packs_cost_less_too(store: Shop, provider: Provider) -> None:
    await enrol(store)
    made = await store.buy()
    session = await provider.get(f"checkout/sessions/{made.session_id}")
    assert (made.listed, made.amount, session["amount_total"]) == (500, 350, 350)
    assert [one.name for one in made.discounts] == ["EDU"]


async def test_another_account_pays_the_list_price(store: Shop, provider: Provider) -> None:
    await enrol(store)
    assert (await store.subscribe(account_id="bob")).discounts == ()
    assert (await store.buy(account_id="bob")).discounts == ()


async def test_a_preview_of_a_first_subscription_shows_what_the_account_pays(
    store: Shop,
) -> None:
    await enrol(store)
    shown = await store.previews.preview(asking("alice", "PREMIUM"))
    assert isinstance(shown, PlanPreview)
    made = await store.subscribe()
    assert shown.due.amount == shown.price.amount == made.price < made.amount
