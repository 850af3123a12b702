"""Everything that runs in one process, made and joined in one place."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from billing.commands import Command
from db.config import asyncpg_credentials, connect, disconnect
from db.journal import is_transient
from gateways.broadcast import Broadcast, LocalBroadcast, PostgresBroadcast
from gateways.payments import Payments
from resolvers.context import Services
from server.settings import Settings, token_verifier
from services.accounts import Accounts
from services.batch import commit_batch
from services.batcher import Batcher
from services.catalog import CatalogService
from services.decisions import Outcome
from services.identity import Identity
from services.live import Live
from services.payment_desk import PaymentDesk
from services.purchases import Purchases
from services.subscriptions import Subscriptions
from services.webhooks import Webhooks

logger = logging.getLogger(__name__)

CATALOG_REFRESH_SECONDS = 2.0

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of production. Tests bring their own."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Process:
    """What the endpoints need."""

    settings: Settings
    services: Services
    identity: Identity
    webhooks: Webhooks


@asynccontextmanager
async def running(
    settings: Settings, *, clock: Clock = utc_now, listening: bool = True
) -> AsyncIterator[Process]:
    """Connects to the migrated database and starts what runs in the background.

    At the end every command that was taken is committed before anything closes. `listening` False
    leaves out what only serves subscribers.
    """
    async with AsyncExitStack() as stack:
        await connect(settings.database_url)
        stack.push_async_callback(disconnect)
        catalog = CatalogService(clock=clock)
        await catalog.apply_at_start(settings.catalog, explicit=settings.catalog_is_explicit)
        broadcast = _broadcast(settings)
        batcher = _batcher(catalog, clock, broadcast)
        accounts = Accounts(batcher, clock)
        live = Live(accounts, clock)
        await broadcast.start(live.signal)
        stack.push_async_callback(broadcast.close)
        batcher.start()
        stack.push_async_callback(batcher.close)
        payments = _payments(settings)
        if payments is not None:
            stack.push_async_callback(payments.close)
        desk = PaymentDesk(payments, catalog, broadcast.publish, clock, settings.public_url)
        webhooks = _webhooks(settings, desk)
        if listening:
            live.start()
            stack.push_async_callback(live.close)
            for work in (_refresh(catalog, live), webhooks.run()):
                stack.push_async_callback(_stop, asyncio.create_task(work))
        services = Services(
            clock, catalog, batcher, accounts, live, webhooks.purchases, webhooks.subscriptions
        )
        identity = Identity(token_verifier(settings, clock=clock))
        yield Process(settings, services, identity, webhooks)


def _webhooks(settings: Settings, desk: PaymentDesk) -> Webhooks:
    return Webhooks(
        secrets=settings.webhook_secrets,
        livemode=desk.payments.livemode if desk.payments else False,
        purchases=Purchases(desk),
        subscriptions=Subscriptions(desk, timedelta(days=settings.grace_days)),
        clock=desk.clock,
    )


def _payments(settings: Settings) -> Payments | None:
    if settings.payments_api_key is None:
        return None
    return Payments(api_key=settings.payments_api_key, api_base=settings.payments_api_base)


def _broadcast(settings: Settings) -> Broadcast:
    credentials = asyncpg_credentials(settings.database_url)
    return LocalBroadcast() if credentials is None else PostgresBroadcast(credentials)


def _batcher(catalog: CatalogService, clock: Clock, broadcast: Broadcast) -> Batcher:
    async def commit(commands: Sequence[Command]) -> list[Outcome]:
        outcomes, changes = await commit_batch(commands, book=catalog.book, clock=clock)
        broadcast.publish([(change.account_id, change.revision) for change in changes])
        return outcomes

    return Batcher(commit, is_transient)


async def _refresh(catalog: CatalogService, live: Live) -> None:
    """Takes over what another process applied."""
    while True:
        await asyncio.sleep(CATALOG_REFRESH_SECONDS)
        try:
            if await catalog.refresh():
                live.wake()
        # A database that is away for a while must not end the refreshing.
        except Exception as error:  # noqa: BLE001
            logger.warning("the catalog could not be refreshed: %r", error)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
