"""Changes of plans with a discount: the preview, the charge, the price that is shown and the next
invoice are the same to the cent. `docs/discounts.md` has the rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from billing.catalog.catalog import FREE_PLAN
from billing.payments.discounting import LAST_MONTH
from billing.payments.plan_had import Had
from billing.payments.plan_month import Month, month_of
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import PaymentDeclined, PaymentUnavailable
from billing.window import add_months
from db.payments.plan_changes import change_by_key, save_change, unfinished_changes
from db.payments.purchases import SUBSCRIPTIONS
from gateways.payments.coupons import Coupon
from gateways.payments.errors import PaymentsAway
from gateways.payments.notices import SubscriptionNotice
from gateways.payments.stripe_api import Payments
from schema.payments.purchases import PlanSubscription as Shown
from services.audit.audit import audit
from services.payments.plans.changes import PlanIsChanged
from services.payments.plans.previews import PlanPreview
from services.payments.plans.sending import Sending
from tests.services.payments.test_plan_changes import cut_off, paid
from tests.support.payments.enrolling import enrol, leave
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import (
    CATALOG,
    Shop,
    conserved,
    sandbox_shop,
    stored_subscription,
)
from tests.support.payments.subscribing import END, subscribed
from tests.support.payments.teaming import (
    PERIOD_END,
    POLICY,
    asking,
    changed,
    had,
    new_team,
    refused,
)

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)


async def club(
    store: Shop, provider: Provider, *, programme: str = "EDU", seats: int = 4, **given: Any
) -> PlanSubscription:
    """Return the paid TEAM of a team that is in a programme."""
    team = await new_team(store)
    await enrol(store, programme=programme, name=team, **given)
    return await subscribed(store, provider, account_id=team, plan="TEAM", seats=seats)


@pytest.fixture
async def odd(database: str, tmp_path: Path) -> AsyncIterator[tuple[Shop, Provider]]:
    """A shop where a seat costs 9.99, so that a percentage gives no whole cents."""
    async with sandbox_shop(tmp_path) as (store, provider):
        catalog = tmp_path / "odd.yaml"
        catalog.write_text(CATALOG.read_text().replace("price: 9 USD", "price: 9.99 USD"))
        await store.catalog.apply_at_start(catalog, explicit=True)
        yield store, provider


async def month(made: PlanSubscription) -> Month:
    return month_of(await stored_subscription(made), POLICY)


async def renewed(store: Shop, provider: Provider, months: int = 0) -> int:
    """Move the clock to a renewal; return what it took from the card and from a credit."""
    store.clock.now = add_months(END, months)
    await store.hear(*await provider.news())
    return int((await provider.all("invoices"))[-1]["total"])


async def faults() -> list[str]:
    found: list[str] = []
    await audit(lambda fault: found.append(str(fault)), lambda _: None)
    return found


def rest(cents: int, days: Fraction) -> int:
    """Return the part of a month's cents for the rest of a month of 30 days, half up."""
    exact = cents * days / 30 + Fraction(1, 2)
    return exact.numerator // exact.denominator


