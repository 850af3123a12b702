"""Sends queued webhooks: signed as by Stripe, one after another, with retries."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx

from sandbox.world import deliveries
from sandbox.world.act import public
from sandbox.world.deliveries import Claimed
from sandbox.world.errors import Json
from sandbox.world.settings import WebhookSetting
from sandbox.world.store import Store

log = logging.getLogger(__name__)

TIMEOUT = 20.0  # seconds; shorter than a lease
IN_FLIGHT_POLL = 0.02  # seconds; another process reports its sending only in the file


def signature(payload: bytes, secret: str, *, at: int) -> str:
    """Return a Stripe-Signature header, made at `at` seconds since 1970."""
    signed = hmac.new(secret.encode(), b"%d." % at + payload, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


class Courier:
    """The sender of one process. `clock` is the real one, because receivers compare timestamps with
    theirs."""

    def __init__(
        self, store: Store, *, url: str, secret: str, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._url, self._secret, self._clock = store, url, secret, clock
        self._sending = asyncio.Lock()
        # A TLS context takes tens of milliseconds, so it is built once, and only if it is used.
        self._tls = httpx.create_ssl_context() if url.startswith("https:") else False

    def now(self) -> int:
        """Return real milliseconds since 1970."""
        return int(self._clock().timestamp() * 1_000)

    async def flush(self, *, everything: bool = False) -> dict[str, int]:
        """Send everything due, or everything that waits, once. Return the results at the end.

        While deliveries are paused, only this sends events.
        """
        if everything:
            await self._store.run(lambda it: deliveries.all_due(it, now=self.now()))
        went = {"delivered": 0, "failed": 0}
        while True:
            await self._drain(went, paused=False)
            if not await self._store.run(lambda it: deliveries.is_waiting(it, now=self.now())):
                return went
            await asyncio.sleep(IN_FLIGHT_POLL)

    async def deliver_due(self) -> None:
        """Send everything due, unless paused."""
        await self._drain({"delivered": 0, "failed": 0}, paused=True)

    async def _drain(self, went: dict[str, int], *, paused: bool) -> None:
        async with self._sending, self._client() as client:
            while claimed := await self._store.run(lambda it: self._claim(it, paused=paused)):
                sent = await self._send(client, claimed)
                went["delivered" if sent else "failed"] += 1

    def _claim(self, connection: Any, *, paused: bool) -> Claimed | None:
        settings = WebhookSetting.load(connection)
        if paused and settings.pause:
            return None
        return deliveries.claim(connection, now=self.now(), newest=settings.reorder)

    def _client(self) -> httpx.AsyncClient:
        # A proxy from the environment is not used for an endpoint on this machine.
        return httpx.AsyncClient(timeout=TIMEOUT, verify=self._tls, trust_env=False)

    async def _send(self, client: httpx.AsyncClient, claimed: Claimed) -> bool:
        try:
            delivered, answer = await self._posted(client, claimed)
        except BaseException:
            # Also after a cancellation: nobody else would deliver the event.
            await asyncio.shield(self._store.run(lambda it: deliveries.release(it, claimed)))
            raise
        await self._store.run(
            lambda it: deliveries.settle(
                it, claimed, delivered=delivered, answer=answer, now=self.now()
            )
        )
        return delivered

    async def _posted(self, client: httpx.AsyncClient, claimed: Claimed) -> tuple[bool, str]:
        """Return whether the endpoint accepted the event, and its answer."""
        payload = await self._payload(claimed)
        at = self.now() // 1_000
        headers = {
            "content-type": "application/json; charset=utf-8",
            "stripe-signature": signature(payload, self._secret, at=at),
            "user-agent": "Stripe/1.0 (sandbox)",
        }
        try:
            async with asyncio.timeout(TIMEOUT):
                response = await client.post(self._url, content=payload, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            log.info("event %s not delivered: %r", claimed.event, error)
            return False, type(error).__name__
        return response.is_success, str(response.status_code)

    async def _payload(self, claimed: Claimed) -> bytes:
        def body(connection: Any) -> Json:
            query = "SELECT json FROM objects WHERE id = ?"
            found: Json = json.loads(connection.execute(query, (claimed.event,)).fetchone()[0])
            return found

        return json.dumps(public(await self._store.run(body)), indent=2).encode()
