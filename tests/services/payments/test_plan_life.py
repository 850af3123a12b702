"""The life of a plan, from events in the forms of every version of the provider's API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import yaml

from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import PlanNotFound
from billing.payments.subscription import SubscriptionStatus
from services.audit.audit import audit
from tests.support.payments.money import (
    MONTH_PRICE,
    NOW,
    PREMIUM,
    PREMIUM_TOKENS,
    Json,
    subscribe_command,
)
from tests.support.payments.plan_events import (
    VERSIONS,
    Billed,
    Sold,
    invoice,
    invoice_told,
    line,
    plan_of,
    seconds,
    subscription,
    subscription_told,
)
from tests.support.payments.shop import (
    CATALOG,
    GRACE,
    Shop,
    inbox,
    shop,
    standing,
    status_of,
    stored_subscription,
)

END, NEXT_END = NOW + timedelta(days=30), NOW + timedelta(days=61)
FAR = NOW + timedelta(days=3_650)
HOUR = timedelta(hours=1)
EXTRA = Sold("prod_extra", "price_extra", 200)
NAMELESS = Sold(None, None, MONTH_PRICE)


@pytest.fixture
async def store(database: str) -> AsyncIterator[Shop]:
    """Yield a shop without a provider, so that it cannot ask for more facts."""
    async with shop() as made:
        yield made


@pytest.fixture
async def made(store: Shop) -> PlanSubscription:
    return await store.subscribed()


class Told:
    """Events about a subscription, in the form of one version."""

    def __init__(self, made: PlanSubscription, version: str) -> None:
        self.made, self.version = made, version
        self.sold = plan_of(made)

    def said(self, status: str = "active", *, at: Any = NOW, ends: Any = END, **more: Any) -> Json:
        thing = subscription(self.made, self.version, status, ends=ends, **more)
        return subscription_told("updated", thing, at=at)

    def paid(self, *lines: Billed, name: str = "in_1", **more: Any) -> Json:
        billed = lines or (line(self.sold, END),)
        return invoice_told("paid", invoice(self.made, self.version, name, billed, **more), at=NOW)


@pytest.fixture(params=VERSIONS)
def told(request: pytest.FixtureRequest, made: PlanSubscription) -> Told:
    return Told(made, request.param)


async def plan(store: Shop) -> tuple[str, Any]:
    account = await store.account()
    return account.plan, account.plan_until


async def quiet() -> bool:
    """Return whether everything was handled without an alert."""
    return {(status, note) for status, _, note in (await inbox()).values()} == {("HANDLED", None)}


class TestLines:
    async def test_another_thing_on_the_invoice_is_no_alarm(self, store: Shop, told: Told) -> None:
        both = told.paid(line(told.sold, END), line(EXTRA, END))
        await store.hear(told.said(), both)
        assert await plan(store) == (PREMIUM, END + GRACE)
        assert await quiet()

    @pytest.mark.parametrize("sold", [EXTRA, Sold(None, None, 200)])
    async def test_nor_is_its_long_period(self, store: Shop, told: Told, sold: Sold) -> None:
        lines = [line(sold, FAR, amount=0), line(told.sold, END)]
        await store.hear(told.paid(*lines), told.said())
        assert await plan(store) == (PREMIUM, END + GRACE)
        assert await quiet()

    async def test_where_nothing_is_named_the_amount_tells_the_plan(
        self, store: Shop, told: Told
    ) -> None:
        lines = [line(NAMELESS, END), line(Sold(None, None, 200), FAR)]
        await store.hear(told.said(), told.paid(*lines))
        assert await plan(store) == (PREMIUM, END + GRACE)
        assert await quiet()

    async def test_another_product_of_that_price_pays_for_nothing(
        self, store: Shop, told: Told
    ) -> None:
        same = EXTRA._replace(amount=MONTH_PRICE)
        sent = told.said(collection_method="send_invoice")
        await store.hear(sent, told.paid(line(same, END)))
        assert (await plan(store))[0] == "FREE"
        assert await quiet()

    async def test_money_for_something_unknown_is_an_alarm(self, store: Shop, told: Told) -> None:
        odd = told.paid(line(Sold(None, None, 999), END))
        await store.hear(told.said(collection_method="send_invoice"), odd)
        assert await status_of(odd) == "ALERT"
        assert (await plan(store))[0] == "FREE"


class TestPrices:
    @pytest.mark.parametrize(
        "moved", [Sold("prod_new", "price_new", 1_200), Sold(None, None, 1_200)], ids=repr
    )
    async def test_one_that_was_moved_is_followed(
        self, store: Shop, told: Told, moved: Sold
    ) -> None:
        await store.hear(told.said(), told.paid())
        item = moved if moved.product else Sold("prod_new", "price_new", 1_200)
        word = told.said(at=NOW + HOUR, items=[item], ends=NEXT_END)
        await store.hear(word, told.paid(line(moved, NEXT_END), name="in_2"))
        assert await plan(store) == (PREMIUM, NEXT_END + GRACE)
        assert await quiet()

    async def test_its_invoice_may_come_first(self, store: Shop, told: Told) -> None:
        await store.hear(told.said(), told.paid())
        moved = Sold(told.sold.product, "price_new", 1_200)
        await store.hear(told.paid(line(moved, NEXT_END), name="in_2"))
        assert await plan(store) == (PREMIUM, NEXT_END + GRACE)
        await store.hear(told.said(at=NOW + HOUR, items=[moved], ends=NEXT_END))
        assert await plan(store) == (PREMIUM, NEXT_END + GRACE)
        assert await quiet()

    async def test_a_trial_costs_nothing_and_entitles(self, store: Shop, told: Told) -> None:
        free = told.paid(line(told.sold, END, amount=0))
        await store.hear(free, told.said("trialing", trial_end=seconds(END)))
        assert await plan(store) == (PREMIUM, END + GRACE)
        assert (await store.account()).available == PREMIUM_TOKENS
        renewal = told.paid(line(told.sold, NEXT_END), name="in_2")
        await store.hear(renewal, told.said(at=NOW + HOUR, ends=NEXT_END, trial_end=seconds(END)))
        assert await plan(store) == (PREMIUM, NEXT_END + GRACE)
        assert await quiet()

    async def test_a_trial_that_nobody_pays_for_ends_after_its_grace(
        self, store: Shop, told: Told
    ) -> None:
        await store.hear(told.said("trialing", trial_end=seconds(END)))
        unpaid = told.said("past_due", at=NOW + HOUR, ends=NEXT_END, trial_end=seconds(END))
        await store.hear(unpaid)
        assert await plan(store) == (PREMIUM, END + GRACE)

    async def test_a_discount_changes_nothing(self, store: Shop, told: Told) -> None:
        await store.hear(told.said(), told.paid(amount_paid=0))
        assert await plan(store) == (PREMIUM, END + GRACE)
        assert await quiet()


class TestEnds:
    async def test_one_that_is_set_far_ahead_is_not_a_cancellation(
        self, store: Shop, made: PlanSubscription, told: Told
    ) -> None:
        ahead = {"cancel_at": seconds(NOW + timedelta(days=180))}
        await store.hear(told.said(), told.paid(), told.said(at=NOW + HOUR, **ahead))
        assert await plan(store) == (PREMIUM, END + GRACE)
        assert not standing(await stored_subscription(made)).ends
        # It has its grace at each renewal.
        store.clock.now = END + HOUR
        await store.hear(told.said("past_due", at=END, ends=NEXT_END, **ahead))
        assert await plan(store) == (PREMIUM, END + GRACE)
        renewal = told.paid(line(told.sold, NEXT_END), name="in_2")
        await store.hear(renewal, told.said(at=END + HOUR, ends=NEXT_END, **ahead))
        assert await plan(store) == (PREMIUM, NEXT_END + GRACE)

    @pytest.mark.parametrize("day", [10, 30])
    async def test_one_within_the_period_is(
        self, store: Shop, made: PlanSubscription, told: Told, day: int
    ) -> None:
        end = NOW + timedelta(days=day)
        await store.hear(told.said(cancel_at=seconds(end)), told.paid())
        assert await plan(store) == (PREMIUM, end)
        assert standing(await stored_subscription(made)).ends


class TestWhatIsNotPaid:
    async def test_an_invoice_that_is_sent_has_to_be_paid(
        self, store: Shop, made: PlanSubscription, told: Told
    ) -> None:
        sent = {"collection_method": "send_invoice"}
        await store.hear(told.said(**sent))
        assert (await plan(store))[0] == "FREE"
        assert standing(await stored_subscription(made)).status is SubscriptionStatus.PENDING
        await store.hear(told.paid())
        assert await plan(store) == (PREMIUM, END + GRACE)
        # The next one is not paid, so the plan stays active only for its grace.
        store.clock.now = END + GRACE
        await store.hear(told.said(at=END, ends=NEXT_END, **sent))
        assert (await plan(store))[0] == "FREE"

    @pytest.mark.parametrize("left", ["amount_remaining", "amount_due"])
    async def test_a_part_of_an_invoice_pays_for_nothing(
        self, store: Shop, told: Told, left: str
    ) -> None:
        owed = {left: 900 if left == "amount_remaining" else MONTH_PRICE}
        part = invoice(told.made, told.version, "in_1", [line(told.sold, END)], **owed)
        part["amount_paid"] = 100
        sent = told.said(collection_method="send_invoice")
        await store.hear(sent, invoice_told("payment_succeeded", part, at=NOW))
        assert (await plan(store))[0] == "FREE"
        await store.hear(told.paid(amount_remaining=0))
        assert await plan(store) == (PREMIUM, END + GRACE)

    async def test_an_invoice_that_was_paid_elsewhere_is_paid(
        self, store: Shop, told: Told
    ) -> None:
        elsewhere = {"paid_out_of_band": True, "amount_paid": 0, "amount_remaining": MONTH_PRICE}
        await store.hear(told.said(collection_method="send_invoice"), told.paid(**elsewhere))
        assert await plan(store) == (PREMIUM, END + GRACE)

    @pytest.mark.parametrize("kind", ["payment_failed", "voided", "marked_uncollectible"])
    async def test_other_words_on_an_invoice_pay_for_nothing(
        self, store: Shop, told: Told, kind: str
    ) -> None:
        thing = invoice(told.made, told.version, "in_1", [line(told.sold, END)])
        sent = told.said(collection_method="send_invoice")
        await store.hear(sent, invoice_told(kind, thing, at=NOW))
        assert (await plan(store))[0] == "FREE"
        await store.hear(invoice_told("payment_succeeded", thing, at=NOW))
        assert await plan(store) == (PREMIUM, END + GRACE)


async def test_its_end_may_be_the_first_that_is_heard(
    store: Shop, made: PlanSubscription, told: Told
) -> None:
    gone = subscription(made, told.version, "canceled", ends=END, ended_at=seconds(NOW + HOUR))
    await store.hear(
        subscription_told("deleted", gone, at=NOW + HOUR),
        told.paid(),
        told.said(),
        told.said("incomplete"),
    )
    assert await plan(store) == ("FREE", None)
    assert standing(await stored_subscription(made)).status is SubscriptionStatus.CANCELED
    assert await quiet()


class TestCatalog:
    async def test_who_has_a_plan_that_is_not_sold_any_more_keeps_it(
        self, store: Shop, told: Told
    ) -> None:
        await store.hear(told.said(), told.paid())
        await store.spend(1_000)
        # All values as texts: `off` would be read as false otherwise.
        document = yaml.load(CATALOG.read_text(), yaml.BaseLoader)
        del document["include"]
        del document["plans"][PREMIUM]
        await store.catalog.apply(yaml.safe_dump(document), "test")
        assert await plan(store) == (PREMIUM, END + GRACE)
        assert (await store.account()).available == PREMIUM_TOKENS - 1_000
        store.clock.advance(days=1)
        assert (await store.account()).available == PREMIUM_TOKENS
        command = subscribe_command(plan=PREMIUM, idempotency_key="again")
        assert await store.subscriptions.start(command) == PlanNotFound(PREMIUM)
        store.clock.now = END + GRACE
        assert await plan(store) == ("FREE", None)
        assert (await audit(pytest.fail, lambda _: None)).faults == 0
