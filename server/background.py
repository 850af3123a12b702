"""The tasks of a process that run until it stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any

from resolvers.context import Services
from resolvers.request import background_task
from services.audit.continuous import ContinuousAudit
from services.catalog import CatalogService
from services.clock.guard import keep_comparing
from services.clock.movable import machine_clock
from services.identity.identity import Identity
from services.live.accounts import Live
from services.payments.opening import PaymentServices
from services.webhooks.opening import WebhookServices

logger = logging.getLogger(__name__)

CATALOG_REFRESH_SECONDS = 2.0


@asynccontextmanager
async def background(
    services: Services,
    identity: Identity,
    payments: PaymentServices,
    webhooks: WebhookServices,
    audit: ContinuousAudit | None,
) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Start the tasks that run until the process stops."""
    works: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
        "catalog": partial(_refresh, services.catalog, services.live),
        "pools": services.pools.run,
        "alerts": services.alert_sweep.run,
        "rests": services.teams.rests.run,
        "top ups": services.top_ups.run,
        "webhooks": payments.webhooks.run,
        "outbox": webhooks.outbox.run,
        "hold expiries": webhooks.expiries.run,
        "webhook cleaning": webhooks.cleaning.run,
        **({"sender": webhooks.sender.run} if webhooks.sender else {}),
        "rollups": services.rollups.run,
        "erasures": services.erasures.run,
        "following": services.following.run,
        "clock": partial(keep_comparing, machine_clock(services.clock)),
        "key uses": identity.uses.run,
        "key watch": identity.watch.run,
        **({"audit": audit.run} if audit else {}),
    }
    async with AsyncExitStack() as stack:
        services.live.start()
        stack.push_async_callback(services.live.close)
        tasks = [asyncio.create_task(named(name, work), name=name) for name, work in works.items()]
        for task in tasks:
            stack.push_async_callback(_stop, task)
        yield tasks


async def named(name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Work, and tell the log who does."""
    background_task.set(name)
    await work()


async def _refresh(catalog: CatalogService, live: Live) -> None:
    """Load a catalog that another process applied, every CATALOG_REFRESH_SECONDS."""
    while True:
        await asyncio.sleep(CATALOG_REFRESH_SECONDS)
        try:
            if await catalog.refresh():
                live.wake()
        # The task must continue if the database is temporarily unavailable.
        except Exception as error:  # noqa: BLE001
            logger.warning("the catalog could not be refreshed: %r", error)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
