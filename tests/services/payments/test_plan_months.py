"""What a subscription shows as its price is what the provider charges for a month of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.payments.plan_month import Month, month_of
from billing.payments.purchase import PlanSubscription
from billing.window import add_months
from schema.payments.purchases import PlanSubscription as Shown
from tests.services.payments.test_discounted_plans import enrol, paid
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, stored_subscription
from tests.support.payments.subscribing import DAY, END, at, subscribed
from tests.support.payments.teaming import PERIOD_END, POLICY, changed, with_plan

pytestmark = pytest.mark.slow


async def month(made: PlanSubscription) -> Month:
    return month_of(await stored_subscription(made), POLICY)


async def test_a_month_costs_what_its_invoice_took_and_the_discount_ends_when_it_ends(
    store: Shop, provider: Provider
) -> None:
    start = store.clock()
    await enrol(store, until=add_months(start, 1) + timedelta(seconds=1))
    made = await subscribed(store, provider)
    shown = [await month(made)]
    for months in (1, 2, 3):
        await at(store, provider, add_months(start, months))
        shown.append(await month(made))
    assert [one.price for one in shown] == await paid(provider) == [500, 500, 1_000, 1_000]
    assert {one.listed for one in shown} == {1_000}
    assert [one.until for one in shown] == [add_months(start, 2)] * 2 + [None] * 2
    assert [[each.name for each in one.discounts] for one in shown] == [["EDU"]] * 2 + [[]] * 2


async def test_a_discount_without_an_end_has_no_end(store: Shop, provider: Provider) -> None:
    await enrol(store)
    found = await month(await subscribed(store, provider))
    assert (found.price, found.listed, found.until) == (500, 1_000, None)
    assert len(found.discounts) == 1


async def test_a_checkout_that_is_not_paid_shows_what_it_will_cost(store: Shop) -> None:
    await enrol(store)
    made = await store.subscribe()
    assert (month_of(made, POLICY).price, month_of(made, POLICY).listed) == (500, 1_000)


@pytest.mark.parametrize(("plan", "seats", "later"), [("TEAM", 7, "FAMILY"), ("FAMILY", 6, "TEAM")])
async def test_a_change_within_a_period_shows_the_whole_month_at_once(
    store: Shop, provider: Provider, plan: str, seats: int, later: str
) -> None:
    """Its line is for the rest of the period only, and what waits for the end has another price."""
    made = await with_plan(store, provider)
    store.clock.now += 10 * DAY
    await changed(store, made, plan, seats)
    whole, credit = await month(made), await _credit(provider)
    await changed(store, made, later, when=PERIOD_END)
    assert await month(made) == whole
    await store.changes.cancel(made.account_id)
    store.clock.now = END
    await store.hear(*await provider.news())
    assert (await paid(provider))[-1] == whole.price - credit
    assert await month(made) == whole


async def _credit(provider: Provider) -> int:
    """Return what the last invoice left for the next ones."""
    return max(0, -(await provider.all("invoices"))[-1]["total"])


async def test_what_waits_costs_what_the_next_invoice_takes(
    store: Shop, provider: Provider
) -> None:
    made = await with_plan(store, provider, seats=5)
    waits = await changed(store, made, "TEAM", 4, when=PERIOD_END)
    shown = Shown.of(waits, store.catalog.book, POLICY)
    assert shown.pending_change is not None
    store.clock.now = END
    await store.hear(*await provider.news())
    assert (await paid(provider))[-1] == shown.pending_change.price.amount == 4 * 900
