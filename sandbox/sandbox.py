"""The sandbox: server, store, clock and courier."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.types import ASGIApp

from sandbox.http.api import Api
from sandbox.http.server import Server
from sandbox.objects.clock import Clock, next_due
from sandbox.world import deliveries
from sandbox.world.courier import Courier
from sandbox.world.settings import WebhookSetting
from sandbox.world.store import Store

log = logging.getLogger(__name__)

POLL = 1.0
"""The longest time in seconds until changes of the queue or the clock by other processes are
seen."""


class Sandbox:
    """A payment provider on this machine, with the part of Stripe's API that is used here.

    `path` is its own SQLite file, which several processes may open. `public_url` is the whole
    address at which browsers and the SDK (by `base_addresses`) reach `app`, for example
    `http://127.0.0.1:8000/sandbox`. Events are sent to `webhook_url`, signed with `webhook_secret`.
    `clock` returns the present as aware UTC, and `ahead` how many seconds the service that uses the
    sandbox is ahead of it. The sandbox's own clock may be further ahead.
    """

    def __init__(
        self,
        path: Path,
        *,
        webhook_url: str,
        webhook_secret: str,
        public_url: str,
        api_key: str = "sk_test_sandbox",
        clock: Callable[[], datetime],
        ahead: Callable[[], int] = lambda: 0,
    ) -> None:
        """Create a sandbox. Raises ValueError without a secret or a key, FileUnusable without the
        file."""
        if not webhook_secret or not api_key:
            raise ValueError("the sandbox needs a webhook secret and an API key")
        self._wake = asyncio.Event()
        self._store = Store(path)
        self._clock = Clock(clock, public_url.rstrip("/"), ahead)
        self._courier = Courier(self._store, url=webhook_url, secret=webhook_secret, clock=clock)
        self._server = Server(
            store=self._store,
            clock=self._clock,
            courier=self._courier,
            api=Api(self._store, self._clock, api_key=api_key),
            changed=self._wake.set,
        )

    @property
    def app(self) -> ASGIApp:
        """The ASGI app with `/v1/…`, `/checkout/…`, `/portal/…` and `/_control/…`."""
        return self._server.app

    async def run(self) -> None:
        """Deliver webhooks and run the clock, until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self._store.run(self._clock.act)
                await self._courier.deliver_due()
                pause = await self._store.run(self._pause)
            except sqlite3.OperationalError:
                log.exception("the sandbox's file cannot be accessed")
                pause = POLL
            await self._sleep(pause)

    async def seconds_to_next(self) -> int | None:
        """Return the seconds until something happens by the sandbox's clock; None if nothing is to
        come. Raises sqlite3.Error."""
        return await self._store.run(self._seconds_to_next)

    async def settle(self) -> int:
        """Run what is due, and deliver its events, unless that is paused. Return how many
        deliveries wait for another attempt, or for their time. Raises sqlite3.Error."""
        paused = await self._store.run(lambda it: self._clock.act(it).setting(WebhookSetting).pause)
        if not paused:
            await self._courier.flush()
        counts = await self._store.run(deliveries.counts)
        return counts.get("waiting", 0)

    def _seconds_to_next(self, connection: sqlite3.Connection) -> int | None:
        # First, because it runs what is due, and that sets new instants.
        now = self._clock.act(connection).now
        instant = next_due(connection)
        return None if instant is None else instant - now

    def close(self) -> None:
        """Close the file. Call this after `run` has ended and `app` is no longer served."""
        self._store.close()

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _pause(self, connection: sqlite3.Connection) -> float:
        """Return the seconds until the next known task."""
        now = self._courier.now()
        delivery = deliveries.next_due(connection)
        seconds = self._seconds_to_next(connection)
        waits = [POLL]
        if delivery is not None:
            waits.append((delivery - now) / 1_000)
        if seconds is not None:
            waits.append(float(seconds))
        return max(0.01, min(waits))
