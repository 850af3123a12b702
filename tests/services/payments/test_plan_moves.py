"""A person's plan becomes one of the person's team, and comes back: one subscription, which gives
its plan to one account at a time. Billing rule 3."""

from __future__ import annotations

from random import Random

import pytest

from billing.catalog.catalog import FREE_PLAN
from billing.payments.plan_had import Had
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import (
    AlreadySubscribed,
    PaymentDeclined,
    PaymentUnavailable,
    PlanNotForAccount,
    SeatsNotPossible,
)
from billing.privacy.actions import AccountNotErasable
from db.payments.plan_changes import unfinished_changes
from gateways.payments.errors import PaymentsAway
from services.payments.orders import Ordered
from services.payments.plans.changes import PlanIsChanged
from services.payments.plans.previews import PlanPreview
from services.privacy.erasure import Erased, Erasures
from tests.services.payments.test_plan_refunds import refund
from tests.support.payments.money import PREMIUM_TOKENS, subscribe_command
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, conserved, stored_subscription
from tests.support.payments.subscribing import END, subscribed
from tests.support.payments.teaming import (
    NOW,
    PERIOD_END,
    POLICY,
    asking,
    had,
    handed_over,
    new_team,
)
from tests.support.payments.teaming import with_plan as team_with_plan

pytestmark = pytest.mark.slow

FAMILY_TOKENS = 90_000


class Home:
    """Alice, with PREMIUM paid, and her team without a plan."""

    def __init__(self, store: Shop, provider: Provider, made: PlanSubscription, team: str) -> None:
        self.store, self.provider, self.made, self.team = store, provider, made, team

    async def ask(self, plan: str = "FAMILY", seats: int | None = None, **given: object) -> object:
        asked = {"team_id": self.team, "taker": self.team} | given
        return await self.store.changes.change(asking("alice", plan, seats, **asked))

    async def back(self, **given: object) -> object:
        return await self.store.changes.change(
            asking(self.team, "PREMIUM", **{"taker": "alice"} | given)
        )

    async def plans(self) -> tuple[str, str]:
        """Return the plans of alice and of her team, and check that only one is paid."""
        alice, team = await self.store.account("alice"), await self.store.account(self.team)
        assert FREE_PLAN in {alice.plan, team.plan}
        assert await conserved("alice")
        assert await conserved(self.team)
        return alice.plan, team.plan

    async def going_on(self) -> int:
        found = await self.provider.all("subscriptions")
        return sum(one["status"] == "active" for one in found)

    async def paid(self) -> list[int]:
        return [one["amount_paid"] for one in await self.provider.all("invoices")]


@pytest.fixture
async def home(store: Shop, provider: Provider) -> Home:
    team = await new_team(store)
    return Home(store, provider, await subscribed(store, provider), team)


class TestNow:
    async def test_the_team_has_the_plan_and_the_person_none(self, home: Home) -> None:
        assert await home.plans() == ("PREMIUM", FREE_PLAN)
        done = await home.ask()
        assert isinstance(done, PlanIsChanged), done
        assert await home.plans() == (FREE_PLAN, "FAMILY")
        assert (await home.store.account(home.team)).available == FAMILY_TOKENS
        assert await home.going_on() == 1
        await home.store.hear(*await home.provider.news())
        assert await home.plans() == (FREE_PLAN, "FAMILY")
        current = await home.store.subscriptions.current(["alice", home.team])
        assert current.keys() == {home.team}

    async def test_the_rest_of_the_old_plan_is_credited_to_the_cent(self, home: Home) -> None:
        asked = asking("alice", "FAMILY", team_id=home.team, taker=home.team)
        shown = await home.store.previews.preview(asked)
        assert isinstance(shown, PlanPreview), shown
        assert shown.tokens.lapses == PREMIUM_TOKENS
        assert (shown.tokens.gains, shown.tokens.available) == (FAMILY_TOKENS, FAMILY_TOKENS)
        assert shown.price.amount == 2_500
        assert await home.plans() == ("PREMIUM", FREE_PLAN)
        assert isinstance(await home.ask(as_of=shown.as_of), PlanIsChanged)
        assert await home.paid() == [1_000, shown.due.amount]
        assert 0 < shown.due.amount <= 1_500

    async def test_a_declined_card_changes_nothing(self, home: Home) -> None:
        name = home.made.external_id
        await home.provider.control("make_next_renewal_fail", subscription=name, attempts=1)
        assert isinstance(await home.ask(), PaymentDeclined)
        assert await home.plans() == ("PREMIUM", FREE_PLAN)
        assert isinstance(await home.ask(), PlanIsChanged)
        assert await home.plans() == (FREE_PLAN, "FAMILY")

    async def test_and_it_comes_back(self, home: Home) -> None:
        await home.ask(when=PERIOD_END)
        await home.store.changes.cancel("alice")
        assert isinstance(await home.ask(), PlanIsChanged)
        assert isinstance(await home.back(), SeatsNotPossible)
        back = await home.back(when=PERIOD_END)
        assert isinstance(back, PlanIsChanged), back
        assert await home.plans() == (FREE_PLAN, "FAMILY")
        home.store.clock.now = END
        await home.store.hear(*await home.provider.news())
        assert await home.plans() == ("PREMIUM", FREE_PLAN)
        assert (await home.paid())[-1] == 1_000


