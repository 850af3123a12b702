"""Subscriptions through the whole service."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.clocks import TickingClock
from tests.support.payments.money import FREE_TOKENS, PREMIUM_TOKENS
from tests.support.payments.money_api import CANCEL, RESUME, Api, widget

pytestmark = pytest.mark.slow
PERIOD_END = datetime(2026, 12, 23, 12, tzinfo=UTC)


def advance(api: Api, *, days: int) -> None:
    assert isinstance(api.clock, TickingClock)
    api.clock.advance(days=days)


class TestSubscribing:
    async def test_the_plan_comes_and_goes_at_its_instants_and_is_seen_live(self, api: Api) -> None:
        alice = api.user()
        assert (await alice.account())["subscription"] is None
        async with widget(api, alice) as live:
            await live.until(available=FREE_TOKENS)
            started = await alice.subscribe()
            assert started["subscription"]["status"] == "PENDING"
            await alice.press(started["checkoutUrl"])
            balance = await live.until(available=PREMIUM_TOKENS)
            assert datetime.fromisoformat(balance["nextReset"]) == datetime(
                2026, 11, 24, tzinfo=UTC
            )
            account = await alice.until(lambda found: found["subscription"] is not None)
            found = account["subscription"]
            assert (found["status"], found["plan"]) == ("ACTIVE", {"name": "PREMIUM"})
            assert (
                abs(
                    (datetime.fromisoformat(found["currentPeriodEnd"]) - PERIOD_END).total_seconds()
                )
                < 60
            )
            canceled = await alice.act(CANCEL)
            assert canceled["subscription"]["cancelAtPeriodEnd"] is True
            advance(api, days=31)
            # This is the first access after the boundary. No event has reported the end yet.
            assert (await alice.account())["plan"] == {"name": "FREE"}
            await live.until(available=FREE_TOKENS)
        ended = await alice.until(lambda found: found["subscription"]["status"] == "CANCELED")
        assert ended["subscription"]["endedAt"] is not None

    async def test_cancelled_taken_back_and_ended_at_once(self, api: Api) -> None:
        alice = api.user()
        started = await alice.subscribe()
        await alice.press(started["checkoutUrl"])
        await alice.until(lambda found: found["plan"]["name"] == "PREMIUM")
        assert (await alice.subscribe())["__typename"] == "AlreadySubscribed"
        for document, cancels in ((CANCEL, True), (RESUME, False), (CANCEL, True)):
            changed = await alice.act(document)
            assert changed["subscription"]["cancelAtPeriodEnd"] is cancels
        ended = await alice.act(CANCEL, atPeriodEnd=False)
        assert ended["subscription"]["status"] == "CANCELED"
        assert (await alice.account())["plan"] == {"name": "FREE"}
        for document in (CANCEL, RESUME):
            assert (await alice.act(document))["__typename"] == "SubscriptionNotFound"

    async def test_a_failed_renewal_shows_its_grace(self, sqlite_api: Api) -> None:
        api, alice = sqlite_api, sqlite_api.user()
        started = await alice.subscribe()
        await alice.press(started["checkoutUrl"])
        account = await alice.until(
            lambda found: (found["subscription"] or {}).get("status") == "ACTIVE"
        )
        assert account["subscription"]["graceUntil"] is None
        [known] = (await api.provider("subscriptions"))["data"]
        await api.control("make_next_renewal_fail", subscription=known["id"], attempts=9)
        advance(api, days=31)
        account = await alice.until(lambda found: found["subscription"]["status"] == "PAST_DUE")
        paid, grace = (
            account["subscription"]["currentPeriodEnd"],
            account["subscription"]["graceUntil"],
        )
        assert (datetime.fromisoformat(grace) - datetime.fromisoformat(paid)).days == 3
        assert account["plan"] == {"name": "PREMIUM"}

    async def test_the_same_key_answers_the_same_checkout(self, sqlite_api: Api) -> None:
        alice = sqlite_api.user()
        first = await alice.subscribe(idempotencyKey="k")
        again = await alice.subscribe(idempotencyKey="k")
        assert again == first | {"replayed": True}
        other = await alice.subscribe(idempotencyKey="k", promotionCodes=True)
        assert other["__typename"] == "IdempotencyConflict"

    @pytest.mark.parametrize("plan", ["FREE", "GOLD"])
    async def test_a_plan_that_is_not_for_sale(self, sqlite_api: Api, plan: str) -> None:
        assert (await sqlite_api.user().subscribe(plan=plan))["__typename"] == "PlanNotFound"