def lose_coupon(monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    """Let the request for a coupon fail, before it is sent or after it was carried out."""
    real = Payments.ensure

    async def failing(self: Payments, coupon: Coupon) -> None:
        if after:
            await real(self, coupon)
        raise PaymentsAway

    monkeypatch.setattr(Payments, "ensure", failing)


FROM_DAY, TO_DAY = Fraction(39, 2), Fraction(37, 2)
"""The days that are left on the 11th day, from its beginning and from its end."""


class TestNow:
    @pytest.mark.parametrize("offer", [("EDU", Fraction(1, 2)), ("PARTNER", Fraction(17, 20))])
    @pytest.mark.parametrize(
        "wanted", [("TEAM", 7, 7 * 900, FROM_DAY), ("FAMILY", None, 2_500, TO_DAY)]
    )
    async def test_the_rest_is_credited_and_charged_at_the_discounted_prices(
        self,
        store: Shop,
        provider: Provider,
        offer: tuple[str, Fraction],
        wanted: tuple[str, int | None, int, Fraction],
    ) -> None:
        (programme, part), (plan, seats, listed, days) = offer, wanted
        made = await club(store, provider, programme=programme)
        store.clock.now += 11 * DAY
        shown = await store.previews.preview(asking(made.account_id, plan, seats))
        assert isinstance(shown, PlanPreview), shown
        after = await changed(store, made, plan, seats, as_of=shown.as_of)
        price = int(listed * part)
        total = rest(price, days) - rest(int(3_600 * part), days)
        assert (await provider.all("invoices"))[-1]["total"] == total
        assert (shown.due.amount, shown.credit.amount) == (max(total, 0), max(-total, 0))
        assert shown.month == await month(made) == month_of(after, POLICY)
        assert (shown.month.price, shown.month.listed) == (price, listed)
        await store.hear(*await provider.news())
        assert await renewed(store, provider) == price
        assert (await month(made)).price == price
        assert await conserved(made.account_id)
        assert await faults() == []

    async def test_a_declined_card_changes_neither_plan_nor_discount(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await club(store, provider)
        before = await month(made)
        await provider.control("make_next_renewal_fail", subscription=made.external_id)
        asked = asking(made.account_id, "TEAM", 9)
        assert await store.changes.change(asked) == PaymentDeclined()
        assert (await had(made), await month(made)) == ((Had("TEAM", 4), Had("TEAM", 4)), before)
        assert isinstance(await store.changes.change(asked), PlanIsChanged)
        assert (await month(made)).price == 9 * 450

    async def test_odd_cents_are_those_of_the_rule(self, odd: tuple[Shop, Provider]) -> None:
        """Half of 9.99 a seat is no whole amount, so each change has an amount of its own."""
        store, provider = odd
        made = await club(store, provider, programme="PARTNER", seats=3)
        # 3 x 9.99 = 29.97, less 15 % is 25.4745; 7 x 9.99 = 69.93 and 59.4405.
        assert await paid(provider) == [2_547]
        store.clock.now += 11 * DAY
        shown = await store.previews.preview(asking(made.account_id, "TEAM", 7))
        assert isinstance(shown, PlanPreview), shown
        assert (shown.price.amount, shown.month.listed) == (5_944, 6_993)
        await changed(store, made, "TEAM", 7, as_of=shown.as_of)
        due = rest(5_944, FROM_DAY) - rest(2_547, FROM_DAY)
        assert await paid(provider) == [2_547, due]
        assert shown.due.amount == due
        await changed(store, made, "TEAM", 5, when=PERIOD_END)
        assert await renewed(store, provider) == 4_246
        assert (await month(made)).price == 4_246
        assert await faults() == []

    @pytest.mark.parametrize("had", ["", "EDU"])
    async def test_a_programme_that_ends_before_the_renewal_hides_none_that_goes_on(
        self, store: Shop, provider: Provider, had: str
    ) -> None:
        """EDU takes more, but is too short for a coupon of another plan. Whoever has it keeps it
        for the rest of the period, with a coupon that ends then."""
        team = await new_team(store)
        if had:
            await enrol(store, END - DAY, name=team)
        made = await subscribed(store, provider, account_id=team, plan="TEAM", seats=4)
        await enrol(store, END - DAY, name=team)
        await enrol(store, programme="ENTERPRISE", name=team)
        store.clock.now += 11 * DAY
        shown = await store.previews.preview(asking(team, "FAMILY"))
        assert isinstance(shown, PlanPreview), shown
        await changed(store, made, "FAMILY", as_of=shown.as_of)
        price = 1_250 if had else 2_000
        total = rest(price, TO_DAY) - rest(1_800 if had else 3_600, TO_DAY)
        assert (await provider.all("invoices"))[-1]["total"] == total == -shown.credit.amount
        assert shown.month == await month(made)
        assert shown.price.amount == price
        assert await renewed(store, provider) == (2_500 if had else 2_000)


class TestAtThePeriodEnd:
    @pytest.mark.parametrize(
        ("plan", "seats", "price"),
        [("TEAM", 3, 1_350), ("TEAM", 9, 4_050), ("FAMILY", None, 1_250)],
    )
    async def test_the_next_invoice_takes_what_was_shown(
        self, store: Shop, provider: Provider, plan: str, seats: int | None, price: int
    ) -> None:
        made = await club(store, provider)
        after = await changed(store, made, plan, seats, when=PERIOD_END)
        waits = Shown.of(after, store.catalog.book, POLICY).pending_change
        assert waits is not None
        assert (waits.price.amount, waits.list_price.amount) == (price, 2 * price)
        assert [one.programme for one in waits.discounts] == ["EDU"]
        assert (await month(made)).price == 1_800
        assert await renewed(store, provider) == price
        assert (await month(made)).price == price

    async def test_what_is_taken_back_has_its_discount_again(
        self, odd: tuple[Shop, Provider]
    ) -> None:
        store, provider = odd
        made = await club(store, provider, programme="PARTNER", seats=3)
        for plan, seats in (("FAMILY", None), ("TEAM", 5), (FREE_PLAN, None)):
            await changed(store, made, plan, seats, when=PERIOD_END)
            await store.changes.cancel(made.account_id)
        await leave(store, programme="PARTNER", name=made.account_id)
        await changed(store, made, "FAMILY", when=PERIOD_END)
        await changed(store, made, "TEAM", 3, when=PERIOD_END)
        assert await renewed(store, provider) == 2_547
        assert await paid(provider) == [2_547, 2_547]

    async def test_other_seats_that_are_taken_back_leave_no_coupon(
        self, odd: tuple[Shop, Provider]
    ) -> None:
        store, provider = odd
        made = await club(store, provider, programme="PARTNER", seats=3)
        await changed(store, made, "TEAM", 5, when=PERIOD_END)
        await store.changes.cancel(made.account_id)
        assert await renewed(store, provider) == (await month(made)).price == 2_547

    async def test_a_programme_that_ends_before_does_not_count(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await club(store, provider, until=END - DAY)
        await enrol(store, programme="ENTERPRISE", name=made.account_id)
        after = await changed(store, made, "FAMILY", when=PERIOD_END)
        waits = Shown.of(after, store.catalog.book, POLICY).pending_change
        assert waits is not None
        assert waits.price.amount == 2_000
        assert [one.programme for one in waits.discounts] == ["ENTERPRISE"]
        assert await renewed(store, provider) == 2_000


class TestTheEndOfTheDiscount:
    async def test_seats_keep_it_and_another_plan_has_that_of_the_programme(
        self, store: Shop, provider: Provider
    ) -> None:
        until = add_months(END, 1)
        made = await club(store, provider, until=until)
        store.clock.now += DAY
        await changed(store, made, "TEAM", 6)
        ends = (await month(made)).until
        await changed(store, made, "FAMILY", when=PERIOD_END)
        assert [await renewed(store, provider, number) for number in range(3)] == [
            1_250,
            2_500,
            2_500,
        ]
        assert ends == until
        assert await month(made) == Month(2_500)

    async def test_a_new_discount_lasts_for_the_months_before_its_end(
        self, store: Shop, provider: Provider
    ) -> None:
        team = await new_team(store)
        made = await subscribed(store, provider, account_id=team, plan="TEAM", seats=4)
        until = add_months(END, 1) + timedelta(hours=1)
        await enrol(store, until, name=team)
        store.clock.now += 11 * DAY
        more = await store.previews.preview(asking(team, "TEAM", 5))
        assert isinstance(more, PlanPreview), more
        assert more.month == Month(4_500), "seats cost what they cost before"
        shown = await store.previews.preview(asking(team, "FAMILY"))
        assert isinstance(shown, PlanPreview), shown
        assert (shown.price.amount, shown.month.until) == (1_250, add_months(END, 2))
        await changed(store, made, "FAMILY")
        total = rest(1_250, TO_DAY) - rest(3_600, TO_DAY)
        assert (await provider.all("invoices"))[-1]["total"] == total == -shown.credit.amount
        assert await renewed(store, provider) == 1_250
        assert await renewed(store, provider, 1) == 1_250
        assert (await month(made)).until == add_months(END, 2)
        waits = await refused(store, made, "TEAM", 20)
        assert waits == LAST_MONTH
        assert await store.previews.preview(asking(team, "TEAM", 20)) == LAST_MONTH
        await changed(store, made, "TEAM", 20, when=PERIOD_END)
        assert await renewed(store, provider, 2) == 20 * 900

    async def test_in_its_last_month_a_percentage_still_changes(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await club(store, provider, until=store.clock.now + 5 * DAY)
        store.clock.now += 11 * DAY
        await changed(store, made, "TEAM", 7)
        assert (await paid(provider))[-1] == rest(3_150, FROM_DAY) - rest(1_800, FROM_DAY)
        assert await renewed(store, provider) == 6_300

    async def test_another_plan_after_the_programme_costs_the_list_price(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await club(store, provider)
        await leave(store, name=made.account_id)
        store.clock.now += 11 * DAY
        await changed(store, made, "FAMILY")
        total = rest(2_500, FROM_DAY) - rest(1_800, FROM_DAY)
        assert (await provider.all("invoices"))[-1]["total"] == total
        assert await month(made) == Month(2_500)
        assert await renewed(store, provider) == 2_500


class TestAPersonAndATeam:
    async def test_whoever_has_the_plan_has_its_own_programmes(
        self, store: Shop, provider: Provider
    ) -> None:
        team = await new_team(store)
        await enrol(store)
        made = await subscribed(store, provider)
        store.clock.now += 11 * DAY
        given = {"team_id": team, "taker": team}
        alone = await store.previews.preview(asking("alice", "FAMILY", **given))
        assert isinstance(alone, PlanPreview), alone
        assert alone.month == Month(2_500), "a student's discount is not the team's"
        await enrol(store, programme="ENTERPRISE", name=team)
        shown = await store.previews.preview(asking("alice", "FAMILY", **given))
        assert isinstance(shown, PlanPreview), shown
        done = await store.changes.change(asking("alice", "FAMILY", as_of=shown.as_of, **given))
        assert isinstance(done, PlanIsChanged), done
        due = rest(2_000, FROM_DAY) - rest(500, FROM_DAY)
        assert await paid(provider) == [500, due]
        assert (shown.due.amount, shown.price.amount) == (due, 2_000)
        assert await month(made) == shown.month
        back = asking(team, "PREMIUM", taker="alice", when=PERIOD_END)
        assert isinstance(await store.changes.change(back), PlanIsChanged)
        assert await renewed(store, provider) == 500
        assert ((await store.account()).plan, (await month(made)).price) == ("PREMIUM", 500)
        assert await faults() == []


class TestRepeatsAndRaces:
    async def test_a_change_that_comes_first_is_taken_back_with_its_discount(
        self, store: Shop, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The one that takes back had looked before the other one took the coupon off."""
        made = await club(store, provider)
        await leave(store, name=made.account_id)
        real = Sending.sent

        async def late(self: Sending, *asked: Any, **given: Any) -> SubscriptionNotice:
            monkeypatch.setattr(Sending, "sent", real)
            await changed(store, made, "FAMILY", when=PERIOD_END)
            return await real(self, *asked, **given)

        monkeypatch.setattr(Sending, "sent", late)
        await store.changes.cancel(made.account_id)
        assert await had(made) == (Had("TEAM", 4), Had("TEAM", 4))
        assert await renewed(store, provider) == (await month(made)).price == 1_800
        assert await faults() == []

    @pytest.mark.parametrize("call", ["create_price", "ensure", "change_item", "subscription"])
    @pytest.mark.parametrize("after", [False, True])
    async def test_a_crash_at_any_request_keeps_the_price_that_was_decided(
        self, store: Shop, provider: Provider, call: str, after: bool, monkeypatch: Any
    ) -> None:
        """The programme ends meanwhile: the repeat is the same request, at the same price."""
        team = await new_team(store)
        await enrol(store, programme="PARTNER", name=team)
        made = await subscribed(store, provider, account_id=team, plan="TEAM", seats=3)
        await enrol(store, name=team)
        asked = asking(team, "FAMILY")
        if call == "ensure":
            lose_coupon(monkeypatch, after=after)
        else:
            cut_off(store, call, after=after, monkeypatch=monkeypatch)
        assert await store.changes.change(asked) == PaymentUnavailable()
        monkeypatch.undo()
        await leave(store, name=team)
        assert isinstance(await store.changes.change(asked), PlanIsChanged)
        again = await store.changes.change(asked)
        assert isinstance(again, PlanIsChanged)
        assert again.replayed
        await store.hear(*await provider.news())
        assert (await month(made)).price == 1_250
        assert len(await paid(provider)) == 2
        assert await renewed(store, provider) == 1_250
        assert await unfinished_changes(team) == []
        assert await faults() == []

    async def test_a_programme_that_is_removed_meanwhile_counts_wholly_or_not_at_all(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await club(store, provider)
        asked = asking(made.account_id, "FAMILY")
        await asyncio.gather(store.changes.change(asked), leave(store, name=made.account_id))
        done = await store.changes.change(asked)
        assert isinstance(done, PlanIsChanged)
        assert (await month(made)).price in {1_250, 2_500}
        assert await renewed(store, provider) == (await month(made)).price
        assert await faults() == []

    async def test_requests_that_cross_have_one_effect_each(
        self, odd: tuple[Shop, Provider]
    ) -> None:
        store, provider = odd
        made = await club(store, provider, programme="PARTNER", seats=3)
        asked = [asking(made.account_id, "TEAM", seats) for seats in (9, 5, 7)] * 2
        await asyncio.gather(*map(store.changes.change, asked))
        for one in asked:
            assert isinstance(await store.changes.change(one), PlanIsChanged)
            break
        await store.hear(*await provider.news())
        now = (await had(made))[0].quantity
        price = {9: 7_642, 5: 4_246, 7: 5_944}[now]
        assert (await month(made)).price == price
        assert await renewed(store, provider) == price

    async def test_a_renewal_meanwhile_is_paid_at_the_old_or_the_new_price(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await club(store, provider)
        store.clock.now = END - timedelta(seconds=1)
        await changed(store, made, "TEAM", 7, when=PERIOD_END)
        store.clock.now = END
        asked = asking(made.account_id, "TEAM", 9, when=PERIOD_END)
        await asyncio.gather(store.changes.change(asked), store.hear(*await provider.news()))
        await store.hear(*await provider.news())
        assert (await provider.all("invoices"))[-1]["total"] == (await month(made)).price == 3_150


class TestTheAudit:
    async def test_finds_a_discount_that_somebody_has_changed(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await club(store, provider)
        asked = asking(made.account_id, "FAMILY")
        assert isinstance(await store.changes.change(asked), PlanIsChanged)
        assert await faults() == []
        known = await stored_subscription(made)
        dearer = known.discounts[0]._replace(amount=1)
        await SUBSCRIPTIONS.save(replace(known, discounts=(dearer,)))
        assert await faults() == [f"subscription {made.id}: its discount 1 is not that of EDU"]
        await SUBSCRIPTIONS.save(replace(known, facts=replace(known.facts, discounts={})))
        [told] = await faults()
        assert told.endswith("sold it with another discount")
        await SUBSCRIPTIONS.save(known)
        change = await change_by_key(made.account_id, asked.idempotency_key)
        assert change is not None
        assert change.step.discount is not None
        other = replace(change.step.discount, off=9_000)
        await save_change(replace(change, step=change.step._replace(discount=other)))
        assert await faults() == [told]
