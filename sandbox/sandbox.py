"""The sandbox put together."""

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
from sandbox.world.store import Store

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds at most until it is seen that another process has queued something, or the clock."""


class Sandbox:
    """A payment provider on this machine, which speaks the part of Stripe's API that is used here.

    `path` is its own SQLite file, which several processes may open. `public_url` is the whole
    address that `app` is mounted at, as browsers and the SDK (by `base_addresses`) reach it,
    for example `http://127.0.0.1:8000/sandbox`. Events go to `webhook_url`, signed with
    `webhook_secret`. `clock` gives the present as aware UTC; the sandbox's own may be ahead.
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
    ) -> None:
        """Raise ValueError without a secret or a key, FileUnusable without the file."""
        if not webhook_secret or not api_key:
            raise ValueError("the sandbox needs a webhook secret and an API key")
        self._wake = asyncio.Event()
        self._store = Store(path)
        self._clock = Clock(clock, public_url.rstrip("/"))
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
        """Serves `/v1/…`, `/checkout/…`, `/portal/…` and `/_control/…`."""
        return self._server.app

    async def run(self) -> None:
        """Deliver webhooks and keep the clock going, until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self._store.run(self._clock.act)
                await self._courier.deliver_due()
                pause = await self._store.run(self._pause)
            except sqlite3.OperationalError:
                log.exception("the sandbox's file is out of reach")
                pause = POLL
            await self._sleep(pause)

    def close(self) -> None:
        """After `run` has ended and `app` is served no more."""
        self._store.close()

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _pause(self, connection: sqlite3.Connection) -> float:
        """Seconds until there is something to do, as far as is known."""
        now = self._courier.now()
        delivery = deliveries.next_due(connection)
        instant = next_due(connection)
        waits = [POLL]
        if delivery is not None:
            waits.append((delivery - now) / 1_000)
        if instant is not None:
            waits.append(float(instant - self._clock.act(connection).now))
        return max(0.01, min(waits))
