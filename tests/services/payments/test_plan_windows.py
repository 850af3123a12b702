"""Tokens of a plan that starts, ends and starts again, beside the provider's sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.audit.audit import audit
from tests.support.payments.money import FREE_TOKENS, NOW, PREMIUM, PREMIUM_TOKENS
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import CATALOG, Shop, sandbox_shop, stored_subscription

Both = tuple[Shop, Provider]
MONTHLY = 5_000_000


@pytest.fixture
async def both(database: str, tmp_path: Path) -> AsyncIterator[Both]:
    async with sandbox_shop(tmp_path) as made:
        yield made


async def subscribed(store: Shop, provider: Provider) -> str:
    """Pay a subscription; return the provider's id of it."""
    made = await store.subscribe()
    await provider.press(made.checkout_url or "")
    await store.hear(*await provider.news())
    return (await stored_subscription(made)).external_id or ""


async def tokens(store: Shop, provider: Provider) -> tuple[str, int]:
    """Deliver all events; return the plan and the available tokens."""
    await store.hear(*await provider.news())
    account = await store.account()
    return account.plan, account.available


async def faults() -> list[str]:
    found: list[str] = []
    await audit(lambda fault: found.append(str(fault)), lambda _: None)
    return found


async def test_who_leaves_and_comes_back_on_one_day_has_the_rest_of_the_day(both: Both) -> None:
    store, provider = both
    for spent in (0, 1_000, 2_000):
        await subscribed(store, provider)
        assert await tokens(store, provider) == (PREMIUM, PREMIUM_TOKENS - spent)
        await store.spend(1_000)
        await store.subscriptions.cancel("alice", at_period_end=False)
        assert await tokens(store, provider) == ("FREE", FREE_TOKENS)
        store.clock.advance(minutes=5)
    assert await faults() == []


async def test_a_renewal_that_is_paid_after_all_brings_the_windows_back(both: Both) -> None:
    store, provider = both
    name = await subscribed(store, provider)
    await provider.control("billing", when_retries_end="unpaid")
    await provider.control("make_next_renewal_fail", subscription=name, attempts=4)
    store.clock.advance(days=40)
    assert await tokens(store, provider) == ("FREE", FREE_TOKENS)
    await store.spend(2_000)
    [*_, invoice] = await provider.all("invoices")
    await provider.post(f"invoices/{invoice['id']}/pay")
    assert await tokens(store, provider) == (PREMIUM, PREMIUM_TOKENS)
    await store.spend(3_000)
    await provider.control("pause_subscription", subscription=name)
    assert await tokens(store, provider) == ("FREE", FREE_TOKENS - 2_000)
    store.clock.advance(minutes=1)
    await provider.control("resume_subscription", subscription=name)
    assert await tokens(store, provider) == (PREMIUM, PREMIUM_TOKENS - 3_000)
    assert await faults() == []


async def test_a_plan_with_a_monthly_allowance_gives_it_when_it_starts(
    database: str, tmp_path: Path
) -> None:
    catalog = tmp_path / "catalog.yaml"
    text = CATALOG.read_text().replace("30,000 tokens/day", f"{MONTHLY} tokens/month")
    catalog.write_text(text)
    async with sandbox_shop(tmp_path, catalog_file=catalog) as (store, provider):
        await store.account()
        store.clock.now = NOW + timedelta(days=9)
        await subscribed(store, provider)
        assert await tokens(store, provider) == (PREMIUM, MONTHLY)
        await store.spend(5_000)
        await store.subscriptions.cancel("alice", at_period_end=False)
        assert await tokens(store, provider) == ("FREE", FREE_TOKENS)
        store.clock.advance(minutes=5)
        await subscribed(store, provider)
        assert await tokens(store, provider) == (PREMIUM, MONTHLY - 5_000)
        store.clock.now = NOW + timedelta(days=31)
        assert await tokens(store, provider) == (PREMIUM, MONTHLY)
    assert await faults() == []
