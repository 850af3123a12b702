"""Changes of plans that try to get more tokens than are paid for, and requests that cross."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from billing.payments.plan_changes import ChangeTime, PlanChange
from billing.payments.plan_had import Had
from billing.payments.purchase import PlanSubscription, Subscribe
from billing.payments.refusals import PaymentUnavailable, SeatsNotPossible
from db.payments.plan_changes import unfinished_changes
from schema.payments.purchases import PlanSubscription as Shown
from services.payments.plans.changes import PlanIsChanged
from services.payments.plans.previews import PlanPreview
from services.payments.plans.sending import Sending
from services.payments.subscriptions import Subscriptions
from tests.services.payments.test_plan_changes import cut_off, paid
from tests.services.payments.test_plan_months import month
from tests.support.payments.enrolling import enrol
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import CATALOG, Shop, sandbox_shop
from tests.support.payments.subscribing import END, subscribed
from tests.support.payments.teaming import (
    NOW,
    PERIOD_END,
    POLICY,
    asking,
    changed,
    had,
    new_team,
    refused,
    with_plan,
)

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MORE = 497 * 900
"""A month of 497 more seats, in cents."""


class TestSeatsForAMinute:
    @pytest.mark.parametrize("left", [timedelta(seconds=10), 12 * timedelta(hours=1), 20 * DAY])
    async def test_cost_one_day_or_more(
        self, store: Shop, provider: Provider, left: timedelta
    ) -> None:
        made = await with_plan(store, provider)
        store.clock.now = END - left
        shown = await store.previews.preview(asking(made.account_id, "TEAM", 500))
        assert isinstance(shown, PlanPreview)
        await changed(store, made, "TEAM", 500, as_of=shown.as_of)
        spent = (await paid(provider))[-1]
        assert spent == shown.due.amount >= MORE * max(left, DAY) // (30 * DAY)
        await changed(store, made, "TEAM", 3, when=PERIOD_END)
        store.clock.now = END
        await store.hear(*await provider.news())
        assert (await paid(provider))[-1] == 2_700

    async def test_cannot_be_given_back_by_another_plan(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider)
        await changed(store, made, "TEAM", 500)
        for pause in (MINUTE, DAY, 10 * DAY):
            store.clock.now += pause
            assert isinstance(await refused(store, made, "FAMILY"), SeatsNotPossible)
        await changed(store, made, "FAMILY", when=PERIOD_END)
        assert await had(made) == (Had("TEAM", 500), Had("FAMILY", 1))

    async def test_cannot_begin_behind_a_plan_that_costs_less(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider)
        store.clock.now = (store.clock.now + DAY).replace(hour=23, minute=59, second=30)
        await changed(store, made, "FAMILY")
        for as_of in (None, store.clock.now - MINUTE):
            refusal = await refused(store, made, "TEAM", 500, as_of=as_of)
            assert isinstance(refusal, SeatsNotPossible)
        store.clock.now += MINUTE
        await changed(store, made, "TEAM", 500)
        assert (await paid(provider))[-1] > MORE * 27 // 30

    async def test_a_plan_that_costs_less_needs_a_whole_day_of_credit(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider)
        store.clock.now = END - DAY
        assert isinstance(await refused(store, made, "FAMILY"), SeatsNotPossible)
        shown = await store.previews.preview(asking(made.account_id, "FAMILY"))
        assert isinstance(shown, SeatsNotPossible)


@pytest.mark.parametrize("when", [NOW, PERIOD_END])
async def test_a_discount_on_many_seats_does_not_pay_for_few(
    store: Shop, provider: Provider, monkeypatch: pytest.MonkeyPatch, when: ChangeTime
) -> None:
    """Releases before gave the provider a fixed amount for the seats that were ordered."""
    real = Subscriptions._new

    async def of_an_older_release(self: Subscriptions, command: Subscribe) -> Any:
        made = await real(self, command)
        assert isinstance(made, PlanSubscription)
        return replace(made, discounts=(made.discounts[0]._replace(off=0),))

    monkeypatch.setattr(Subscriptions, "_new", of_an_older_release)
    team = await new_team(store)
    await enrol(store, name=team)
    made = await subscribed(store, provider, account_id=team, plan="TEAM", seats=10)
    seats = 11 if when is NOW else 5
    assert await paid(provider) == [4_500]
    await changed(store, made, "TEAM", seats, when=when)
    store.clock.now = END
    await store.hear(*await provider.news())
    assert (await paid(provider))[-1] == (await month(made)).price == seats * 450


class TestRequestsThatCross:
    async def test_one_is_carried_out_and_the_others_build_on_it(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider)
        store.clock.now += 2 * DAY
        asked = [asking(made.account_id, "TEAM", seats) for seats in (9, 5, 7, 12)]
        await asyncio.gather(*map(store.changes.change, asked))
        done = [await store.changes.change(one) for one in asked]
        assert isinstance(done[3], PlanIsChanged)
        assert not any(isinstance(one, PaymentUnavailable) for one in done)
        await store.hear(*await provider.news())
        assert await had(made) == (Had("TEAM", 12), Had("TEAM", 12))
        whole = round(9 * 900 * 28.5 / 30)
        assert abs(sum(await paid(provider)) - 2_700 - whole) <= len(asked)
        assert await unfinished_changes(made.account_id) == []

    async def test_what_is_taken_back_late_does_not_undo_a_later_change(
        self, store: Shop, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = await with_plan(store, provider, seats=5)
        await changed(store, made, "TEAM", 3, when=PERIOD_END)
        sent, crossed = Sending.sent, False

        async def later(self: Sending, change: PlanChange, *given: Any, **more: Any) -> Any:
            """Two other requests come between the decision and the request to the provider."""
            nonlocal crossed
            if not crossed:
                crossed = True
                await store.changes.cancel(made.account_id)
                await changed(store, made, "TEAM", 9)
            return await sent(self, change, *given, **more)

        monkeypatch.setattr(Sending, "sent", later)
        await store.changes.cancel(made.account_id)
        await store.hear(*await provider.news())
        assert await had(made) == (Had("TEAM", 9), Had("TEAM", 9))
        assert await unfinished_changes(made.account_id) == []

    async def test_one_key_has_one_effect(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider)
        asked = asking(made.account_id, "TEAM", 5)
        await asyncio.gather(*(store.changes.change(asked) for _ in range(4)))
        assert isinstance(await store.changes.change(asked), PlanIsChanged)
        assert len(await paid(provider)) == 2

    async def test_to_take_back_finishes_what_was_paid(
        self, store: Shop, provider: Provider, monkeypatch: Any
    ) -> None:
        made = await with_plan(store, provider)
        cut_off(store, "change_item", after=True, monkeypatch=monkeypatch)
        await store.changes.change(asking(made.account_id, "TEAM", 5))
        monkeypatch.undo()
        await store.changes.cancel(made.account_id)
        assert await had(made) == (Had("TEAM", 5), Had("TEAM", 5))


async def test_a_new_price_list_changes_neither_seats_nor_what_is_kept(
    database: str, tmp_path: Path
) -> None:
    async with sandbox_shop(tmp_path) as (store, provider):
        made = await with_plan(store, provider, seats=4)
        dearer = tmp_path / "dearer.yaml"
        dearer.write_text(CATALOG.read_text().replace("price: 9 USD", "price: 11 USD"))
        await store.catalog.apply_at_start(dearer, explicit=True)
        assert store.catalog.catalog.plans["TEAM"].price.amount == 1_100
        shown = await store.previews.preview(asking(made.account_id, "TEAM", 5))
        assert isinstance(shown, PlanPreview)
        await changed(store, made, "TEAM", 5)
        await changed(store, made, "FAMILY", when=PERIOD_END)
        assert (await month(made)).price == 5 * 900
        kept = await store.previews.preview(asking(made.account_id, "TEAM", 5))
        assert isinstance(kept, PlanPreview)
        await store.changes.cancel(made.account_id)
        fewer = await changed(store, made, "TEAM", 3, when=PERIOD_END)
        waits = Shown.of(fewer, store.catalog.book, POLICY).pending_change
        assert waits is not None
        assert waits.price.amount == 3 * 900
        await store.changes.cancel(made.account_id)
        store.clock.now = END
        await store.hear(*await provider.news())
        assert (await paid(provider))[-1] == 5 * 900
        assert shown.price.amount == kept.price.amount == 5 * 900
