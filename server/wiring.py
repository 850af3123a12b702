"""Everything that runs in one process, made and joined in one place."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db.config import asyncpg_credentials, connect, disconnect
from db.journal import is_transient
from db.writers import open_writer
from gateways.broadcast import (
    Broadcast,
    LocalBroadcast,
    PostgresBroadcast,
    RedisBroadcast,
)
from gateways.payments import Payments
from resolvers.context import Services
from server.settings import Settings, token_verifier
from services.accounts import Accounts
from services.batcher import Batcher, OnBatch
from services.catalog import CatalogService
from services.committer import Committer
from services.holds import Holds
from services.identity import Identity
from services.live import Live
from services.payment_desk import PaymentDesk
from services.purchases import Purchases
from services.reader import AccountReader
from services.remembered import Remembered
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
    settings: Settings,
    *,
    clock: Clock = utc_now,
    listening: bool = True,
    on_batch: OnBatch | None = None,
) -> AsyncIterator[Process]:
    """Connects to the migrated database and starts what runs in the background.

    At the end every command that was taken is committed before anything closes. `listening` False
    leaves out what only serves subscribers. `on_batch` hears of every committed batch.
    """
    async with AsyncExitStack() as stack:
        catalog = await _connected(stack, settings, clock)
        broadcast = _broadcast(settings)
        remembered = Remembered()
        reading, writer = (open_writer(settings.database_url) for _ in range(2))
        reader = AccountReader(reading, remembered, is_transient)
        for connection in (reader, writer):
            stack.push_async_callback(connection.close)
        committer = Committer(
            *(writer, lambda: catalog.book, clock, broadcast.publish),
            offer=lambda changed: live.offer(changed),  # noqa: PLW0108 - it is made below
            remembered=remembered,
        )
        batcher = Batcher(committer, is_transient, on_batch)
        live = Live(accounts := Accounts(batcher, clock, reader.read), clock)
        await broadcast.start(live.signal)
        stack.push_async_callback(broadcast.close)
        batcher.start()
        stack.push_async_callback(batcher.close)
        webhooks = _webhooks(stack, settings, catalog, broadcast, clock)
        if listening:
            _start_listening(stack, catalog, live, webhooks)
        services = Services(
            *(clock, catalog, batcher, accounts, Holds(batcher), live),
            *(webhooks.purchases, webhooks.subscriptions),
        )
        identity = Identity(token_verifier(settings, clock=clock))
        yield Process(settings, services, identity, webhooks)


async def _connected(stack: AsyncExitStack, settings: Settings, clock: Clock) -> CatalogService:
    await connect(settings.database_url)
    stack.push_async_callback(disconnect)
    catalog = CatalogService(clock=clock)
    await catalog.apply_at_start(settings.catalog, explicit=settings.catalog_is_explicit)
    return catalog


def _start_listening(
    stack: AsyncExitStack, catalog: CatalogService, live: Live, webhooks: Webhooks
) -> None:
    live.start()
    stack.push_async_callback(live.close)
    for work in (_refresh(catalog, live), webhooks.run()):
        stack.push_async_callback(_stop, asyncio.create_task(work))


def _webhooks(
    stack: AsyncExitStack,
    settings: Settings,
    catalog: CatalogService,
    broadcast: Broadcast,
    clock: Clock,
) -> Webhooks:
    """With the purchases and subscriptions that they are about."""
    payments = None
    if settings.payments_api_key is not None:
        payments = Payments(api_key=settings.payments_api_key, api_base=settings.payments_api_base)
        stack.push_async_callback(payments.close)
    desk = PaymentDesk(payments, catalog, broadcast.publish, clock, settings.public_url)
    return Webhooks(
        secrets=settings.webhook_secrets,
        livemode=payments.livemode if payments else False,
        purchases=Purchases(desk),
        subscriptions=Subscriptions(desk, timedelta(days=settings.grace_days)),
        clock=clock,
    )


def _broadcast(settings: Settings) -> Broadcast:
    """By what is configured: Redis, or the PostgreSQL that is there anyway, or one process."""
    if settings.redis_url is not None:
        return RedisBroadcast(settings.redis_url)
    credentials = asyncpg_credentials(settings.database_url)
    return LocalBroadcast() if credentials is None else PostgresBroadcast(credentials)


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
