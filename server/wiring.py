"""Everything that runs in one process, made and joined in one place."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from db.commit.timed_writer import TimedWriter
from db.commit.writer import Writer
from db.commit.writers import open_writer
from db.engine.config import asyncpg_credentials, connect, disconnect
from db.engine.timing import Kind
from db.errors import is_transient
from gateways.live import Broadcast, LocalBroadcast, PostgresBroadcast, RedisBroadcast
from gateways.payments.stripe_api import Payments
from resolvers.context import Services
from server.settings import Settings, token_verifier
from services.analytics.rollups import Rollups
from services.audit.continuous import ContinuousAudit
from services.catalog import CatalogService
from services.commit.batcher import Batcher, Commit, OnBatch
from services.commit.changed import Changed, Publish
from services.commit.committer import Committer
from services.commit.priorities import Priorities
from services.commit.reader import AccountReader
from services.commit.remembered import Remembered
from services.identity.identity import Identity
from services.ledger.accounts import Accounts
from services.ledger.holds import Holds
from services.live.accounts import Live
from services.payments.desk import PaymentDesk
from services.payments.purchases import Purchases
from services.payments.strangers import Strangers
from services.payments.subscriptions import Subscriptions
from services.payments.webhooks import Webhooks
from services.privacy.actions import AdminLog
from services.privacy.erasure import Erasures

logger = logging.getLogger(__name__)

CATALOG_REFRESH_SECONDS = 2.0

Clock = Callable[[], datetime]
Works = dict[str, Callable[[], Coroutine[Any, Any, None]]]


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
    background: Sequence[asyncio.Task[None]] = ()
    audit: ContinuousAudit | None = None
    publish: Publish = lambda _: None


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    listening: bool = True,
    on_batch: OnBatch | None = None,
    around_commit: Callable[[Commit], Commit] = lambda commit: commit,
) -> AsyncIterator[Process]:
    """Connects to the migrated database and starts what runs in the background.

    At the end every command that was taken is committed before anything closes. `listening` False
    leaves out the background's work. `on_batch` hears of every batch, `around_commit` goes around.
    """
    async with AsyncExitStack() as stack:
        catalog = await _connected(stack, settings, clock)
        broadcast, changed = _broadcast(settings), Changed()
        publish = changed.noting(broadcast.publish)
        remembered = Remembered()
        reader, writer = _connections(stack, settings, remembered)
        commit = around_commit(
            Committer(
                *(writer, lambda: catalog.book, clock, publish),
                offer=lambda changed: live.offer(changed),  # noqa: PLW0108 - it is made below
                remembered=remembered,
            )
        )
        priorities = Priorities(remembered, lambda: catalog.catalog.plans)
        batcher = Batcher(commit, is_transient, on_batch, priority_of=priorities.of)
        live = Live(accounts := Accounts(batcher, clock, reader.read), clock)
        await _open(stack, broadcast, live, batcher)
        webhooks = _webhooks(stack, settings, catalog, publish, clock)
        audit, rollups = _audit(settings, changed), Rollups(changed.taker(), clock)
        works: Works = {"catalog": partial(_refresh, catalog, live), "webhooks": webhooks.run}
        works |= {"rollups": rollups.run, **({"audit": audit.run} if audit else {})}
        background = _start(stack, live, works) if listening else []
        erasures = Erasures(clock, publish, lambda gone: remembered.pop(gone, None))
        acts = {"accounts": accounts, "live": live, "erasures": erasures, "rollups": rollups}
        services = _services(clock, catalog, batcher, webhooks, **acts)
        identity = _identity(settings, clock)
        yield Process(settings, services, identity, webhooks, background, audit, publish)


def _services(
    clock: Clock, catalog: CatalogService, batcher: Batcher, webhooks: Webhooks, **acts: Any
) -> Services:
    acts |= {"purchases": webhooks.purchases, "subscriptions": webhooks.subscriptions}
    acts |= {"holds": Holds(batcher), "admin_log": AdminLog(clock)}
    return Services(clock=clock, catalog=catalog, batcher=batcher, **acts)


async def _connected(stack: AsyncExitStack, settings: Settings, clock: Clock) -> CatalogService:
    await connect(settings.database_url)
    stack.push_async_callback(disconnect)
    catalog = CatalogService(clock=clock)
    await catalog.apply_at_start(settings.catalog, explicit=settings.catalog_is_explicit)
    return catalog


async def _open(stack: AsyncExitStack, broadcast: Broadcast, live: Live, batcher: Batcher) -> None:
    """The batcher closes first: what it commits at the end is still told."""
    await broadcast.start(live.signal)
    stack.push_async_callback(broadcast.close)
    batcher.start()
    stack.push_async_callback(batcher.close)


def _connections(
    stack: AsyncExitStack, settings: Settings, remembered: Remembered
) -> tuple[AccountReader, Writer]:
    """One for reading and one for batches, beside those of the models."""
    reading, writer = (
        TimedWriter(open_writer(settings.database_url), kind)
        for kind in (Kind.GROUP_READ, Kind.BATCH_READ)
    )
    reader = AccountReader(reading, remembered, is_transient)
    for connection in (reader, writer):
        stack.push_async_callback(connection.close)
    return reader, writer


def _start(stack: AsyncExitStack, live: Live, works: Works) -> list[asyncio.Task[None]]:
    """What never ends by itself, by its name."""
    live.start()
    stack.push_async_callback(live.close)
    tasks = [asyncio.create_task(work(), name=name) for name, work in works.items()]
    for task in tasks:
        stack.push_async_callback(_stop, task)
    return tasks


def _audit(settings: Settings, changed: Changed) -> ContinuousAudit | None:
    if not settings.audit_accounts_per_second:
        return None
    return ContinuousAudit(changed.taker(), per_second=settings.audit_accounts_per_second)


def _webhooks(
    stack: AsyncExitStack,
    settings: Settings,
    catalog: CatalogService,
    publish: Publish,
    clock: Clock,
) -> Webhooks:
    """With the purchases and subscriptions that they are about."""
    payments = None
    if settings.payments_api_key is not None:
        payments = Payments(api_key=settings.payments_api_key, api_base=settings.payments_api_base)
        stack.push_async_callback(payments.close)
    desk = PaymentDesk(payments, catalog, publish, clock, settings.public_url)
    return Webhooks(
        secrets=settings.webhook_secrets,
        livemode=payments.livemode if payments else False,
        purchases=Purchases(desk),
        subscriptions=Subscriptions(desk, timedelta(days=settings.grace_days)),
        strangers=Strangers(desk),
        clock=clock,
    )


def _identity(settings: Settings, clock: Clock) -> Identity:
    verifier = token_verifier(settings, clock=clock)
    return Identity(verifier, plain_scopes=settings.jwt_plain_scopes)


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
