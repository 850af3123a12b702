"""Opens payments: the provider's client, and the services that use it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from billing.payments.plan_state import PlanPolicy
from services.catalog import CatalogService
from services.clock.movable import machine_clock
from services.commit.batcher import Batcher
from services.commit.changed import Publish
from services.payments.desk import PaymentDesk
from services.payments.packs.purchases import Purchases
from services.payments.plans.changes import PlanChanges
from services.payments.plans.previews import PlanPreviews
from services.payments.strangers import Strangers
from services.payments.subscriptions import Subscriptions
from services.payments.top_ups import Cards, TopUps
from services.payments.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class PaymentSettings:
    """How to reach the provider. Without `api_key` nothing can be bought.

    With `api_base` None the provider itself is used. Checkouts lead back to `public_url`.
    `policy` is the rule for unpaid plans. `webhook_secrets` are the accepted signing secrets.
    """

    api_key: str | None
    api_base: str | None
    public_url: str
    webhook_secrets: Sequence[str]
    policy: PlanPolicy


@dataclass(frozen=True, slots=True)
class PaymentServices:
    """The payment services of one process."""

    purchases: Purchases
    subscriptions: Subscriptions
    plan_changes: PlanChanges
    plan_previews: PlanPreviews
    webhooks: Webhooks
    cards: Cards
    top_ups: TopUps

    async def end(self, account_id: str) -> bool:
        """End what a team pays by itself, before it is closed: its subscription ends with its
        period, and its cards are removed. Return whether that is done. Safe to repeat."""
        return await self.subscriptions.stop(account_id) and await self.cards.remove_all(account_id)


@asynccontextmanager
async def open_payments(
    settings: PaymentSettings,
    catalog: CatalogService,
    publish: Publish,
    clock: Callable[[], datetime],
    batcher: Batcher,
) -> AsyncIterator[PaymentServices]:
    """Open the provider's client; close it at the end. `publish` gets the accounts that changed."""
    client = None
    if settings.api_key is not None:
        # The SDK is optional.
        from gateways.payments.stripe_api import Payments

        client = Payments(api_key=settings.api_key, api_base=settings.api_base)
    desk = PaymentDesk(client, catalog, publish, clock, settings.public_url)
    purchases, subscriptions = Purchases(desk), Subscriptions(desk, settings.policy)
    changes = PlanChanges(desk, subscriptions)
    previews = PlanPreviews(desk, subscriptions, changes)
    webhooks = Webhooks(
        secrets=settings.webhook_secrets,
        livemode=client.livemode if client else False,
        purchases=purchases,
        subscriptions=subscriptions,
        strangers=Strangers(desk),
        clock=machine_clock(clock),
    )
    cards = Cards(desk)
    top_ups = TopUps(desk, batcher, purchases, cards)
    try:
        yield PaymentServices(purchases, subscriptions, changes, previews, webhooks, cards, top_ups)
    finally:
        if client is not None:
            await client.close()
