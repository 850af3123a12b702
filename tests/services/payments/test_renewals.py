"""Renewals of a subscription: paid, failed, mended and given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from billing.payments.subscription import SubscriptionStatus
from tests.support.payments.money import FREE_TOKENS, PREMIUM_TOKENS
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import GRACE, Shop
from tests.support.payments.subscribing import (
    ACTIVE,
    CANCELED,
    DAY,
    END,
    NEXT_END,
    PAST_DUE,
    UNPAID,
    at,
    plan,
    present,
    subscribed,
)


class TestRenewal:
    async def test_a_paid_one_goes_on_for_another_period(
        self, store: Shop, provider: Provider
    ) -> None:
        await subscribed(store, provider)
        account = await at(store, provider, END)
        assert plan(account) == ("PREMIUM", NEXT_END + GRACE)
        assert await present(store) is ACTIVE
        assert (await store.account()).available == PREMIUM_TOKENS

    async def test_while_its_news_are_late_the_plan_goes_on(
        self, store: Shop, provider: Provider
    ) -> None:
        await subscribed(store, provider)
        store.clock.now = END + DAY
        assert (await store.account()).plan == "PREMIUM"

    async def test_a_failed_one_has_its_grace_and_no_more(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await subscribed(store, provider)
        await provider.control("make_next_renewal_fail", subscription=made.external_id, attempts=9)
        account = await at(store, provider, END)
        assert await present(store) is PAST_DUE
        assert plan(account) == ("PREMIUM", END + GRACE)
        store.clock.now = END + GRACE - timedelta(microseconds=1)
        assert (await store.account()).plan == "PREMIUM"
        store.clock.now = END + GRACE
        account = await store.account()
        assert plan(account) == ("FREE", None)
        assert account.available == FREE_TOKENS

    @pytest.mark.parametrize(("declines", "mended"), [(1, END + DAY), (3, END + 5 * DAY)])
    async def test_one_that_is_mended_goes_on_also_after_the_grace(
        self, store: Shop, provider: Provider, declines: int, mended: datetime
    ) -> None:
        made = await subscribed(store, provider)
        await provider.control(
            "make_next_renewal_fail", subscription=made.external_id, attempts=declines
        )
        for day in range(5):
            await at(store, provider, END + day * DAY)
        account = await at(store, provider, mended)
        assert plan(account) == ("PREMIUM", NEXT_END + GRACE)
        assert await present(store) is ACTIVE
        assert (await store.account()).available == PREMIUM_TOKENS

    @pytest.mark.parametrize(("ending", "status"), [("cancel", CANCELED), ("unpaid", UNPAID)])
    async def test_one_that_is_given_up_ends(
        self, store: Shop, provider: Provider, ending: str, status: SubscriptionStatus
    ) -> None:
        made = await subscribed(store, provider)
        await provider.control("billing", when_retries_end=ending)
        await provider.control("make_next_renewal_fail", subscription=made.external_id, attempts=9)
        account = await at(store, provider, END + 6 * DAY)
        assert plan(account) == ("FREE", None)
        assert await present(store) is status

    async def test_years_heard_of_at_once_in_any_order_end_the_same(
        self, store: Shop, provider: Provider
    ) -> None:
        await subscribed(store, provider)
        store.clock.now = END + 95 * DAY
        told = await provider.news()
        await store.hear(*told[::-1])
        before = plan(await store.account())
        await store.hear(*told)
        assert plan(await store.account()) == before
        assert before == ("PREMIUM", datetime(2027, 4, 23, 12, tzinfo=UTC) + GRACE)
