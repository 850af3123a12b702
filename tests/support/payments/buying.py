"""Buying and refunding packs, beside the provider's sandbox."""

from __future__ import annotations

from services.payments.packs.refunds import Refunded
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop


async def paid(store: Shop, provider: Provider, **changes: object) -> str:
    """Buy and pay a pack; return the id of the credited purchase."""
    made = await store.buy(**changes)
    await provider.press(made.checkout_url or "")
    await store.hear(*await provider.news())
    return made.id


async def refund(
    store: Shop, name: str, amount: int | None = None, *, key: str = "refund"
) -> Refunded:
    """Refund the purchase `name`: `amount` in cents, or all of it. It must not be refused."""
    done = await store.purchases.refunds.refund(name, amount=amount, key=key)
    assert isinstance(done, Refunded), done
    return done
