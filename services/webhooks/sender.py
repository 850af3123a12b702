"""Sends events to all endpoints. Each process leases the endpoints that it serves, so an event is
sent by one of them; if it dies, another one takes over when the lease ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Protocol

from billing.webhooks.endpoint import Endpoint
from db.webhooks import endpoints
from services.commit.outbox import Outbox
from services.webhooks.attempts import Response
from services.webhooks.counts import Counts
from services.webhooks.courier import Courier
from services.webhooks.lanes import Lanes

logger = logging.getLogger(__name__)

STEP_SECONDS = 1.0
LEASE = timedelta(seconds=15)
RENEW_SECONDS = 1.0
"""How long a process may send after another one paused or deleted an endpoint, or made its next
secret."""


class Client(Protocol):
    """A client of one endpoint."""

    async def post(self, headers: dict[str, str], body: bytes) -> Response: ...
    async def close(self) -> None: ...


class Sender:
    """One per process. `machine` is the machine's clock, for leases, and `clock` the service's, for
    the schedule. `open_client` makes a client for an address."""

    def __init__(
        self,
        outbox: Outbox,
        open_client: Callable[[str], Client],
        *,
        keys: tuple[str, ...],
        clock: Callable[[], datetime],
        machine: Callable[[], datetime],
    ) -> None:
        self.counts = Counts()
        self._outbox = outbox
        self._open_client = open_client
        self._keys = keys
        self._clock = clock
        self._machine = machine
        self._holder = token_hex(16)
        self._lanes = Lanes()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Note that an endpoint was changed here: who sends to it looks at it again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            while True:
                # What is written from now on is found by this step or the next one.
                self._outbox.written.clear()
                try:
                    if self._outbox.is_on:
                        await self.step()
                # The task must continue if the database is temporarily unavailable.
                except Exception as error:  # noqa: BLE001
                    logger.warning("the webhooks have to wait: %r", error)
                await self._pause()
        finally:
            await self._stop()

    async def step(self) -> None:
        """Lease the free endpoints that have something to send, and start to serve them."""
        self._serving = {name: task for name, task in self._serving.items() if not task.done()}
        present = self._machine()
        leased = await endpoints.lease(
            self._holder, until=present + LEASE, present=present, due=self._clock()
        )
        for endpoint in leased:
            if endpoint.id not in self._serving:
                self._serving[endpoint.id] = asyncio.create_task(self._serve(endpoint))

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(STEP_SECONDS):
                await self._outbox.written.wait()

    async def _serve(self, endpoint: Endpoint) -> None:
        held = _Held(self._machine, self._machine() + LEASE)
        client = self._open_client(endpoint.url)
        courier = Courier(
            endpoint,
            client.post,
            keys=self._keys,
            clock=self._clock,
            machine=self._machine,
            is_held=held,
            counts=self.counts,
            lanes=self._lanes,
        )
        renewing = asyncio.create_task(self._renew(courier, held))
        try:
            await courier.serve()
        except asyncio.CancelledError:
            raise
        # Another process, or the next step, tries again.
        except Exception as error:  # noqa: BLE001
            logger.warning("webhooks for %s have to wait: %r", endpoint.id, error)
        finally:
            renewing.cancel()
            await client.close()
            if held():
                await endpoints.return_lease(endpoint.id, self._holder)

    async def _renew(self, courier: Courier, held: _Held) -> None:
        while held():
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEW_SECONDS):
                    await self._changed.wait()
            try:
                await self._renew_once(courier, held)
            # The lease lasts for some more tries.
            except Exception as error:  # noqa: BLE001
                logger.warning("the lease of %s has to wait: %r", courier.endpoint.id, error)

    async def _renew_once(self, courier: Courier, held: _Held) -> None:
        until, judged = self._machine() + LEASE, courier.judged
        found = await endpoints.renew_lease(courier.endpoint.id, self._holder, until=until)
        # None: it was paused, deleted, or taken over after a long stop of this process.
        held.until = None if found is None else until
        if found is not None:
            courier.learn(found, judged)

    async def _stop(self) -> None:
        for task in self._serving.values():
            task.cancel()
        await asyncio.gather(*self._serving.values(), return_exceptions=True)


class _Held:
    """Whether a lease lasts, by the clock of this machine."""

    def __init__(self, machine: Callable[[], datetime], until: datetime | None) -> None:
        self._machine = machine
        self.until = until

    def __call__(self) -> bool:
        return self.until is not None and self._machine() < self.until