class TestAtTheEndOfThePeriod:
    async def test_the_paid_renewal_moves_it(self, home: Home) -> None:
        assert isinstance(await home.ask("TEAM", 3, when=PERIOD_END), PlanIsChanged)
        assert await home.plans() == ("PREMIUM", FREE_PLAN)
        assert await had(home.made) == (Had("PREMIUM"), Had("TEAM", 3, home.team))
        home.store.clock.now = END
        await home.store.hear(*await home.provider.news())
        assert await home.plans() == (FREE_PLAN, "TEAM")
        assert await home.paid() == [1_000, 2_700]

    async def test_it_is_taken_back(self, home: Home) -> None:
        await home.ask("TEAM", 3, when=PERIOD_END)
        await home.store.changes.cancel("alice")
        assert await had(home.made) == (Had("PREMIUM"), Had("PREMIUM"))
        home.store.clock.now = END
        await home.store.hear(*await home.provider.news())
        assert await home.plans() == ("PREMIUM", FREE_PLAN)

    async def test_meanwhile_the_team_buys_no_other_plan(self, home: Home) -> None:
        await home.ask(when=PERIOD_END)
        command = subscribe_command(account_id=home.team, plan="FAMILY", idempotency_key="other")
        assert await home.store.subscriptions.start(command) == AlreadySubscribed("FAMILY")
        assert await home.store.subscriptions.stop(home.team) is False


