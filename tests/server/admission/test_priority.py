"""PREMIUM's priority, from its payment to the queue."""

from __future__ import annotations

from pathlib import Path

from billing.catalog.catalog import Priority
from tests.support.payments.money_api import CANCEL, served


async def test_who_has_paid_for_premium_is_served_first_and_after_its_end_is_not(
    database_url: str, tmp_path: Path
) -> None:
    async with served(database_url, tmp_path) as api:
        alice, bob = api.user("alice"), api.user("bob")
        for one in (alice, bob):
            await one.account()
        assert api.app is not None
        priority_of = api.app.endpoints.process.services.batcher.priority_of
        assert priority_of("alice") is Priority.STANDARD
        started = await alice.subscribe()
        await alice.press(started["checkoutUrl"])
        await alice.until(lambda account: account["plan"]["name"] == "PREMIUM")
        assert priority_of("alice") is Priority.PRIORITY
        assert priority_of("bob") is Priority.STANDARD
        assert priority_of("nobody") is Priority.STANDARD
        await alice.act(CANCEL, atPeriodEnd=False)
        await alice.until(lambda account: account["plan"]["name"] == "FREE")
        assert priority_of("alice") is Priority.STANDARD
