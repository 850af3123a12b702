"""Changes of plans and seats beside the provider's sandbox: money, tokens, repeats and crashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.refusals import IdempotencyConflict
from billing.payments.plan_had import Had
from billing.payments.refusals import (
    ChangePending,
    NothingToChange,
    PaymentDeclined,
    PaymentUnavailable,
    PlanNotForAccount,
    PlanNotFound,
    SeatsNotPossible,
    SubscriptionNotFound,
    SubscriptionNotPaid,
)
from db.payments.plan_changes import unfinished_changes
from gateways.payments.errors import PaymentsAway
from services.payments.plans.changes import PlanIsChanged
from services.payments.plans.previews import PlanPreview
from tests.support.payments.money import PREMIUM_TOKENS
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, conserved
from tests.support.payments.subscribing import END, NEXT_END, subscribed
from tests.support.payments.teaming import (
    NOW,
    PERIOD_END,
    asking,
    changed,
    had,
    new_team,
    refused,
    with_plan,
)

SEAT = 30_000
DAY = timedelta(days=1)


async def paid(provider: Provider) -> list[int]:
    """Return what was paid for each invoice, the oldest first."""
    return [one["amount_paid"] for one in await provider.all("invoices")]


class TestATeamBuysAPlan:
    async def test_and_gets_the_allowance_of_all_its_seats(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider, seats=5)
        account = await store.account(made.account_id)
        assert (account.plan, account.quantity, account.available) == ("TEAM", 5, 5 * SEAT)
        assert await paid(provider) == [5 * 900]

    async def test_with_included_seats_once(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider, plan="FAMILY", seats=None)
        account = await store.account(made.account_id)
        assert (account.plan, account.quantity, account.available) == ("FAMILY", 1, 90_000)
        assert await paid(provider) == [2_500]

    async def test_that_is_for_teams_and_has_so_many_seats(self, store: Shop) -> None:
        team = await new_team(store)
        for account, plan, seats, refusal in (
            ("alice", "TEAM", 3, PlanNotForAccount),
            (team, "PREMIUM", None, PlanNotForAccount),
            (team, "TEAM", 2, SeatsNotPossible),
            (team, "TEAM", 501, SeatsNotPossible),
            (team, "FAMILY", 5, SeatsNotPossible),
            ("alice", "PREMIUM", 1, SeatsNotPossible),
            (team, "NONE", None, PlanNotFound),
        ):
            with pytest.raises(AssertionError, match=refusal.__name__):
                await store.subscribe(account_id=account, plan=plan, seats=seats)


class TestNow:
    async def test_more_seats_cost_the_rest_of_the_period_and_give_the_rest_of_the_window(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider)
        await store.spend(1_000)
        store.clock.now += 10 * DAY
        after = await changed(store, made, "TEAM", 5)
        assert await had(after) == (Had("TEAM", 5), Had("TEAM", 5))
        account = await store.account(made.account_id)
        assert (account.quantity, account.available) == (5, 5 * SEAT)
        [_, more] = await paid(provider)
        # From the start of the day, whose tokens are granted whole.
        assert more == round(5 * 900 * 20.5 / 30) - round(3 * 900 * 20.5 / 30)
        await store.hear(*await provider.news())
        assert await store.account(made.account_id) == account
        store.clock.now = END
        await store.hear(*await provider.news())
        assert (await paid(provider))[-1] == 5 * 900
        assert await conserved(made.account_id)

    async def test_another_plan_replaces_the_windows_and_credits_the_rest(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider)
        store.clock.now += 15 * DAY
        await changed(store, made, "FAMILY")
        account = await store.account(made.account_id)
        assert (account.plan, account.quantity, account.available) == ("FAMILY", 1, 90_000)
        invoice = (await provider.all("invoices"))[-1]
        # From the end of the day, whose tokens are granted whole.
        credit = round(2_700 * 14.5 / 30) - round(2_500 * 14.5 / 30)
        assert (invoice["total"], invoice["amount_paid"]) == (-credit, 0)
        store.clock.now = END
        await store.hear(*await provider.news())
        assert (await paid(provider))[-1] == 2_500 - credit
        assert (await store.account(made.account_id)).plan_until == NEXT_END + timedelta(days=3)

    async def test_there_and_back_grants_no_window_twice(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider, seats=4)
        await store.spend(2_000)
        await changed(store, made, "FAMILY")
        store.clock.now += DAY
        await store.spend(2_000)
        await changed(store, made, "TEAM", 5)
        await changed(store, made, "TEAM", 6)
        assert isinstance(await refused(store, made, "FAMILY"), SeatsNotPossible)
        await store.spend(2_000)
        account = await store.account(made.account_id)
        assert (account.quantity, account.available) == (6, 6 * SEAT - 2_000)
        await store.hear(*await provider.news())
        assert (await store.account(made.account_id)).available == 6 * SEAT - 2_000

    async def test_a_declined_card_changes_nothing_and_frees_the_key(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider)
        await provider.control("make_next_renewal_fail", subscription=made.external_id)
        asked = asking(made.account_id, "TEAM", 5)
        assert await store.changes.change(asked) == PaymentDeclined()
        assert await had(made) == (Had("TEAM", 3), Had("TEAM", 3))
        assert isinstance(await store.changes.change(asked), PlanIsChanged)

    async def test_the_end_ends_at_once(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider)
        await changed(store, made, FREE_PLAN)
        account = await store.account(made.account_id)
        assert (account.plan, account.available) == (FREE_PLAN, 0)
        assert await paid(provider) == [2_700]


class TestAtThePeriodEnd:
    @pytest.mark.parametrize(
        ("plan", "seats", "price"), [("TEAM", 3, 2_700), ("TEAM", 9, 8_100), ("FAMILY", 6, 2_500)]
    )
    async def test_nothing_changes_before_and_all_does_then(
        self, store: Shop, provider: Provider, plan: str, seats: int, price: int
    ) -> None:
        made = await with_plan(store, provider, seats=5)
        await changed(store, made, plan, seats, when=PERIOD_END)
        await store.hear(*await provider.news())
        assert (await had(made))[0] == Had("TEAM", 5)
        assert (await store.account(made.account_id)).available == 5 * SEAT
        assert len(await paid(provider)) == 1
        store.clock.now = END
        await store.hear(*await provider.news())
        account = await store.account(made.account_id)
        quantity = 1 if plan == "FAMILY" else seats
        assert (account.plan, account.quantity) == (plan, quantity)
        assert await paid(provider) == [4_500, price]

    async def test_late_news_of_the_renewal_keep_the_paid_plan(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await with_plan(store, provider, seats=5)
        await changed(store, made, "TEAM", 9, when=PERIOD_END)
        await provider.control("make_next_renewal_fail", subscription=made.external_id, attempts=1)
        store.clock.now = END
        await store.hear(*await provider.news())
        assert (await store.account(made.account_id)).quantity == 5, "nine are not paid"
        store.clock.now = END + DAY
        await store.hear(*await provider.news())
        assert (await store.account(made.account_id)).quantity == 9

    async def test_it_can_be_taken_back(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider, seats=5)
        for plan, seats in (("FAMILY", 6), ("TEAM", 3), (FREE_PLAN, None)):
            await changed(store, made, plan, seats, when=PERIOD_END)
            kept = await store.changes.cancel(made.account_id)
            assert not isinstance(kept, SubscriptionNotFound)
            assert await had(made) == (Had("TEAM", 5), Had("TEAM", 5))
            await changed(store, made, plan, seats, when=PERIOD_END)
            await changed(store, made, "TEAM", 5, when=PERIOD_END)
        store.clock.now = END
        await store.hear(*await provider.news())
        assert await paid(provider) == [4_500, 4_500]
        account = await store.account(made.account_id)
        assert (account.plan, account.quantity) == ("TEAM", 5)


class TestRefusals:
    async def test_each_has_its_type(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider, seats=5)
        assert await refused(store, made, "TEAM", 5) == NothingToChange()
        assert await refused(store, made, "TEAM") == NothingToChange()
        assert isinstance(await refused(store, made, "TEAM", 4), SeatsNotPossible)
        assert isinstance(await refused(store, made, "PREMIUM"), PlanNotForAccount)
        assert isinstance(await refused(store, made, "NONE"), PlanNotFound)
        await changed(store, made, "TEAM", 4, when=PERIOD_END)
        assert await refused(store, made, "TEAM", 4, when=PERIOD_END) == NothingToChange()
        assert await refused(store, made, "TEAM", 7) == ChangePending("TEAM")
        assert await refused(store, made, "FAMILY", when=PERIOD_END) == ChangePending("TEAM")
        assert await unfinished_changes(made.account_id) == []

    async def test_without_a_subscription_there_is_nothing_to_change(self, store: Shop) -> None:
        await store.account()
        assert await store.changes.change(asking("alice", "PREMIUM")) == SubscriptionNotFound()
        assert await store.changes.change(asking("alice", FREE_PLAN)) == NothingToChange()

    async def test_an_unpaid_period_bars_changes(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider)
        await provider.control("make_next_renewal_fail", subscription=made.external_id, attempts=9)
        store.clock.now = END
        await store.hear(*await provider.news())
        assert await refused(store, made, "TEAM", 5) == SubscriptionNotPaid()

    async def test_a_person_is_told_to_make_a_team(self, store: Shop, provider: Provider) -> None:
        made = await subscribed(store, provider)
        refusal = await refused(store, made, "FAMILY")
        assert isinstance(refusal, PlanNotForAccount)
        assert "create one" in refusal.message
        assert (await store.account()).available == PREMIUM_TOKENS


class TestRepeats:
    async def test_a_key_has_one_effect(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider)
        asked = asking(made.account_id, "TEAM", 5)
        first = await store.changes.change(asked)
        again = await store.changes.change(asked)
        assert isinstance(first, PlanIsChanged)
        assert again == replace(first, replayed=True)
        other = asking(made.account_id, "TEAM", 6, idempotency_key=asked.idempotency_key)
        assert isinstance(await store.changes.change(other), IdempotencyConflict)
        assert len(await paid(provider)) == 2

    @pytest.mark.parametrize("call", ["create_price", "subscription", "change_item"])
    @pytest.mark.parametrize("after", [False, True])
    async def test_a_crash_at_any_request_is_made_good_by_the_next_one(
        self, store: Shop, provider: Provider, call: str, after: bool, monkeypatch: Any
    ) -> None:
        made = await with_plan(store, provider)
        asked = asking(made.account_id, "FAMILY")
        cut_off(store, call, after=after, monkeypatch=monkeypatch)
        assert await store.changes.change(asked) == PaymentUnavailable()
        monkeypatch.undo()
        assert isinstance(await store.changes.change(asked), PlanIsChanged)
        await store.hear(*await provider.news())
        assert await had(made) == (Had("FAMILY", 1), Had("FAMILY", 1))
        assert len(await paid(provider)) == 2
        assert await unfinished_changes(made.account_id) == []

    async def test_events_finish_what_the_process_did_not(
        self, store: Shop, provider: Provider, monkeypatch: Any
    ) -> None:
        made = await with_plan(store, provider)
        cut_off(store, "change_item", after=True, monkeypatch=monkeypatch)
        await store.changes.change(asking(made.account_id, "FAMILY"))
        monkeypatch.undo()
        events = await provider.news()
        await store.hear(*events[::-1], *events)
        assert (await store.account(made.account_id)).plan == "FAMILY"
        store.clock.now += DAY
        await changed(store, made, "TEAM", 7)
        account = await store.account(made.account_id)
        assert (account.plan, account.available) == ("TEAM", 7 * SEAT)
        assert await unfinished_changes(made.account_id) == []


def cut_off(store: Shop, call: str, *, after: bool, monkeypatch: Any) -> None:
    """Let a call to the provider fail once, before it is sent or after it was carried out."""
    assert store.outside is not None
    real = getattr(store.outside, call)

    async def failing(*args: Any, **kwargs: Any) -> Any:
        if after:
            await real(*args, **kwargs)
        raise PaymentsAway

    monkeypatch.setattr(store.outside, call, failing, raising=False)


class TestPreviews:
    @pytest.mark.parametrize(("plan", "seats"), [("TEAM", 7), ("FAMILY", None)])
    async def test_a_preview_says_what_happens_to_the_cent_and_the_token(
        self, store: Shop, provider: Provider, plan: str, seats: int | None
    ) -> None:
        made = await with_plan(store, provider, seats=4)
        await store.spend(5_000)
        store.clock.now += timedelta(hours=5)
        shown = await store.previews.preview(asking(made.account_id, plan, seats))
        assert isinstance(shown, PlanPreview), shown
        before = await store.account(made.account_id)
        store.clock.now += timedelta(minutes=10)
        await changed(store, made, plan, seats, as_of=shown.as_of)
        invoice = (await provider.all("invoices"))[-1]
        assert (shown.due.amount, shown.credit.amount) == (
            invoice["amount_paid"],
            max(-invoice["total"], 0),
        )
        account = await store.account(made.account_id)
        assert shown.tokens.available == account.available
        assert before.available - shown.tokens.lapses + shown.tokens.gains == account.available
        assert shown.next_payment_at == END
        store.clock.now = END
        await store.hear(*await provider.news())
        assert (await paid(provider))[-1] == shown.price.amount - shown.credit.amount

    async def test_it_changes_nothing(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider)
        known = await had(made)
        for when in (NOW, PERIOD_END):
            for plan in ("FAMILY", FREE_PLAN):
                shown = await store.previews.preview(asking(made.account_id, plan, when=when))
                assert isinstance(shown, PlanPreview), shown
        assert await had(made) == known
        assert await provider.news() == []
        assert await unfinished_changes(made.account_id) == []

    async def test_of_a_first_subscription_it_shows_the_price_of_the_checkout(
        self, store: Shop
    ) -> None:
        team = await new_team(store)
        shown = await store.previews.preview(asking(team, "TEAM", 4))
        assert isinstance(shown, PlanPreview)
        assert (shown.checkout, shown.due.amount, shown.tokens.gains) == (True, 3_600, 4 * SEAT)
        alice = await store.previews.preview(asking("alice", "PREMIUM"))
        assert isinstance(alice, PlanPreview)
        assert (alice.due.amount, alice.tokens.available) == (1_000, PREMIUM_TOKENS)

    async def test_a_later_change_moves_no_token_now(self, store: Shop, provider: Provider) -> None:
        made = await with_plan(store, provider)
        shown = await store.previews.preview(asking(made.account_id, "FAMILY", when=PERIOD_END))
        assert isinstance(shown, PlanPreview)
        assert (shown.at, shown.due.amount, shown.tokens.lapses) == (END, 0, 0)
        assert [one.tokens for one in shown.tokens.before] == [3 * SEAT]
        assert [one.tokens for one in shown.tokens.after] == [90_000]