class TestRefusals:
    async def test_a_team_of_somebody_else_gets_nothing(self, home: Home) -> None:
        other = await new_team(home.store, owner="bob")
        refused = await home.ask(team_id=other, taker=other)
        assert refused == PlanNotForAccount("FAMILY", for_teams=True)
        assert await home.plans() == ("PREMIUM", FREE_PLAN)

    async def test_a_plan_of_a_team_goes_to_its_owner_only(self, home: Home) -> None:
        await home.ask()
        await home.store.account("bob")
        refused = await home.back(taker="bob", when=PERIOD_END)
        assert refused == PlanNotForAccount("PREMIUM", for_teams=False)

    async def test_a_team_that_has_a_plan_gets_no_other_one(self, home: Home) -> None:
        await subscribed(home.store, home.provider, account_id=home.team, plan="TEAM", seats=3)
        assert await home.ask() == AlreadySubscribed("TEAM")

    async def test_a_team_s_own_plan_goes_to_its_owner_and_back(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await team_with_plan(store, provider)
        home = Home(store, provider, made, made.account_id)
        assert isinstance(await home.back(when=PERIOD_END), PlanIsChanged)
        store.clock.now = END
        await store.hear(*await provider.news())
        assert await home.plans() == ("PREMIUM", FREE_PLAN)
        assert isinstance(await home.ask("TEAM", 3), PlanIsChanged)
        assert await home.plans() == (FREE_PLAN, "TEAM")
        assert await home.going_on() == 1


@pytest.mark.parametrize("step", ["create_price", "change_item", "subscription"])
@pytest.mark.parametrize("when", [NOW, PERIOD_END])
@pytest.mark.parametrize("answered", [True, False])
async def test_a_crash_at_any_request_is_mended_by_the_same_key(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str, when: object, *, answered: bool
) -> None:
    """The provider got the request, or did not; we never got the answer."""
    outside = home.store.outside
    assert outside is not None
    real = getattr(outside, step)

    async def lost(*args: object, **kwargs: object) -> object:
        if answered:
            await real(*args, **kwargs)
        raise PaymentsAway

    with monkeypatch.context() as patched:
        patched.setattr(outside, step, lost, raising=False)
        first = await home.ask(when=when, idempotency_key="same")
    assert isinstance(first, PaymentUnavailable)
    await home.store.hear(*await home.provider.news())
    await home.plans()
    again = await home.ask(when=when, idempotency_key="same")
    assert isinstance(again, PlanIsChanged), again
    await home.store.hear(*await home.provider.news())
    now = (FREE_PLAN, "FAMILY") if when is NOW else ("PREMIUM", FREE_PLAN)
    assert await home.plans() == now
    assert await home.going_on() == 1
    home.store.clock.now = END
    await home.store.hear(*await home.provider.news())
    assert await home.plans() == (FREE_PLAN, "FAMILY")
    assert len(await home.paid()) == (3 if when is NOW else 2)
    assert await unfinished_changes("alice") == []


async def test_the_next_request_of_the_team_finishes_what_was_interrupted(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = home.store.outside
    assert outside is not None
    real = outside.change_item

    async def lost(*args: object, **kwargs: object) -> object:
        await real(*args, **kwargs)
        raise PaymentsAway

    with monkeypatch.context() as patched:
        patched.setattr(outside, "change_item", lost, raising=False)
        assert isinstance(await home.ask(), PaymentUnavailable)
    await home.store.hear(*await home.provider.news())
    assert await home.plans() == (FREE_PLAN, "FAMILY")
    assert isinstance(await home.back(when=PERIOD_END), PlanIsChanged)
    assert await unfinished_changes("alice") == []
    assert await had(home.made) == (Had("FAMILY", 1, home.team), Had("PREMIUM"))


async def test_events_in_any_order_and_twice_leave_one_plan(home: Home) -> None:
    assert isinstance(await home.ask(), PlanIsChanged)
    news = await home.provider.news()
    for seed in range(4):
        events = [*news, *news]
        Random(seed).shuffle(events)
        await home.store.hear(*events)
        assert await home.plans() == (FREE_PLAN, "FAMILY")
    alice, team = await home.store.account("alice"), await home.store.account(home.team)
    assert (team.available, team.debt, alice.debt) == (FAMILY_TOKENS, 0, 0)


async def test_a_refund_of_the_change_gives_the_plan_back(home: Home) -> None:
    assert isinstance(await home.ask(), PlanIsChanged)
    await home.store.hear(*await home.provider.news())
    intents = await home.provider.all("payment_intents")
    latest = max(intents, key=lambda one: one["amount"])
    await refund(home.provider, payment_intent=latest["id"])
    await home.store.hear(*await home.provider.news())
    assert await home.plans() == ("PREMIUM", FREE_PLAN)


async def test_whoever_pays_ends_it_and_only_then_is_erased(home: Home) -> None:
    assert isinstance(await home.ask(), PlanIsChanged)
    await handed_over(home.store, home.team, "bob")
    erasures = Erasures(home.store.clock, lambda _: None)
    assert isinstance(await erasures.erase("alice", actor="operator"), AccountNotErasable)
    ended = await home.store.subscriptions.cancel("alice", at_period_end=True)
    assert isinstance(ended, PlanSubscription)
    assert ended.standing(home.store.subscriptions.policy).ends
    assert await home.plans() == (FREE_PLAN, "FAMILY")
    home.store.clock.now = END
    await home.store.hear(*await home.provider.news())
    assert await home.plans() == (FREE_PLAN, FREE_PLAN)
    home.store.clock.advance(days=3)
    erased = await erasures.erase("alice", actor="operator")
    assert isinstance(erased, Erased), erased
    kept = await stored_subscription(home.made)
    assert (kept.account_id, kept.holder(POLICY)) == (erased.pseudonym, home.team)


async def test_a_person_who_got_a_team_s_plan_is_not_named_after_an_erasure(
    store: Shop, provider: Provider
) -> None:
    made = await team_with_plan(store, provider)
    home = Home(store, provider, made, made.account_id)
    await home.back(when=PERIOD_END)
    await store.changes.cancel(home.team)
    await handed_over(store, home.team, "bob")
    store.clock.advance(days=3)
    erased = await Erasures(store.clock, lambda _: None).erase("alice", actor="operator")
    assert isinstance(erased, Erased), erased
    kept = await stored_subscription(made)
    assert (kept.account_id, kept.next_holder) == (home.team, home.team)
    assert "alice" not in repr(kept.facts)
    assert await had(made) == (Had("TEAM", 3), Had("TEAM", 3))


async def test_a_new_plan_of_the_person_is_another_subscription(home: Home) -> None:
    assert isinstance(await home.ask(), PlanIsChanged)
    await home.store.hear(*await home.provider.news())
    command = subscribe_command(idempotency_key="again")
    started = await home.store.subscriptions.start(command)
    assert isinstance(started, Ordered), started
    await home.provider.press(started.order.checkout_url or "")
    await home.store.hear(*await home.provider.news())
    alice, team = await home.store.account("alice"), await home.store.account(home.team)
    assert (alice.plan, team.plan) == ("PREMIUM", "FAMILY")
    assert await home.going_on() == 2
    assert await home.back(when=PERIOD_END) == AlreadySubscribed("PREMIUM")
