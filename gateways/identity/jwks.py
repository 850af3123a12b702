"""The identity provider's public keys, fetched when needed and cached (RFC 7517)."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable

import httpx

from gateways.identity.jwk import InvalidKeySet, KeySet, PublicKey

log = logging.getLogger(__name__)

MAX_AGE = 600.0  # seconds
TIMEOUT = 5.0  # seconds, for a whole fetch
DOCUMENT_BYTES_MAX = 256 * 1024
FETCHES = 5
FETCHES_PERIOD = 30.0  # seconds

Timer = Callable[[], float]


class FetchBudget:
    """A token bucket: at most `burst` at once, refilled evenly over `period` seconds."""

    def __init__(self, *, burst: int, period: float, timer: Timer) -> None:
        self._burst, self._rate, self._timer = burst, burst / period, timer
        self._left, self._at = float(burst), timer()

    def take(self) -> bool:
        now = self._timer()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Jwks:
    """A cache of one key set. `timer` counts seconds from any origin and never goes back.

    An old set is renewed before it is used. While the provider fails, the last good set is used,
    and renewal is tried in the background. A key that a newer set does not contain is no longer
    valid.
    """

    def __init__(
        self,
        url: str,
        *,
        timer: Timer = time.monotonic,
        max_age: float = MAX_AGE,
        timeout: float = TIMEOUT,
    ) -> None:
        """Create an empty cache. Raises ValueError unless `url` is an absolute http(s) one."""
        self._url = _checked(url)
        self._timer, self._max_age, self._timeout = timer, max_age, timeout
        # A TLS context takes tens of milliseconds, so it is built once, not at every fetch.
        self._tls = httpx.create_ssl_context()
        self._budget = FetchBudget(burst=FETCHES, period=FETCHES_PERIOD, timer=timer)
        self._keys, self._document = KeySet(), b""
        self._fetched_at = -math.inf
        self._failing = False
        self._fetch: asyncio.Task[None] | None = None

    async def key(self, *, kid: str | None, algorithm: str) -> PublicKey | None:
        """Return the key for a token's header, or None. An unknown key causes a fetch."""
        waited = await self._renewed()
        found = self._keys.find(kid, algorithm)
        if found is None and not waited:
            await self._wait(self._started())
            found = self._keys.find(kid, algorithm)
        return found

    async def _renewed(self) -> bool:
        """Renew an old set. Return True if this waited for a fetch."""
        if self._timer() - self._fetched_at < self._max_age:
            return False
        fetch = self._started()
        # If the provider is down, callers with a known key must not each wait for the timeout.
        if fetch is None or (self._failing and self._keys.keys):
            return False
        await self._wait(fetch)
        return True

    def _started(self) -> asyncio.Task[None] | None:
        """Return the running fetch, or start one. Return None if the budget is used up."""
        if self._fetch is None or self._fetch.done():
            if not self._budget.take():
                return None
            self._fetch = asyncio.create_task(self._refresh(), name="jwks")
        return self._fetch

    @staticmethod
    async def _wait(fetch: asyncio.Task[None] | None) -> None:
        """Wait for a fetch. Shielded: the cancellation of one caller must not end the fetch for the
        others."""
        if fetch is not None:
            await asyncio.shield(fetch)

    async def _refresh(self) -> None:
        begun = self._timer()
        try:
            async with asyncio.timeout(self._timeout):
                document = await self._download()
            self._accept(document)
        except (httpx.HTTPError, TimeoutError, InvalidKeySet) as error:
            self._failing = True
            log.warning("keys of %s not renewed: %r", self._url.host, error)
        else:
            self._failing, self._fetched_at = False, begun

    def _accept(self, document: bytes) -> None:
        # The same document keeps the same key objects, by which callers cache signatures.
        if document != self._document:
            self._keys, self._document = KeySet.parse(document), document

    async def _download(self) -> bytes:
        # Uncompressed, so that the limit on the size of the answer also limits memory.
        headers = {"accept": "application/json", "accept-encoding": "identity"}
        async with (
            httpx.AsyncClient(timeout=self._timeout, verify=self._tls) as client,
            client.stream("GET", self._url, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise InvalidKeySet(f"status {response.status_code}")
            return await _bounded(response)


def _checked(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError("the JWKS address is not a URL") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ValueError("the JWKS address must begin with https:// or http://")
    return parsed


async def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > DOCUMENT_BYTES_MAX:
            raise InvalidKeySet(f"larger than {DOCUMENT_BYTES_MAX} bytes")
    return bytes(body)
